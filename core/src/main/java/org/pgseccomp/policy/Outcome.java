package org.pgseccomp.policy;

/**
 * What becomes of a system call: an action, and of an error which one.
 *
 * @param action what happens
 * @param errno the error that the call fails with, 1 to 4095, where the action is {@link Action#ERROR}; else 0
 * @param isAutomatic whether nobody wrote it: a call that is newer than the policy fails with ENOSYS ({@link NewerCalls}). Such an error is not
 *     counted, and nobody is told of it
 */
public record Outcome(Action action, int errno, boolean isAutomatic) {
    /** "Permission denied", 13 on every architecture ({@code asm-generic/errno-base.h}). */
    public static final int EACCES = 13;

    /** "Interrupted system call", 4 on every architecture ({@code asm-generic/errno-base.h}). */
    static final int EINTR = 4;

    /** "Function not implemented", 38 on every architecture that {@link org.pgseccomp.syscall.Architecture} has ({@code asm-generic/errno.h}). */
    public static final int ENOSYS = 38;

    /** Of a call that is newer than the policy. */
    static final Outcome NEWER = new Outcome(Action.ERROR, ENOSYS, true);

    private static final Outcome[] USUAL = usual();

    private static Outcome[] usual() {
        Action[] actions = Action.values();
        Outcome[] usual = new Outcome[actions.length];
        for (Action action : actions) {
            usual[action.ordinal()] = new Outcome(action, action == Action.ERROR ? EACCES : 0, false);
        }
        return usual;
    }

    /** The outcome where nothing is written but the action. */
    public static Outcome of(Action action) {
        return USUAL[action.ordinal()];
    }

    /** An error, 1 to 4095. */
    public static Outcome error(int errno) {
        return errno == EACCES ? of(Action.ERROR) : new Outcome(Action.ERROR, errno, false);
    }

    /** The same, but counted only: nothing that is denied stays denied. */
    Outcome asWarning() {
        return action.compareTo(Action.ERROR) >= 0 ? of(Action.WARN) : this;
    }

    /**
     * What becomes of a call that a later filter is asked about too: the strictest action, and of two errors the later one. That one is automatic
     * only if both are: what somebody wrote is counted. So is the error of a call that a filter below warns of, whose signal the kernel would
     * prefer to an error of its own.
     */
    public Outcome under(Outcome later) {
        if (later.action != action) {
            Outcome stricter = later.action.compareTo(action) > 0 ? later : this;
            return later.isAutomatic && action == Action.WARN ? error(later.errno) : stricter;
        }
        return later.isAutomatic && !isAutomatic ? error(later.errno) : later;
    }
}
