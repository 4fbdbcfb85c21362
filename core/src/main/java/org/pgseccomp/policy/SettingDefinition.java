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
        all.add(start(SettingNames.ENABLED, "Whether system call filters are loaded at all.", "off"));
        all.add(new SettingDefinition(
                SettingNames.PROFILE,
                Kind.PROFILE,
                "Which policy that ships stands for each list and default action that is not written.",
                Profile.NONE.settingName(),
                false));
        for (Action action : Action.values()) {
            String description = "System calls that " + inTheServer(action) + ".";
            all.add(new SettingDefinition(SettingNames.global(action), Kind.LIST, description, "", false));
        }
        all.add(defaultAction(SettingNames.global(null), "global", false));
        for (Action action : Action.values()) {
            String description = "System calls that " + inASession(action) + ".";
            String bootValue = SettingNames.bootValue(action);
            all.add(new SettingDefinition(SettingNames.session(action), Kind.LIST, description, bootValue, true));
        }
        all.add(defaultAction(SettingNames.session(null), "sessions'", true));
        all.add(names(
                DomainSetting.PATHS.session(), "Files that sessions may read, write and execute; if empty, all."));
        all.add(names(
                DomainSetting.CONNECT_PORTS.session(),
                "TCP ports that sessions may connect to; if empty, all, and \"none\" for none."));
        all.add(names(
                DomainSetting.BIND_PORTS.session(),
                "TCP ports that sessions may bind sockets to; if empty, all, and \"none\" for none."));
        all.add(names(
                SettingNames.ROLES,
                "Roles whose sessions have settings of their own; +role is all members of a role."));
        all.add(names(SettingNames.ROLE_ALIASES, "Names that stand for roles in the names of their settings."));
        all.add(names(SettingNames.DATABASES, "Databases that have settings of their own, on top of all others."));
        all.add(names(SettingNames.DATABASE_ALIASES, "Names that stand for databases in the names of their settings."));
        all.add(names(SettingNames.PROCESS_TYPES, "Types of server processes that have settings of their own."));
        all.add(start(
                SettingNames.SPECULATION,
                "Whether Speculative Store Bypass is mitigated in the server, where the processor offers it.",
                "on"));
        all.add(new SettingDefinition(
                SettingNames.ISOLATES,
                Kind.ISOLATION,
                "Whether processes of the server are kept from the memory of others, where the kernel has Landlock.",
                Isolation.ON.settingName(),
                false));
        all.add(start(SettingNames.TIGHTENS, "Whether a reload that would loosen a policy is refused.", "off"));
        all.add(start(
                SettingNames.ENOSYS,
                "Whether system calls that are newer than the policy fail with ENOSYS, where its default action is an error.",
                "on"));
        all.add(new SettingDefinition(
                SettingNames.WARN_ONLY,
                Kind.BOOLEAN,
                "Whether all filters but the global one only count what they would deny.",
                "off",
                true));
        all.add(start(SettingNames.LEARN, "Whether the server records all system calls and enforces nothing.", "off"));
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
                "What happens to the system calls that no list of the " + whose + " filter names.",
                FilterSource.ABSENT_DEFAULT.settingName(),
                onReload);
    }

    private static String inTheServer(Action action) {
        return switch (action) {
            case ALLOW -> "the server may make";
            case LOG -> "the server may make and that are logged by the kernel's audit";
            case WARN -> "the server may make and that are counted as if they were denied";
            case ERROR -> "fail with \"Permission denied\" in the server";
            case TERMINATE -> "fail in the server and end the session that makes them";
            case KILL -> "kill the process of the server that makes them";
        };
    }

    private static String inASession(Action action) {
        return switch (action) {
            case ALLOW -> "a session may make";
            case LOG -> "a session may make and that are logged by the kernel's audit";
            case WARN -> "a session may make and that are counted as if they were denied";
            case ERROR -> "fail with \"Permission denied\" in a session";
            case TERMINATE -> "fail in a session and end it";
            case KILL -> "kill the session that makes them";
        };
    }
}
