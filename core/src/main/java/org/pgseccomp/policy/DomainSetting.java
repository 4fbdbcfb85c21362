package org.pgseccomp.policy;

import java.util.List;

/** The settings that make the domain of a process: what it may do with files and with ports ({@link Domain}). The order is part of the boundary to C. */
public enum DomainSetting {
    /** Files, as {@link org.pgseccomp.path.PathList} reads them. */
    PATHS("paths"),
    /** Ports that connections may go to, as {@link org.pgseccomp.path.PortList} reads them. */
    CONNECT_PORTS("connect_ports"),
    /** Ports that sockets may be bound to. */
    BIND_PORTS("bind_ports");

    private static final DomainSetting[] ALL = values();

    /** There are none of databases; who writes one means a restriction. */
    private static final String DATABASE = "database_";

    /** How the names of roles', process types' and databases' begin, and what is probably meant for one of them. */
    public static final List<String> BEGINNINGS = List.of(
            "session_path",
            "session_connect_port",
            "session_bind_port",
            "process_path",
            "process_connect_port",
            "process_bind_port",
            DATABASE + "path",
            DATABASE + "connect_port",
            DATABASE + "bind_port");

    private final String session;
    private final String rolePrefix;
    private final String processPrefix;

    DomainSetting(String name) {
        session = "pgseccomp.session_" + name;
        rolePrefix = "session_" + name + ".";
        processPrefix = "process_" + name + ".";
    }

    /** The setting of all sessions. */
    public String session() {
        return session;
    }

    /** What that of every role begins with. */
    public String rolePrefix() {
        return rolePrefix;
    }

    /** What that of every process type begins with. */
    public String processPrefix() {
        return processPrefix;
    }

    /** The one that a setting of sessions, roles or process types is, or null. */
    public static DomainSetting named(String name) {
        for (DomainSetting setting : ALL) {
            if (Ascii.same(name, setting.session) || isOfRole(setting, name) || isOfType(setting, name)) {
                return setting;
            }
        }
        return null;
    }

    private static boolean isOfRole(DomainSetting setting, String name) {
        return Ascii.startsWith(name, setting.rolePrefix) && name.length() > setting.rolePrefix.length();
    }

    private static boolean isOfType(DomainSetting setting, String name) {
        return Ascii.startsWith(name, setting.processPrefix)
                && ProcessType.named(name.substring(setting.processPrefix.length())) != null;
    }

    /** Whether a name was probably meant to be a role's, a process type's or a database's, its last part aside. */
    static boolean looksLikeOne(String name) {
        for (String beginning : BEGINNINGS) {
            if (Ascii.startsWith(name, beginning)) {
                return name.indexOf('.') >= 0;
            }
        }
        return false;
    }

    /** Whether a name was probably meant to be a database's. */
    static boolean looksLikeOneOfDatabase(String name) {
        return Ascii.startsWith(name, DATABASE) && looksLikeOne(name);
    }

    /** The setting that counts for a process with these settings: the role's, the process type's, the sessions'; null if none is written. */
    Setting writtenIn(List<Setting> settings) {
        Setting found = find(rolePrefix, settings);
        if (found == null || FilterSource.inherits(found)) {
            found = find(processPrefix, settings);
        }
        if (found == null || FilterSource.inherits(found)) {
            ProcessType type = ProcessType.ofSettings(settings);
            found = type == null || type.fallsBackToSession() ? find(session, settings) : null;
        }
        return found;
    }

    private static Setting find(String prefix, List<Setting> settings) {
        for (Setting setting : settings) {
            if (Ascii.startsWith(setting.name(), prefix)) {
                return setting;
            }
        }
        return null;
    }
}
