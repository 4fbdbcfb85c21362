package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.Syscall;

/**
 * What to change so that one filter no longer denies a call: which list to add it to or to take it from, by the name of the setting that
 * counts, and what has to happen then. It depends on who denies the call: a list, the default action, or a condition. A list that is inherited
 * is changed where it is written.
 *
 * <p>It is kept with each policy, for the hint of an error. There is a sentence for each way in which this filter denies, with {@link #CALLS} in
 * the place of the calls; and for each number the index of its sentence, from 1, or 0 where this filter denies it to nobody. What the
 * filters below it deny is theirs to say.
 */
public final class Remedies {
    /** Stands in a sentence for the names of calls. No name of a setting has it. */
    public static final char CALLS = '%';

    /** The same of a filter that nothing takes away. */
    static final String STAYS = "The filter that this session has set with set_client_filter() stays until it ends.";

    /** Kinds of denials: an action, or which actions of conditions deny, a bit each; whether what meets no condition is denied; whether a group has the call. */
    private static final int KINDS = 8 << Action.values().length;

    private final Level level;
    private final FilterSource source;
    private final List<String> sentences = new ArrayList<>();
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
        this.level = level;
        source = FilterSource.of(level, settings);
        ofNumber = new byte[size];
        // A thousand numbers have few sentences.
        byte[] ofKind = new byte[KINDS];
        List<Decision<Outcome>> decisions = filter.decisionsBelow(size);
        for (int number = 0; number < size; number++) {
            Decision<Outcome> decision = decisions.get(number);
            int listed = listed(decision);
            boolean isDeniedElse = denies(decision.otherwise());
            if (listed == 0 && !isDeniedElse) {
                continue;
            }
            int actions =
                    decision.isPlain() ? 1 << decision.otherwise().action().ordinal() : listed;
            boolean isOfGroup = decision.isPlain()
                    && isOfGroup(
                            filter.architecture().syscalls().numbered(number),
                            decision.otherwise().action());
            int kind = actions << 3 | (isOfGroup ? 4 : 0) | (decision.isPlain() ? 2 : 0) | (isDeniedElse ? 1 : 0);
            if (ofKind[kind] == 0) {
                sentences.add(
                        decision.isPlain()
                                ? plain(decision.otherwise().action(), filter.defaultAction(), isOfGroup)
                                : conditioned(listed, isDeniedElse));
                ofKind[kind] = (byte) sentences.size();
            }
            ofNumber[number] = ofKind[kind];
        }
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
        if (folded[action.ordinal()] == null) {
            folded[action.ordinal()] = AsciiCase.lower(setting.value());
        }
        String text = folded[action.ordinal()];
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

    private String plain(Action action, Action byDefault, boolean isOfGroup) {
        if (level == Level.CLIENT) {
            return STAYS;
        }
        return action == byDefault ? added("Add ") : taken(action, byDefault.compareTo(Action.ERROR) >= 0, isOfGroup);
    }

    /** An error that nobody wrote is not reported. */
    private static boolean denies(Outcome outcome) {
        return outcome.action().compareTo(Action.ERROR) >= 0 && !outcome.isAutomatic();
    }

    private String added(String how) {
        String list = nameOf(Action.ALLOW);
        Setting setting = source.lists().get(Action.ALLOW.ordinal()).setting();
        // Nobody wrote it: who writes the call alone would lose the profile's list.
        boolean isProfile = setting != null && setting.value().equals(Profile.ENTRY);
        return how + CALLS + " to \"" + list + "\"" + (isProfile ? ", behind " + Profile.ENTRY : "") + after(list);
    }

    /** From a list; under a default that denies it too it has to be added to another one. */
    private String taken(Action action, boolean isDeniedUnlisted, boolean isOfGroup) {
        String list = nameOf(action);
        String allowed = nameOf(Action.ALLOW);
        boolean needsRestart = SettingNames.isGlobal(list) || (isDeniedUnlisted && SettingNames.isGlobal(allowed));
        return "Take " + CALLS + " from \"" + list + "\""
                + (isOfGroup ? ", with -NAME behind the group that has it" : "")
                + (isDeniedUnlisted ? ", add it to \"" + allowed + "\"" : "")
                + after(needsRestart);
    }

    /**
     * Of a call whose arguments are looked at. Which of the conditions hold for it is not known here.
     *
     * @param listed the actions by which conditions deny, a bit each
     */
    private String conditioned(int listed, boolean isDeniedElse) {
        if (level == Level.CLIENT) {
            return STAYS;
        }
        if (listed == 0) {
            return added("Add an entry whose conditions hold for this call of ");
        }
        StringBuilder lists = new StringBuilder();
        boolean needsRestart = false;
        for (Action action : Action.values()) {
            if ((listed >> action.ordinal() & 1) != 0) {
                String list = nameOf(action);
                lists.append(lists.length() == 0 ? "" : " and ")
                        .append('"')
                        .append(list)
                        .append('"');
                needsRestart = needsRestart || SettingNames.isGlobal(list);
            }
        }
        if (!isDeniedElse) {
            return "Change the conditions of " + CALLS + " in " + lists + " that hold for this call"
                    + after(needsRestart);
        }
        String allowed = nameOf(Action.ALLOW);
        return "Change the conditions of " + CALLS + " in " + lists
                + " that hold for this call, if any do, and add an entry whose conditions hold for it to \""
                + allowed + "\"" + after(needsRestart || SettingNames.isGlobal(allowed));
    }

    /** The setting in which the list of an action is written, or would be. */
    private String nameOf(Action action) {
        Setting setting = source.lists().get(action.ordinal()).setting();
        return setting == null ? SettingNames.global(action) : setting.name();
    }

    private static String after(String setting) {
        return after(SettingNames.isGlobal(setting));
    }

    private static String after(boolean needsRestart) {
        return needsRestart ? ", and restart the server." : ", and reload; that holds for what begins afterwards.";
    }

    /** The sentences in the order of their index, each with a line feed behind it. */
    public String lines() {
        StringBuilder lines = new StringBuilder();
        for (String sentence : sentences) {
            lines.append(sentence).append('\n');
        }
        return lines.toString();
    }

    /** For each number the index of its sentence, or 0. */
    public byte[] ofNumber() {
        return ofNumber.clone();
    }
}
