package org.pgseccomp.policy;

import org.pgseccomp.syscall.AsciiCase;

/**
 * What the kernel does with a system call, from the mildest to the strictest: where several filters apply to a call, the
 * strictest action wins.
 */
public enum Action {
    /** The call is made. */
    ALLOW("allow"),
    /** The call is made, and the kernel's audit log has a record of it. */
    LOG("log"),
    /**
     * The call is made, and counted as a denial would be: what {@link #ERROR} would do can be tried before it is done. Where no handler can
     * count it, the same as {@link #LOG}.
     */
    WARN("warn"),
    /** The call fails with EACCES, "Permission denied". */
    ERROR("error"),
    /**
     * The call fails with EACCES, and the session that made it ends, with an error that names the call. In a process whose end would
     * take others with it, the same as {@link #ERROR}.
     */
    TERMINATE("terminate"),
    /** The process is killed by SIGSYS. */
    KILL("kill");

    private final String settingName;

    Action(String settingName) {
        this.settingName = settingName;
    }

    /** The name that settings and {@code seccomp_filter()} use. */
    public String settingName() {
        return settingName;
    }

    /** The stricter of this action and another one. */
    public Action orStricter(Action other) {
        return other.compareTo(this) > 0 ? other : this;
    }

    /**
     * The action that a setting names. Upper and lower case are the same, as in every enumeration of PostgreSQL
     * (config_enum_lookup_by_name in guc.c).
     *
     * @return null if it names none
     */
    public static Action named(String name) {
        String lower = AsciiCase.lower(name);
        for (Action action : values()) {
            if (action.settingName.equals(lower)) {
                return action;
            }
        }
        return null;
    }
}
