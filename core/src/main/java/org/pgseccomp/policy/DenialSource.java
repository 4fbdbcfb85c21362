package org.pgseccomp.policy;

/**
 * Which filter denies a call, and what is said of it to whoever meets the denial. In the texts, a percent sign and an "s" stand for what
 * the adapter knows when it happens, in the order of C's printf; its table is generated from this (script/tables).
 */
public enum DenialSource {
    /** The postmaster's. */
    GLOBAL("global", "the global filter", "pgseccomp.global_syscall_%s", "a restart of the server"),
    /** That of sessions. */
    SESSION("session", "the filter of sessions", "pgseccomp.session_syscall_%s", "a reload"),
    /** That of a role. */
    ROLE("role", "the filter of role settings \"%s\"", "session_syscall_%s.%s", "a reload"),
    /** That of a process type. */
    PROCESS("process", "the filter of process type \"%s\"", "process_syscall_%s.%s", "a reload"),
    /** That of {@code set_client_filter}. */
    CLIENT("client", "the client filter", "", "");

    /** How to allow what a setting denies: the list to add it to, the list to take it from, from when on. */
    public static final String HOW_TO_ALLOW =
            "To allow it, add it to \"%s\", or take it from \"%s\"; that holds for what begins after %s.";

    /** The same of a call whose arguments the filter looks at. */
    public static final String HOW_TO_ALLOW_CONDITIONED =
            "To allow it, add an entry with conditions that hold for it to \"%s\", or change the"
                    + " one that denies it in \"%s\"; that holds for what begins after %s.";

    /** How such a call was made, and what the filter says ({@link ConditionTexts}). */
    public static final String CONDITIONS = " The call was %s; the filter says: %s.";

    /** The same of a filter that nothing takes away. */
    public static final String STAYS =
            "The filter that this session has set with set_client_filter() stays until it ends.";

    private final String label;
    private final String described;
    private final String setting;
    private final String changedBy;

    DenialSource(String label, String described, String setting, String changedBy) {
        this.label = label;
        this.described = described;
        this.setting = setting;
        this.changedBy = changedBy;
    }

    /** The name that the view seccomp_denials shows. */
    public String label() {
        return label;
    }

    /** The filter, in a sentence; of a role or process type, with the last part of the names of its settings. */
    public String described() {
        return described;
    }

    /** The name of a list, by its action, and by the last part for a role or process type; empty for what no setting has made. */
    public String setting() {
        return setting;
    }

    /** What has to happen before a changed setting counts. */
    public String changedBy() {
        return changedBy;
    }
}
