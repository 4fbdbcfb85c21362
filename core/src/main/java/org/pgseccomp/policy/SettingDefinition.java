package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.Profile;

/**
 * A setting as PostgreSQL shows it. The adapter's table of settings is generated from {@link #ALL} (script/tables). The settings of roles
 * and process types are not among them: PostgreSQL keeps these as text.
 *
 * @param name as messages have it
 * @param kind what a value is
 * @param description a sentence
 * @param bootValue the value where none is written
 * @param onReload whether a reload of the configuration changes it; else only a restart does
 */
public record SettingDefinition(String name, Kind kind, String description, String bootValue, boolean onReload) {
    /** What a value is. */
    public enum Kind {
        /** {@code on} or {@code off}, in all the ways of PostgreSQL. */
        BOOLEAN,
        /** The name of an {@link Action}. */
        ACTION,
        /** Names, separated by commas. */
        LIST,
        /** An {@link Isolation}. */
        ISOLATION,
        /** The name of a {@link Profile}. */
        PROFILE
    }

    /** All settings, in the order of the documentation. */
    public static final List<SettingDefinition> ALL = all();

    private static List<SettingDefinition> all() {
        List<SettingDefinition> all = new ArrayList<>();
        all.add(start(SettingNames.ENABLED, "Loads system call filters into all processes of the server.", "off"));
        all.add(new SettingDefinition(
                SettingNames.PROFILE,
                Kind.PROFILE,
                "Sets the built-in policy, which supplies every list and default action that is not written.",
                Profile.NONE.settingName(),
                false));
        for (Action action : Action.values()) {
            String description = "Lists the system calls that " + inTheServer(action) + ".";
            all.add(new SettingDefinition(SettingNames.global(action), Kind.LIST, description, "", false));
        }
        all.add(defaultAction(SettingNames.global(null), "global", false));
        for (Action action : Action.values()) {
            String description = "Lists the system calls that " + inASession(action) + ".";
            String bootValue = SettingNames.bootValue(action);
            all.add(new SettingDefinition(SettingNames.session(action), Kind.LIST, description, bootValue, true));
        }
        all.add(defaultAction(SettingNames.session(null), "sessions'", true));
        all.add(names(
                DomainSetting.PATHS.session(),
                "Lists the files that sessions can read, write or execute; if empty, files are not restricted."));
        all.add(
                names(
                        DomainSetting.CONNECT_PORTS.session(),
                        "Lists the TCP ports that sessions can connect to; \"none\" is none, and if empty, ports are not restricted."));
        all.add(
                names(
                        DomainSetting.BIND_PORTS.session(),
                        "Lists the TCP ports that sessions can bind to; \"none\" is none, and if empty, ports are not restricted."));
        all.add(
                names(
                        SettingNames.ROLES,
                        "Lists the roles that have their own settings (session_syscall_error.ROLE, ...); +role stands for its members."));
        all.add(names(
                SettingNames.ROLE_ALIASES,
                "Lists alias=role pairs: settings of the role end in the alias in place of its name."));
        all.add(
                names(
                        SettingNames.DATABASES,
                        "Lists the databases that have their own settings (database_syscall_error.DATABASE, ...), which can only restrict further."));
        all.add(names(
                SettingNames.DATABASE_ALIASES,
                "Lists alias=database pairs: settings of the database end in the alias in place of its name."));
        all.add(names(
                SettingNames.PROCESS_TYPES,
                "Lists the types of server processes that have their own settings (process_syscall_error.TYPE, ...)."));
        all.add(start(
                SettingNames.SPECULATION,
                "Mitigates Speculative Store Bypass in all processes of the server, where the processor supports it.",
                "on"));
        all.add(new SettingDefinition(
                SettingNames.ISOLATES,
                Kind.ISOLATION,
                "Keeps processes of the server out of the memory of other processes (needs Landlock); \"require\": else the server does not start.",
                Isolation.ON.settingName(),
                false));
        all.add(start(
                SettingNames.TIGHTENS, "Refuses a reload after which any process could do more than before.", "off"));
        all.add(start(
                SettingNames.ENOSYS,
                "Answers newer system calls that no list names with ENOSYS in place of EACCES, where the default action is error.",
                "on"));
        all.add(new SettingDefinition(
                SettingNames.WARN_ONLY,
                Kind.BOOLEAN,
                "Makes all filters but the global one deny nothing and count what they would deny.",
                "off",
                true));
        all.add(
                names(
                        SettingNames.QUIET,
                        "Lists the system calls whose denials are counted and explained, but not written to the server log or the audit log."));
        all.add(start(SettingNames.LEARN, "Whether the server records all system calls and enforces nothing.", "off"));
        all.add(names(
                SettingNames.LEARNT_ON,
                "What the policy was learnt on; the log has a line where something else runs."));
        return List.copyOf(all);
    }

    /** The value of a setting where none is written; null for the settings of roles and process types. */
    public static String bootValueOf(String name) {
        for (SettingDefinition definition : ALL) {
            if (Ascii.same(definition.name, name)) {
                return definition.bootValue;
            }
        }
        return null;
    }

    private static SettingDefinition start(String name, String description, String bootValue) {
        return new SettingDefinition(name, Kind.BOOLEAN, description, bootValue, false);
    }

    private static SettingDefinition names(String name, String description) {
        return new SettingDefinition(name, Kind.LIST, description, "", true);
    }

    private static SettingDefinition defaultAction(String name, String whose, boolean onReload) {
        return new SettingDefinition(
                name,
                Kind.ACTION,
                "Sets what happens to system calls that no list of the " + whose + " filter names.",
                FilterSource.ABSENT_DEFAULT.settingName(),
                onReload);
    }

    private static String inTheServer(Action action) {
        return switch (action) {
            case ALLOW -> "the server can make";
            case LOG -> "the server can make, each with a record in the kernel's audit log";
            case WARN -> "the server can make, and that are counted in seccomp_denials";
            case ERROR -> "fail in the server, with \"Permission denied\" or the error that the list names";
            case TERMINATE -> "fail in the server and end the session that made them";
            case KILL -> "kill the process that makes them; PostgreSQL then restarts all sessions";
        };
    }

    private static String inASession(Action action) {
        return switch (action) {
            case ALLOW -> "a session can make";
            case LOG -> "a session can make, each with a record in the kernel's audit log";
            case WARN -> "a session can make, and that are counted in seccomp_denials";
            case ERROR -> "fail in a session, with \"Permission denied\" or the error that the list names";
            case TERMINATE -> "fail in a session and end that session";
            case KILL -> "kill the process of the session; PostgreSQL then restarts all sessions";
        };
    }
}
