package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;

/**
 * The names of the settings that this version knows, and of the arguments of {@code set_client_filter}.
 *
 * <pre>
 *   pgseccomp.global_syscall_ACTION    pgseccomp.global_syscall_default
 *   pgseccomp.session_syscall_ACTION   pgseccomp.session_syscall_default
 *   session_syscall_ACTION.ROLE        session_syscall_default.ROLE
 *   process_syscall_ACTION.TYPE        process_syscall_default.TYPE
 *   database_syscall_ACTION.DATABASE   database_syscall_default.DATABASE
 *   pgseccomp.session_paths, _connect_ports, _bind_ports; session_paths.ROLE, process_paths.TYPE ({@link DomainSetting})
 *   ACTION_list                        default_action                     arguments
 * </pre>
 */
public final class SettingNames {
    public static final String ENABLED = "pgseccomp.enabled";
    public static final String ROLES = "pgseccomp.session_roles";
    public static final String ROLE_ALIASES = "pgseccomp.session_role_aliases";
    public static final String DATABASES = "pgseccomp.session_databases";
    public static final String DATABASE_ALIASES = "pgseccomp.session_database_aliases";
    static final String PROCESS_TYPES = "pgseccomp.process_types";
    /** Which policy that ships is in force where nothing is written: a {@link org.pgseccomp.profile.Profile}. */
    public static final String PROFILE = "pgseccomp.profile";

    /** Whether processes are kept apart: an {@link Isolation}. */
    public static final String ISOLATES = "pgseccomp.isolate_processes";

    public static final String SPECULATION = "pgseccomp.force_ssb_mitigation";
    public static final String TIGHTENS = "pgseccomp.reload_only_tightens";
    /** Whether calls that are newer than the policy fail with ENOSYS. */
    public static final String ENOSYS = "pgseccomp.enosys_for_newer";

    /** Whether all filters but the global one only count what they would deny. */
    public static final String WARN_ONLY = "pgseccomp.warn_only";

    /** Calls whose denial is expected ({@link QuietCalls}). */
    public static final String QUIET = "pgseccomp.quiet_syscalls";

    /** Whether the server records and enforces nothing. */
    public static final String LEARN = "pgseccomp.learn";

    /** What a policy was learnt on ({@link LearntOn}). */
    public static final String LEARNT_ON = "pgseccomp.learnt_on";

    private static final String PREFIX = "pgseccomp.";
    private static final String GLOBAL = "pgseccomp.global_syscall_";
    private static final String SESSION = "pgseccomp.session_syscall_";
    private static final String ROLE = "session_syscall_";
    private static final String PROCESS = "process_syscall_";
    private static final String DATABASE = "database_syscall_";
    private static final String ANY_PROCESS = "process_";
    private static final String DEFAULT = "default";

    /** Made once: a request may name thousands of settings. */
    private static final List<String> ARGUMENTS = arguments();

    private static final List<String> ROLE_PREFIXES = rolePrefixes();

    private static final List<String> PROCESS_PREFIXES = processPrefixes();

    private static final List<String> DATABASE_PREFIXES = databasePrefixes();

    private SettingNames() {}

    /** The lists of the global filter; null stands for the default action. */
    public static String global(Action action) {
        return GLOBAL + nameOf(action);
    }

    /** The lists of the sessions' filter; null stands for the default action. */
    public static String session(Action action) {
        return SESSION + nameOf(action);
    }

    /** What the lists of every role begin with; null stands for the default action. */
    public static String rolePrefix(Action action) {
        return ROLE + nameOf(action) + ".";
    }

    /** What the lists of every process type begin with; null stands for the default action. */
    public static String processPrefix(Action action) {
        return PROCESS + nameOf(action) + ".";
    }

    /** What the lists of every database begin with; null stands for the default action. */
    public static String databasePrefix(Action action) {
        return DATABASE + nameOf(action) + ".";
    }

    /** The list of a database; null stands for the default action. */
    static String ofDatabase(Action action, String suffix) {
        return databasePrefix(action) + suffix;
    }

    /** How the settings of the database end that has some among these; null if none has. */
    static String suffixOfDatabase(List<Setting> settings) {
        for (Setting setting : settings) {
            if (isOfDatabase(setting.name())) {
                return setting.name().substring(setting.name().indexOf('.') + 1);
            }
        }
        return null;
    }

    /** The list that the database would have that has settings among these; null if none has. */
    static String ofSameDatabase(List<Setting> settings, Action action) {
        String suffix = suffixOfDatabase(settings);
        return suffix == null ? null : ofDatabase(action, suffix);
    }

    /** The arguments of set_client_filter; null stands for the default action. */
    static String argument(Action action) {
        return action == null ? "default_action" : action.settingName() + "_list";
    }

    /** What the sessions' settings are where they are not written; null stands for the default action. */
    public static String bootValue(Action action) {
        return action == null ? FilterSource.ABSENT_DEFAULT.settingName() : "*";
    }

    /**
     * Whether a name is one of ours, or looks as if it was meant to be: a misspelt prefix would be ignored in silence, and so would a name behind a byte
     * order mark or a no-break space, which PostgreSQL takes for letters.
     */
    public static boolean looksLikeOurs(String written) {
        String name = Ascii.withoutOthersBefore(written);
        if (isOfExtension(name)
                || Ascii.startsWith(name, "session_sysc")
                || Ascii.startsWith(name, "process_sysc")
                || Ascii.startsWith(name, "database_sysc")) {
            return true;
        }
        for (int from = 0; from < name.length(); from++) {
            if (Ascii.startsWith(name.substring(from), "syscall_")) {
                return true;
            }
        }
        return DomainSetting.looksLikeOne(name);
    }

    /** Whether a policy's filters above the global one only count. */
    public static boolean isWarnOnly(List<Setting> settings) {
        for (Setting setting : settings) {
            if (setting.name().equals(WARN_ONLY)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a setting is neither a role's nor a process type's nor a database's. */
    public static boolean isOfExtension(String name) {
        return Ascii.startsWith(name, PREFIX);
    }

    /** Whether a setting is a list of who has settings of its own. */
    public static boolean namesWhoHasSettings(String name) {
        return Ascii.same(name, ROLES)
                || Ascii.same(name, ROLE_ALIASES)
                || Ascii.same(name, DATABASES)
                || Ascii.same(name, DATABASE_ALIASES)
                || Ascii.same(name, PROCESS_TYPES);
    }

    /** Whether a setting is a role's or a process type's. */
    public static boolean isOfRoleOrType(String name) {
        return isOfRole(name) || isOfType(name);
    }

    /** Those of some settings that are neither a role's nor a process type's. */
    static List<Setting> withoutThoseOfRolesAndTypes(List<Setting> settings) {
        List<Setting> kept = new ArrayList<>(settings.size());
        for (Setting setting : settings) {
            if (!isOfRoleOrType(setting.name())) {
                kept.add(setting);
            }
        }
        return kept;
    }

    /** Whether a setting is a role's, a process type's or a database's. */
    public static boolean isOfSomebody(String name) {
        return isOfRoleOrType(name) || isOfDatabase(name);
    }

    /** Whether a setting is a database's. */
    public static boolean isOfDatabase(String name) {
        return Ascii.startsWith(name, DATABASE);
    }

    /** Whether there are settings of sessions among these: a policy of sessions, or in place of theirs, has all of them. */
    static boolean hasThoseOfSessions(List<Setting> settings) {
        for (Setting setting : settings) {
            if (Ascii.startsWith(setting.name(), SESSION)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are settings of a database among these. */
    static boolean hasThoseOfDatabase(List<Setting> settings) {
        return suffixOfDatabase(settings) != null;
    }

    static boolean isOfRole(String name) {
        return Ascii.startsWith(name, ROLE) || beginsWithOne(name, ROLE_PREFIXES);
    }

    static boolean isOfType(String name) {
        return Ascii.startsWith(name, PROCESS) || beginsWithOne(name, PROCESS_PREFIXES);
    }

    private static boolean beginsWithOne(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (Ascii.startsWith(name, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** How many of the first chars of a name say what kind of setting it is: all but the name of a role. */
    public static int lengthOfKind(String name) {
        int dot = isOfRole(name) ? name.indexOf('.') : -1;
        return dot < 0 ? name.length() : dot;
    }

    /** Whether two settings are of one kind, for whatever roles. */
    public static boolean sameKind(String a, String b) {
        int length = lengthOfKind(a);
        if (length != lengthOfKind(b)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (AsciiCase.lower(a.charAt(i)) != AsciiCase.lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Compares a name with the one that a prefix and a suffix make, as PostgreSQL compares names (guc_name_compare in guc.c): by bytes, A
     * to Z as a to z.
     *
     * @return negative, 0 or positive
     */
    public static int compare(String name, String prefix, String suffix) {
        int length = prefix.length() + suffix.length();
        for (int i = 0; i < name.length() && i < length; i++) {
            char other = i < prefix.length() ? prefix.charAt(i) : suffix.charAt(i - prefix.length());
            int order = AsciiCase.lower(name.charAt(i)) - AsciiCase.lower(other);
            if (order != 0) {
                return order;
            }
        }
        return name.length() - length;
    }

    /**
     * For whom a list is written, as a profile names it; of an argument of set_client_filter, the sessions. Of a type of processes for which the
     * profile has nothing of its own it is what they get without a list: that of the sessions, or the global one.
     */
    static String scopeOf(String name, Profile profile) {
        ProcessType type = processType(name);
        if (type != null && profile.has(type.settingName())) {
            return type.settingName();
        }
        boolean isGlobal = type == null ? isGlobal(name) : !type.fallsBackToSession();
        return isGlobal ? Profile.GLOBAL : Profile.SESSION;
    }

    private static String nameOf(Action action) {
        return action == null ? DEFAULT : action.settingName();
    }

    static boolean isGlobal(String name) {
        return Ascii.startsWith(name, GLOBAL);
    }

    static boolean isSession(String name) {
        return Ascii.startsWith(name, SESSION);
    }

    private static boolean isOneOf(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (isOf(name, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The process type whose setting a name is, or null. */
    static ProcessType processType(String name) {
        // Asked about each setting of a policy several times, and mostly about others.
        if (!Ascii.startsWith(name, ANY_PROCESS)) {
            return null;
        }
        for (String prefix : PROCESS_PREFIXES) {
            if (Ascii.startsWith(name, prefix)) {
                return ProcessType.named(name.substring(prefix.length()));
            }
        }
        return null;
    }

    /** Whether a name is one of the settings or arguments. */
    public static boolean isKnown(String name) {
        return isOneOf(name, ROLE_PREFIXES)
                || processType(name) != null
                || isOneOf(name, DATABASE_PREFIXES)
                || isPlainSetting(name);
    }

    /** Whether a setting is a list of calls, of whatever level: what a line of recorded calls can be written for. */
    public static boolean takesCalls(String name) {
        return actionOf(name) != null;
    }

    /** The action of a list of calls, of whatever level; null for what is no such list. */
    static Action actionOf(String name) {
        for (Action action : Action.values()) {
            if (Ascii.same(name, global(action))
                    || Ascii.same(name, session(action))
                    || isOf(name, rolePrefix(action))
                    || isOf(name, databasePrefix(action))
                    || (isOf(name, processPrefix(action)) && processType(name) != null)) {
                return action;
            }
        }
        return null;
    }

    /**
     * The list of whom a setting is for, that has the action of another one: the role's {@code session_syscall_allow.joe} for {@code
     * session_syscall_error.joe} and {@code pgseccomp.session_syscall_allow}. Where the setting is nobody's, that is the other one.
     */
    static String ofSameOwner(String setting, String other) {
        Action action = actionOf(other);
        String suffix = setting.substring(setting.indexOf('.') + 1);
        if (action == null) {
            return other;
        }
        if (isOneOf(setting, ROLE_PREFIXES)) {
            return rolePrefix(action) + suffix;
        }
        if (processType(setting) != null) {
            return processPrefix(action) + suffix;
        }
        return other;
    }

    private static boolean isOf(String name, String prefix) {
        return Ascii.startsWith(name, prefix) && name.length() > prefix.length();
    }

    private static boolean isPlainSetting(String name) {
        for (SettingDefinition known : SettingDefinition.ALL) {
            if (Ascii.same(name, known.name())) {
                return true;
            }
        }
        for (String known : ARGUMENTS) {
            if (Ascii.same(name, known)) {
                return true;
            }
        }
        return false;
    }

    /** What a name that is not known was probably meant to be, or null. */
    static String nearest(String name) {
        String lower = AsciiCase.lower(name);
        int dot = lower.indexOf('.');
        NearestName nearest = new NearestName(lower);
        for (SettingDefinition known : SettingDefinition.ALL) {
            nearest.offer(known.name());
        }
        for (String known : ARGUMENTS) {
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
        for (String prefix : DATABASE_PREFIXES) {
            nearestPrefix.offer(prefix);
        }
        return nearestPrefix.nearest() == null
                ? null
                : Rejection.shown(nearestPrefix.nearest() + name.substring(dot + 1));
    }

    private static List<String> arguments() {
        List<String> names = new ArrayList<>();
        for (Action action : actionsAndDefault()) {
            names.add(argument(action));
        }
        return names;
    }

    /** What the settings of every role begin with. */
    public static List<String> rolePrefixes() {
        List<String> prefixes = new ArrayList<>();
        for (Action action : actionsAndDefault()) {
            prefixes.add(rolePrefix(action));
        }
        for (DomainSetting setting : DomainSetting.values()) {
            prefixes.add(setting.rolePrefix());
        }
        return prefixes;
    }

    /** What the settings of every process type begin with. */
    public static List<String> processPrefixes() {
        List<String> prefixes = new ArrayList<>();
        for (Action action : actionsAndDefault()) {
            prefixes.add(processPrefix(action));
        }
        for (DomainSetting setting : DomainSetting.values()) {
            prefixes.add(setting.processPrefix());
        }
        return prefixes;
    }

    /** What the settings of every database begin with. */
    public static List<String> databasePrefixes() {
        List<String> prefixes = new ArrayList<>();
        for (Action action : actionsAndDefault()) {
            prefixes.add(databasePrefix(action));
        }
        return prefixes;
    }

    /** The actions, then null for the default action. */
    public static List<Action> actionsAndDefault() {
        List<Action> actions = new ArrayList<>();
        for (Action action : Action.values()) {
            actions.add(action);
        }
        actions.add(null);
        return actions;
    }
}
