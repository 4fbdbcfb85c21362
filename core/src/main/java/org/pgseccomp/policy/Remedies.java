package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileLines;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.Syscall;

/**
 * Which setting of one filter denies a call, and what to change so that it no longer does: which list to add the call to or to remove it from, by the
 * name of the setting that counts, and what has to happen then. It depends on who denies the call: a list, the default action, or a
 * condition. A list that is inherited is changed where it is written; what a profile leaves out is brought back as docs/profiles.md says.
 *
 * <p>It is kept with each policy, for the detail and the hint of an error. There is a line for each way in which this filter denies
 * ({@link RemedyTexts}); and for each number the index of its line, from 1, or 0 where this filter denies it to nobody. What the
 * filters below it deny is theirs to say.
 */
public final class Remedies {
    /** Stands in a line for the names of calls. No name of a setting has it. */
    public static final char CALLS = '%';

    /** Stands in a line between the setting that denies, for the detail, and what to change, for the hint. */
    public static final char HINT = '\t';

    /** So many lines can be told apart: an index is a byte. */
    private static final int MOST_LINES = 255;

    private final FilterSource source;
    private final RemedyTexts texts;
    private final List<String> lines = new ArrayList<>();
    /** Of each line, what it is about: {@link #kindOf}. */
    private int[] kinds = new int[16];

    private final byte[] ofNumber;

    /** The lists in lower case, one for each action; null where it was not needed yet. */
    private final String[] folded = new String[Action.values().length];

    /**
     * Of the filter of a level.
     *
     * @param settings that it was read from
     * @param size numbers from 0 to this one, exclusive, are looked at
     */
    public Remedies(Filter filter, Level level, List<Setting> settings, int size) {
        source = FilterSource.of(level, settings);
        texts = new RemedyTexts(
                level, source, hasProfile(), filter.defaultAction(), SettingNames.suffixOfDatabase(settings));
        ofNumber = new byte[size];
        boolean hasLines =
                level == Level.SESSION && hasProfile() && source.profile().profile() == Profile.STRICT;
        boolean[] takenOut = takenOut(filter.architecture(), size);
        List<Decision<Outcome>> decisions = filter.decisionsBelow(size);
        for (int number = 0; number < size; number++) {
            Decision<Outcome> decision = decisions.get(number);
            int listed = listed(decision);
            if (listed == 0 && !denies(decision.otherwise())) {
                continue;
            }
            boolean isListed = decision.isPlain() && decision.otherwise().action() != filter.defaultAction();
            boolean isOfGroup = isListed
                    && isOfGroup(
                            filter.architecture().syscalls().numbered(number),
                            decision.otherwise().action());
            boolean isUnlisted = !isListed && listed == 0;
            boolean isTakenOut = isUnlisted && takenOut[number];
            int profileLines =
                    hasLines && isUnlisted && !isTakenOut ? ProfileLines.having(filter.architecture(), number) : 0;
            ofNumber[number] = (byte) lineOf(decision, listed, isOfGroup, isTakenOut, profileLines);
        }
    }

    /** The index of the line of a decision, from 1; it is made for the first of a kind. A thousand numbers have few kinds. */
    private int lineOf(
            Decision<Outcome> decision, int listed, boolean isOfGroup, boolean isTakenOut, int profileLines) {
        Action action = decision.otherwise().action();
        boolean isDeniedElse = denies(decision.otherwise());
        int kind = kindOf(decision.isPlain() ? 1 << action.ordinal() : listed, profileLines);
        kind = kind << 4
                | (isTakenOut ? 8 : 0)
                | (isOfGroup ? 4 : 0)
                | (decision.isPlain() ? 2 : 0)
                | (isDeniedElse ? 1 : 0);
        for (int i = 0; i < lines.size(); i++) {
            if (kinds[i] == kind) {
                return i + 1;
            }
        }
        if (lines.size() == MOST_LINES) {
            return 0;
        }
        if (lines.size() == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * kinds.length);
        }
        kinds[lines.size()] = kind;
        lines.add(
                isTakenOut
                        ? texts.takenOut()
                        : decision.isPlain()
                                ? texts.plain(action, isOfGroup, profileLines)
                                : texts.conditioned(listed, isDeniedElse, profileLines));
        return lines.size();
    }

    private static int kindOf(int actions, int profileLines) {
        return profileLines << Action.values().length | actions;
    }

    /** Whether the list of what is allowed has what a profile has for it. */
    private boolean hasProfile() {
        return source.profile().profile() != Profile.NONE
                && source.lists().get(Action.ALLOW.ordinal()).setting() != null
                && foldedOf(Action.ALLOW).indexOf(Profile.ENTRY) >= 0;
    }

    /** The numbers that the list of what is allowed takes out of its profile, with {@code -name} or {@code -@group}. */
    private boolean[] takenOut(Architecture architecture, int size) {
        boolean[] numbers = new boolean[size];
        if (!hasProfile()) {
            return numbers;
        }
        String list = source.lists().get(Action.ALLOW.ordinal()).setting().value();
        for (Entry entry : EntryList.parse(list).entries()) {
            if (!entry.removes()) {
                continue;
            }
            for (Syscall syscall : SyscallGroups.callsNamed(architecture, entry.name())) {
                if (syscall.number() < size) {
                    numbers[syscall.number()] = true;
                }
            }
        }
        return numbers;
    }

    private String foldedOf(Action action) {
        if (folded[action.ordinal()] == null) {
            Setting setting = source.lists().get(action.ordinal()).setting();
            folded[action.ordinal()] = AsciiCase.lower(setting.value());
        }
        return folded[action.ordinal()];
    }

    /** The actions by which conditions deny, a bit each. */
    private static int listed(Decision<Outcome> decision) {
        int actions = 0;
        for (Case<Outcome> each : decision.cases()) {
            if (denies(each.result())) {
                actions |= 1 << each.result().action().ordinal();
            }
        }
        return actions;
    }

    /** Whether the list of an action has a call because it has a group: the list does not name it. It is looked for in the text, as a list can be long. */
    private boolean isOfGroup(Syscall syscall, Action action) {
        Setting setting = source.lists().get(action.ordinal()).setting();
        if (syscall == null || setting == null || setting.value().indexOf('@') < 0) {
            return false;
        }
        String text = foldedOf(action);
        String name = syscall.name();
        int at = text.indexOf(name);
        while (at >= 0 && (isOfName(text, at - 1) || isOfName(text, at + name.length()))) {
            at = text.indexOf(name, at + 1);
        }
        return at < 0;
    }

    private static boolean isOfName(String text, int index) {
        if (index < 0 || index >= text.length()) {
            return false;
        }
        char c = text.charAt(index);
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
    }

    /** An error that nobody wrote is not reported. */
    private static boolean denies(Outcome outcome) {
        return outcome.action().compareTo(Action.ERROR) >= 0 && !outcome.isAutomatic();
    }

    /** The lines in the order of their index, each with a line feed behind it. */
    public String lines() {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    /** For each number the index of its line, or 0. */
    public byte[] ofNumber() {
        return ofNumber.clone();
    }
}
