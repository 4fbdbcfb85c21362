package org.pgseccomp.cli.learn;

/** What a line of a log turned out to be. Every line is of exactly one kind, so the counts add up to the lines read. */
public enum LineKind {
    /** A record of a known system call, in the selection: it counts. */
    TAKEN("records taken", false),
    /** A record in the selection whose system call the tables do not know. */
    UNKNOWN_SYSCALL("records of system calls that are not known", true),
    /** A record in the selection of an architecture that has no table, or of another ABI (x32). */
    FOREIGN_ARCHITECTURE("records of other architectures and ABIs", true),
    /** A record of a program that was not asked for. */
    OTHER_EXECUTABLE("records of other executables", false),
    /** A record of a user that was not asked for. */
    OTHER_USER("records of other users", false),
    /** A record from outside the period that was asked for. */
    OTHER_TIME("records of other times", false),
    /** A record that does not say whether it belongs to the selection: no time, a user whose name is not known here, no path. */
    UNDECIDED("records that do not state the time, the user or the path that was asked for", true),
    /** Looks like a record but comes from a program that is not the kernel or its audit daemon. Anybody can write such a line. */
    NOT_FROM_THE_KERNEL("records that did not come from the kernel's audit", true),
    /** Looks like a record, or what is left of one, and cannot be read whole. */
    DAMAGED("damaged or truncated lines", true),
    /** The word of the kernel or of a learning server that records were dropped. */
    LOSS_REPORT("reports of dropped records", true),
    /** A record of a system call that a rule of audit asked for. Where a log has no other, it is the wrong log. */
    AUDIT_RULE("records of audit rules (type=SYSCALL), which are not used", false),
    /** Anything else: other records, other messages, signals and exits in a trace. */
    OTHER("other lines", false);

    private final String description;
    private final boolean incomplete;

    LineKind(String description, boolean incomplete) {
        this.description = description;
        this.incomplete = incomplete;
    }

    /** What a report calls lines of this kind; a plural. */
    public String description() {
        return description;
    }

    /** Whether a line of this kind means that the list may lack something. */
    public boolean meansIncomplete() {
        return incomplete;
    }
}
