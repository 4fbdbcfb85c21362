package org.pgseccomp.bpf;

import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;

/**
 * What a program answers to a call.
 *
 * @param kind what happens
 * @param errno the error that the call fails with, where it is one; else 0
 */
public record Answer(Kind kind, int errno) {
    /**
     * From the mildest to the strictest; the order is the kernel's (seccomp_run_filters in {@code kernel/seccomp.c}), except between those that are
     * the handler's, which are one value to it, of which the latest filter's counts. These are the {@link Action}s, but that a warning and an error
     * may be of two kinds. The ordinals are part of the boundary to C.
     */
    public enum Kind {
        /** {@link Action#ALLOW}. */
        ALLOW,
        /** {@link Action#LOG}. */
        LOG,
        /** {@link Action#WARN} where nobody can count: the kernel logs the call. */
        WARNED,
        /** {@link Action#WARN}: a handler of SIGSYS counts the call, and makes it. */
        COUNTED,
        /** {@link Action#ERROR} that the kernel makes by itself. */
        ERROR,
        /** {@link Action#ERROR} that a handler of SIGSYS makes, which takes note of it. */
        EXPLAINED,
        /** {@link Action#TERMINATE}: the same, and the handler sees to it that the session ends. */
        TERMINATED,
        /** {@link Action#KILL}. */
        KILL
    }

    static final Answer ALLOW = new Answer(Kind.ALLOW, 0);
    static final Answer LOG = new Answer(Kind.LOG, 0);
    static final Answer WARNED = new Answer(Kind.WARNED, 0);
    static final Answer COUNTED = new Answer(Kind.COUNTED, 0);
    static final Answer ERROR = new Answer(Kind.ERROR, Outcome.EACCES);
    static final Answer EXPLAINED = new Answer(Kind.EXPLAINED, Outcome.EACCES);
    static final Answer TERMINATED = new Answer(Kind.TERMINATED, Outcome.EACCES);
    static final Answer KILL = new Answer(Kind.KILL, 0);

    /** An error that the kernel makes by itself. */
    static Answer error(int errno) {
        return errno == Outcome.EACCES ? ERROR : new Answer(Kind.ERROR, errno);
    }

    /** An error that a handler makes. */
    static Answer explained(int errno) {
        return errno == Outcome.EACCES ? EXPLAINED : new Answer(Kind.EXPLAINED, errno);
    }

    /** The value that a program returns. */
    int value() {
        return switch (kind) {
            case ALLOW -> Verdict.ALLOW;
            case LOG, WARNED -> Verdict.LOG;
            case COUNTED -> Verdict.TRAP_WARN;
            case ERROR -> Verdict.errno(errno);
            case EXPLAINED -> Verdict.trapError(errno);
            case TERMINATED -> Verdict.TRAP_TERMINATE;
            case KILL -> Verdict.KILL_PROCESS;
        };
    }

    /** The answer as the adapter knows it: the ordinal of the kind in the low byte, the error above it. */
    public int code() {
        return kind.ordinal() | errno << 8;
    }

    /** Whether it is the handler's to make. */
    boolean isHandled() {
        return kind == Kind.COUNTED || kind == Kind.EXPLAINED || kind == Kind.TERMINATED;
    }

    /** Whether it is a denial that a policy may expect: an error, or a warning in its place. What is in the log of the kernel by itself stays there. */
    boolean mayBeQuiet() {
        return kind == Kind.COUNTED || kind == Kind.ERROR || kind == Kind.EXPLAINED;
    }

    /** Whether the call is made once more by the handler, and is let pass there. */
    boolean passesAtGate() {
        return kind == Kind.WARNED || kind == Kind.COUNTED;
    }

    /** The answer in its place where there is no handler. */
    Answer unhandled() {
        return switch (kind) {
            case COUNTED -> WARNED;
            case EXPLAINED, TERMINATED -> error(errno);
            default -> this;
        };
    }

    /** The answer where nothing is known of a handler but that there is one. */
    static Answer of(Outcome outcome) {
        return switch (outcome.action()) {
            case ALLOW -> ALLOW;
            case LOG, WARN -> LOG;
            case ERROR -> error(outcome.errno());
            case TERMINATE -> TERMINATED;
            case KILL -> KILL;
        };
    }

    static Answer of(Action action) {
        return of(Outcome.of(action));
    }
}
