package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.AsciiCase;

/**
 * Policies by what they are made of. Two are the same if their settings say the same; that those of roles end in different names makes no
 * difference.
 */
final class PolicyTable {
    private static final int EMPTY = -1;

    private final List<List<Setting>> contents = new ArrayList<>();
    private int[] hashes = new int[64];
    private int[] places = new int[128];

    PolicyTable() {
        Arrays.fill(places, EMPTY);
    }

    /** The index of the policy with these settings; {@link Plan#NONE} if there is none. */
    int find(List<Setting> settings) {
        return places[placeOf(settings, hash(settings))];
    }

    /** Adds a policy, whether there is the same one already or not. Answers its index. */
    int add(List<Setting> settings) {
        int index = contents.size();
        if (index == hashes.length) {
            grow();
        }
        contents.add(settings);
        hashes[index] = hash(settings);
        int place = placeOf(settings, hashes[index]);
        if (places[place] == EMPTY) {
            places[place] = index;
        }
        return index;
    }

    int size() {
        return contents.size();
    }

    List<Setting> settings(int index) {
        return contents.get(index);
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        places = new int[2 * hashes.length];
        Arrays.fill(places, EMPTY);
        for (int i = 0; i < contents.size(); i++) {
            int place = placeOf(contents.get(i), hashes[i]);
            if (places[place] == EMPTY) {
                places[place] = i;
            }
        }
    }

    /** Where a policy is, or would be. There is always room: half of the places are empty. */
    private int placeOf(List<Setting> settings, int hash) {
        int mask = places.length - 1;
        int place = (hash ^ hash >>> 15) & mask;
        while (places[place] != EMPTY
                && !(hashes[places[place]] == hash && same(contents.get(places[place]), settings))) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static int hash(List<Setting> settings) {
        int hash = 0;
        for (Setting setting : settings) {
            hash = 31 * hash + setting.value().hashCode();
            hash = 31 * hash + hashOfKind(setting.name());
        }
        return hash;
    }

    /** Of what {@link SettingNames#sameKind} compares. The name of a database is part of it: without it a thousand databases with one list would have one hash. */
    private static int hashOfKind(String name) {
        int length = SettingNames.lengthOfKind(name);
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + AsciiCase.lower(name.charAt(i));
        }
        return hash;
    }

    private static boolean same(List<Setting> a, List<Setting> b) {
        if (a.size() != b.size()) {
            return false;
        }
        // From the end: what is the same in most policies comes first.
        for (int i = a.size() - 1; i >= 0; i--) {
            Setting one = a.get(i);
            Setting other = b.get(i);
            if (!one.value().equals(other.value()) || !SettingNames.sameKind(one.name(), other.name())) {
                return false;
            }
        }
        return true;
    }
}
