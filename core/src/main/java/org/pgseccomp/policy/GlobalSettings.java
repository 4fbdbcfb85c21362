package org.pgseccomp.policy;

/** The names of the settings that this version knows, and what they are when they are absent. */
final class GlobalSettings {
    static final String ENABLED = "pgseccomp.enabled";
    static final String DEFAULT = "pgseccomp.global_syscall_default";
    static final Action ABSENT_DEFAULT = Action.ALLOW;

    private GlobalSettings() {}

    /** The list of the system calls that get an action. */
    static String list(Action action) {
        return "pgseccomp.global_syscall_" + action.settingName();
    }

    /** All names, in the order of the documentation. */
    static String[] names() {
        Action[] actions = Action.values();
        String[] names = new String[actions.length + 2];
        names[0] = ENABLED;
        for (int i = 0; i < actions.length; i++) {
            names[i + 1] = list(actions[i]);
        }
        names[actions.length + 1] = DEFAULT;
        return names;
    }
}
