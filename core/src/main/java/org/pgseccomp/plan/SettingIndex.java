package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;

/**
 * Settings by their names, which PostgreSQL compares without case (guc_name_compare in guc.c). A policy of a role is looked up in six
 * steps, and there may be ten thousand of them: names are not put together for that.
 */
final class SettingIndex {
    private final List<Setting> sorted;
    private final boolean[] used;

    SettingIndex(List<Setting> settings) {
        sorted = new ArrayList<>(settings);
        sorted.sort((a, b) -> SettingNames.compare(a.name(), b.name(), ""));
        used = new boolean[sorted.size()];
    }

    /**
     * Looks for the setting whose name is a prefix and a suffix, and notes that it was asked for.
     *
     * @return null if there is none
     */
    Setting find(String prefix, String suffix) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = SettingNames.compare(sorted.get(middle).name(), prefix, suffix);
            if (order == 0) {
                used[middle] = true;
                return sorted.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** The settings that nobody asked for. */
    List<Setting> unused() {
        List<Setting> unused = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                unused.add(sorted.get(i));
            }
        }
        return unused;
    }
}
