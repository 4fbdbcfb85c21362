package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;

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

    /** Kinds of denials: more than there are of actions, of lists that may deny and of what is so else. */
    private static final int KINDS = 4 * 16;

    private final Level level;
    private final FilterSource source;
    private final List<String> sentences = new ArrayList<>();
    private final byte[] ofNumber;

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
        boolean isDeniedUnlisted = filter.defaultAction().compareTo(Action.ERROR) >= 0;
        // A thousand numbers have few sentences.
        byte[] ofKind = new byte[KINDS];
        List<Decision<Outcome>> decisions = filter.decisionsBelow(size);
        for (int number = 0; number < size; number++) {
            Decision<Outcome> decision = decisions.get(number);
            Action listed = strictestListed(decision);
            boolean isDeniedElse = denies(decision.otherwise());
            if (listed == null && !isDeniedElse) {
                continue;
            }
            Action action = listed == null ? decision.otherwise().action() : listed;
            int kind = action.ordinal() * 4
                    + (decision.isPlain() ? 0 : 32)
                    + (listed == null ? 0 : 2)
                    + (isDeniedElse ? 1 : 0);
            if (ofKind[kind] == 0) {
                boolean isDefault = action == filter.defaultAction();
                sentences.add(sentence(decision.isPlain(), action, listed, isDefault, isDeniedElse, isDeniedUnlisted));
                ofKind[kind] = (byte) sentences.size();
            }
            ofNumber[number] = ofKind[kind];
        }
    }

    /** Null where no condition denies. */
    private static Action strictestListed(Decision<Outcome> decision) {
        Action strictest = null;
        for (Case<Outcome> each : decision.cases()) {
            if (denies(each.result())) {
                Action action = each.result().action();
                strictest = strictest == null ? action : strictest.orStricter(action);
            }
        }
        return strictest;
    }

    private String sentence(
            boolean isPlain,
            Action action,
            Action listed,
            boolean isDefault,
            boolean isDeniedElse,
            boolean isDeniedUnlisted) {
        if (level == Level.CLIENT) {
            return STAYS;
        }
        if (!isPlain) {
            return conditioned(listed, isDeniedElse);
        }
        return isDefault ? added("Add ") : taken(action, isDeniedUnlisted);
    }

    /** An error that nobody wrote is not reported. */
    private static boolean denies(Outcome outcome) {
        return outcome.action().compareTo(Action.ERROR) >= 0 && !outcome.isAutomatic();
    }

    private String added(String how) {
        String list = nameOf(Action.ALLOW);
        return how + CALLS + " to \"" + list + "\"" + after(list);
    }

    /** From a list; under a default that denies it too it has to be added to another one. */
    private String taken(Action action, boolean isDeniedUnlisted) {
        String list = nameOf(action);
        String allowed = nameOf(Action.ALLOW);
        boolean needsRestart = SettingNames.isGlobal(list) || (isDeniedUnlisted && SettingNames.isGlobal(allowed));
        return "Take " + CALLS + " from \"" + list + "\""
                + (isDeniedUnlisted ? ", add it to \"" + allowed + "\"" : "")
                + after(needsRestart);
    }

    /**
     * Of a call whose arguments are looked at.
     *
     * @param listed the strictest list that denies it under conditions; null: none
     */
    private String conditioned(Action listed, boolean isDeniedElse) {
        String how = "Add an entry whose conditions hold for this call of ";
        if (listed == null) {
            return added(how);
        }
        String list = nameOf(listed);
        String change = "Change the conditions of " + CALLS + " in \"" + list + "\"";
        String allowed = nameOf(Action.ALLOW);
        return isDeniedElse
                ? change + ", or add an entry whose conditions hold for this call to \"" + allowed + "\""
                        + after(SettingNames.isGlobal(list) || SettingNames.isGlobal(allowed))
                : change + after(list);
    }

    /** The setting in which the list of an action is written, or would be. */
    private String nameOf(Action action) {
        Setting setting = source.lists().get(action.ordinal()).setting();
        return setting == null ? SettingNames.global(action) : Rejection.shown(setting.name());
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
