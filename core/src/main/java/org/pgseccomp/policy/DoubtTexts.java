package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.policy.SiblingCalls.Sibling;

/** The messages of {@link Doubts}. */
final class DoubtTexts {
    /** So many calls are named. */
    private static final int MOST_NAMES = 5;

    private DoubtTexts() {}

    private static Rejection doubt(String setting, String message, String detail, String hint) {
        return new Rejection(Rejection.Kind.DOUBTFUL, setting, message, detail, hint);
    }

    /**
     * Siblings of a call that is denied.
     *
     * @param list the name of the one to change
     * @param isListed whether it is the one that lets the siblings go; else it is to deny them
     * @param ofErrors whether it is a list of errors
     */
    static Rejection leftOpen(String whose, OpenSiblings siblings, String list, boolean isListed, boolean ofErrors) {
        StringBuilder open = new StringBuilder();
        StringBuilder names = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        StringBuilder uses = new StringBuilder();
        String use = "";
        Sibling needed = null;
        for (Sibling sibling : siblings.open()) {
            String comma = open.length() == 0 ? "" : ", ";
            open.append(comma).append('"').append(sibling.name()).append('"');
            names.append(comma).append(sibling.name());
            entries.append(comma).append(ofErrors ? sibling.entry() : sibling.name());
            uses.append(comma);
            uses.append(sibling.use().equals(use) ? "" : "to " + sibling.use() + " with ");
            uses.append(sibling.name());
            use = sibling.use();
            needed = sibling.isNeeded() ? sibling : needed;
        }
        String denied =
                "\"" + joined(siblings.denied(), "\", \"", siblings.denied().size()) + "\"";
        String hint;
        if (needed != null) {
            hint = "PostgreSQL needs " + needed.name() + ": take "
                    + joined(siblings.denied(), ", ", siblings.denied().size()) + " out of \"" + Rejection.shown(list)
                    + "\" and use the permissions of files.";
        } else if (isListed) {
            hint = "Take " + names + " out of \"" + Rejection.shown(list) + "\".";
        } else {
            boolean isConditioned = !siblings.wholly() && siblings.family().takesCondition();
            hint = "Add " + (isConditioned ? names + ", each with the same condition," : entries) + " to \""
                    + Rejection.shown(list) + "\".";
        }
        return doubt(
                list,
                whose + " denies " + (siblings.wholly() ? "" : "some calls of ") + denied + ", but not " + open,
                "It is still possible " + uses + ".",
                hint);
    }

    /** Calls that do the same as some that conditions deny. */
    static Rejection detour(String whose, ArgumentDetours.Detour detour, String list) {
        return doubt(
                list,
                whose + " denies " + detour.what() + ", but not all ways to it",
                "It is still possible to " + detour.use() + ".",
                "Add " + detour.entry() + " to \"" + Rejection.shown(list) + "\".");
    }

    /** A list of a role or type that lacks what the sessions' has. */
    static Rejection replaces(String whose, List<String> lost, String ofSessions, Setting own) {
        return doubt(
                own.name(),
                whose + " does not deny what \"" + ofSessions + "\" denies: " + firstOf(lost),
                "\"" + Rejection.shown(own.name()) + "\" stands in place of that list and does not add to it.",
                "To deny " + (lost.size() == 1 ? "it" : "them") + " there too, add "
                        + (lost.size() == 1 ? "it" : "them") + " to \"" + Rejection.shown(own.name()) + "\".");
    }

    /** A role or type that may do more than sessions. */
    static Rejection allowsMore(String whose, List<String> allowed, Setting by) {
        boolean isList = letsGo(by);
        return doubt(
                by.name(),
                whose + " allows system calls that the policy of sessions denies: " + firstOf(allowed),
                "It stands in place of the policy of sessions, and need not be as strict.",
                "If this is not meant, " + (isList ? "take them out of" : "remove") + " \"" + Rejection.shown(by.name())
                        + "\".");
    }

    /**
     * Entries that let nothing go.
     *
     * @param global the list that would let it go for everybody
     */
    static Rejection barred(String whose, List<String> entries, Setting list, String global) {
        String them = entries.size() == 1 ? "it" : "them";
        return doubt(
                list.name(),
                whose + " allows what the global filter denies: " + firstOf(entries),
                "A later filter can only take something away, so that "
                        + (entries.size() == 1 ? "this entry" : "these entries")
                        + " of \"" + Rejection.shown(list.name()) + "\" allow" + (entries.size() == 1 ? "s" : "")
                        + " nothing.",
                "Allow " + them + " in \"" + global + "\" too, or take " + them + " out.");
    }

    private static boolean letsGo(Setting setting) {
        return Ascii.startsWith(setting.name(), SettingNames.rolePrefix(Action.ALLOW))
                || Ascii.startsWith(setting.name(), SettingNames.rolePrefix(Action.LOG))
                || Ascii.startsWith(setting.name(), SettingNames.rolePrefix(Action.WARN))
                || Ascii.startsWith(setting.name(), SettingNames.processPrefix(Action.ALLOW))
                || Ascii.startsWith(setting.name(), SettingNames.processPrefix(Action.LOG))
                || Ascii.startsWith(setting.name(), SettingNames.processPrefix(Action.WARN));
    }

    private static String firstOf(List<String> names) {
        int more = names.size() - MOST_NAMES;
        return joined(names, ", ", MOST_NAMES) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String joined(List<String> names, String between, int most) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < names.size() && i < most; i++) {
            joined.append(i == 0 ? "" : between).append(names.get(i));
        }
        return joined.toString();
    }
}
