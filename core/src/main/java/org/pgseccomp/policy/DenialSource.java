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

    /** The group of what sessions need, which programs need too. */
    public static final String SESSIONS = "@postgresql-session";

    /** Where it was the start of a program: whoever allows one call after the other meets many such errors. */
    public static final String PROGRAMS_NEED_MORE =
            "What programs need on top of what sessions need is in the group \"" + PROGRAMS + "\".";

    /** Of a program that ran and failed, where calls are denied that programs usually make: their number and names. */
    public static final String PROGRAM_SUSPECTS =
            "The program ran under filters of pgseccomp that deny %d of the system calls which programs usually make (\""
                    + PROGRAMS
                    + "\" and \""
                    + SESSIONS
                    + "\"): %s.";

    /** The same where none of those is denied. */
    public static final String PROGRAM_UNUSUAL =
            "The program ran under filters of pgseccomp that deny system calls, but none of those which programs usually make (\""
                    + PROGRAMS
                    + "\" and \""
                    + SESSIONS
                    + "\").";

    /** How to find out which call it was. */
    public static final String PROGRAM_HINT =
            "If a denied system call is the reason, the kernel has logged it with the name of the program: see \"ausearch -m SECCOMP\", or"
                    + " the kernel's log where there is no auditd. What the program needs can be learnt with pgseccomp.learn = on.";

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
