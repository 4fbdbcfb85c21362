package org.pgseccomp.policy;

/**
 * Which filter denies a call, and what is said of it to whoever meets the denial. In the texts, a percent sign and an "s" stand for what
 * the adapter knows when it happens, in the order of C's printf; its table is generated from this (script/tables).
 */
public enum DenialSource {
    /** The postmaster's. */
    GLOBAL("global", "the global filter"),
    /** That of sessions. */
    SESSION("session", "the filter of sessions"),
    /** That of a role. */
    ROLE("role", "the filter of role settings \"%s\""),
    /** That of a process type. */
    PROCESS("process", "the filter of process type \"%s\""),
    /** That of a database. */
    DATABASE("database", "the filter of database settings \"%s\""),
    /** That of {@code set_client_filter}. */
    CLIENT("client", "the client filter");

    /** How a call was made whose arguments filters look at. */
    public static final String CALL = " The call was %s.";

    /** And what such a filter says, which begins with its name ({@link ConditionTexts}). */
    public static final String CONDITIONS = " %s says: %s.";

    /** The group of what programs need. */
    public static final String PROGRAMS = "@programs";

    /** Where it was the start of a program: whoever allows one call after the other meets many such errors. */
    public static final String PROGRAMS_NEED_MORE =
            "What programs need on top of what sessions need is in the group \"" + PROGRAMS + "\".";

    private final String label;
    private final String described;

    DenialSource(String label, String described) {
        this.label = label;
        this.described = described;
    }

    /** The name that the view seccomp_denials shows. */
    public String label() {
        return label;
    }

    /** The filter, in a sentence; of a role, process type or database, with the last part of the names of its settings. */
    public String described() {
        return described;
    }
}
