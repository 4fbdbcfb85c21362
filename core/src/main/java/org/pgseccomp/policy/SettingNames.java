package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the settings that this version knows, and of the arguments of {@code set_client_filter}.
 *
 * <pre>
 *   pgseccomp.global_syscall_ACTION    pgseccomp.global_syscall_default
 *   pgseccomp.session_syscall_ACTION   pgseccomp.session_syscall_default
 *   session_syscall_ACTION.ROLE        session_syscall_default.ROLE
 *   process_syscall_ACTION.TYPE        process_syscall_default.TYPE
 *   ACTION_list                        default_action                     arguments
 * </pre>
 */
final class SettingNames {
    static final String ENABLED = "pgseccomp.enabled";
    static final String ROLES = "pgseccomp.session_roles";
    static final String ROLE_ALIASES = "pgseccomp.session_role_aliases";
    static final String PROCESS_TYPES = "pgseccomp.process_types";
    static final String SPECULATION = "pgseccomp.force_ssb_mitigation";
    static final String TIGHTENS = "pgseccomp.reload_only_tightens";
    static final String LEARN = "pgseccomp.learn";

    private static final String GLOBAL = "pgseccomp.global_syscall_";
    private static final String SESSION = "pgseccomp.session_syscall_";
    private static final String ROLE = "session_syscall_";
    private static final String PROCESS = "process_syscall_";
    private static final String DEFAULT = "default";

    /** Made once: a request may name thousands of settings. */
    private static final List<String> ALL = all();

    private static final List<String> ROLE_PREFIXES = prefixes(ROLE);

    private static final List<String> PROCESS_PREFIXES = prefixes(PROCESS);

    private SettingNames() {}

    /** The lists of the global filter; null stands for the default action. */
    static String global(Action action) {
        return GLOBAL + nameOf(action);
    }

    /** The lists of the sessions' filter; null stands for the default action. */
    static String session(Action action) {
        return SESSION + nameOf(action);
    }

    /** What the lists of every role begin with; null stands for the default action. */
    static String rolePrefix(Action action) {
        return ROLE + nameOf(action) + ".";
    }

    /** What the lists of every process type begin with; null stands for the default action. */
    static String processPrefix(Action action) {
        return PROCESS + nameOf(action) + ".";
    }

    /** The arguments of set_client_filter; null stands for the default action. */
    static String argument(Action action) {
        return action == null ? "default_action" : action.settingName() + "_list";
    }

    private static String nameOf(Action action) {
        return action == null ? DEFAULT : action.settingName();
    }

    static boolean isGlobal(String name) {
        return Ascii.startsWith(name, GLOBAL);
    }

    private static boolean isRoleSetting(String name) {
        for (String prefix : ROLE_PREFIXES) {
            if (Ascii.startsWith(name, prefix) && name.length() > prefix.length()) {
                return true;
            }
        }
        return false;
    }

    /** The process type whose setting a name is, or null. */
    static ProcessType processType(String name) {
        // Asked about each setting of a policy several times, and mostly about others.
        if (!Ascii.startsWith(name, PROCESS)) {
            return null;
        }
        for (String prefix : PROCESS_PREFIXES) {
            if (Ascii.startsWith(name, prefix)) {
                return ProcessType.named(name.substring(prefix.length()));
            }
        }
        return null;
    }

    static boolean isKnown(String name) {
        return isRoleSetting(name) || processType(name) != null || isPlainSetting(name);
    }

    private static boolean isPlainSetting(String name) {
        for (String known : ALL) {
            if (Ascii.same(name, known)) {
                return true;
            }
        }
        return false;
    }

    /** What a name that is not known was probably meant to be, or null. */
    static String nearest(String name) {
        String lower = Ascii.lower(name);
        int dot = lower.indexOf('.');
        NearestName nearest = new NearestName(lower);
        for (String known : ALL) {
            nearest.offer(known);
        }
        if (nearest.nearest() != null || dot < 0) {
            return nearest.nearest();
        }
        for (String prefix : PROCESS_PREFIXES) {
            for (ProcessType type : ProcessType.values()) {
                nearest.offer(prefix + type.settingName());
            }
        }
        if (nearest.nearest() != null) {
            return nearest.nearest();
        }
        NearestName nearestPrefix = new NearestName(lower.substring(0, dot + 1));
        for (String prefix : ROLE_PREFIXES) {
            nearestPrefix.offer(prefix);
        }
        return nearestPrefix.nearest() == null
                ? null
                : Rejection.shown(nearestPrefix.nearest() + name.substring(dot + 1));
    }

    /** The settings, in the order of the documentation, and the arguments. Not those of roles and process types. */
    private static List<String> all() {
        List<String> names = new ArrayList<>();
        names.add(ENABLED);
        for (Action action : actionsAndDefault()) {
            names.add(global(action));
        }
        for (Action action : actionsAndDefault()) {
            names.add(session(action));
        }
        names.add(ROLES);
        names.add(ROLE_ALIASES);
        names.add(PROCESS_TYPES);
        names.add(SPECULATION);
        names.add(TIGHTENS);
        names.add(LEARN);
        for (Action action : actionsAndDefault()) {
            names.add(argument(action));
        }
        return names;
    }

    private static List<String> prefixes(String form) {
        List<String> prefixes = new ArrayList<>();
        for (Action action : actionsAndDefault()) {
            prefixes.add(form + nameOf(action) + ".");
        }
        return prefixes;
    }

    /** The actions, then null for the default action. */
    private static List<Action> actionsAndDefault() {
        List<Action> actions = new ArrayList<>();
        for (Action action : Action.values()) {
            actions.add(action);
        }
        actions.add(null);
        return actions;
    }
}
