package org.pgseccomp.bpf;

import org.pgseccomp.policy.Action;

/**
 * What a program answers to a call, from the mildest to the strictest; the order is the kernel's (seccomp_run_filters in {@code
 * kernel/seccomp.c}), except between the two in the middle, which are one value to it, of which the latest filter's counts. The
 * ordinals are part of the boundary to C.
 *
 * <p>These are the {@link Action}s, but that an error may be of two kinds.
 */
public enum Answer {
    /** {@link Action#ALLOW}. */
    ALLOW(Verdict.ALLOW),
    /** {@link Action#LOG}. */
    LOG(Verdict.LOG),
    /** {@link Action#ERROR} that the kernel makes by itself. */
    ERROR(Verdict.ERRNO_EACCES),
    /** {@link Action#ERROR} that a handler of SIGSYS makes, which takes note of it. */
    EXPLAINED(Verdict.TRAP_ERROR),
    /** {@link Action#TERMINATE}: the same, and the handler sees to it that the session ends. */
    TERMINATED(Verdict.TRAP_TERMINATE),
    /** {@link Action#KILL}. */
    KILL(Verdict.KILL_PROCESS),
    /**
     * To rt_sigaction, in a filter that needs the handler: success without effect where the call would replace the handler of
     * SIGSYS, and the answer that the filter has for the call in all other cases. Only programs have it; what is expected of them is
     * written down without it.
     */
    KEEPS_HANDLER(Verdict.ERRNO_NONE);

    private final int value;

    Answer(int value) {
        this.value = value;
    }

    /** The value that a program returns. */
    int value() {
        return value;
    }

    /** Whether it is the handler's to make. */
    boolean isHandled() {
        return this == EXPLAINED || this == TERMINATED;
    }

    /** The answer where nothing is known of a handler but that there is one. */
    static Answer of(Action action) {
        return switch (action) {
            case ALLOW -> ALLOW;
            case LOG -> LOG;
            case ERROR -> ERROR;
            case TERMINATE -> TERMINATED;
            case KILL -> KILL;
        };
    }
}
