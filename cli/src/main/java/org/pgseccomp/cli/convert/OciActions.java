package org.pgseccomp.cli.convert;

import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;

/** The actions of OCI profiles, and what they are here: {@code SCMP_ACT_*} of the runtime specification (config-linux.md). */
final class OciActions {
    /** What a runtime takes where no error is written. */
    static final int EPERM = 1;

    private OciActions() {}

    /**
     * The outcome that an action is.
     *
     * @param errno the error that is written; negative: none
     */
    static Outcome outcome(int line, String action, int errno, Remarks remarks) throws SourceException {
        return switch (action) {
            case "SCMP_ACT_ALLOW" -> Outcome.of(Action.ALLOW);
            case "SCMP_ACT_LOG" -> Outcome.of(Action.LOG);
            case "SCMP_ACT_KILL_PROCESS" -> Outcome.of(Action.KILL);
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> {
                remarks.note(
                        line, action + " ends a thread; kill ends its process, which in PostgreSQL has one thread");
                yield Outcome.of(Action.KILL);
            }
            case "SCMP_ACT_TRAP" -> {
                remarks.change(line, "SCMP_ACT_TRAP, which a program may handle, becomes kill");
                yield Outcome.of(Action.KILL);
            }
            case "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY" -> {
                remarks.change(
                        line,
                        action + " leaves the answer to another process; it becomes the error ENOSYS, as without one");
                yield Outcome.error(Outcome.ENOSYS);
            }
            case "SCMP_ACT_ERRNO" -> errno(line, errno, remarks);
            default ->
                throw new SourceException(line, "has the unknown action \"" + SourceException.shown(action) + "\"");
        };
    }

    private static Outcome errno(int line, int errno, Remarks remarks) {
        if (errno == 0) {
            remarks.change(line, "the error 0, with which a call seems to succeed, becomes EPERM");
            return Outcome.error(EPERM);
        }
        if (errno > 0 && Errnos.nameOf(errno) == null) {
            remarks.change(line, "the error " + errno + ", which has no name, becomes EPERM");
            return Outcome.error(EPERM);
        }
        return Outcome.error(errno < 0 ? EPERM : errno);
    }

    /** The name of an action that {@link #expressible} has made one of a profile's. */
    static String nameOf(Outcome outcome) {
        return switch (outcome.action()) {
            case ALLOW -> "SCMP_ACT_ALLOW";
            case LOG, WARN -> "SCMP_ACT_LOG";
            case ERROR, TERMINATE -> "SCMP_ACT_ERRNO";
            case KILL -> "SCMP_ACT_KILL_PROCESS";
        };
    }

    /** What stands for the actions that only pgseccomp has, wherever programs have no handler of its own. */
    static NeutralPolicy expressible(NeutralPolicy policy, Remarks remarks) {
        boolean[] has = new boolean[2];
        NeutralPolicy replaced = policy.with(outcome -> {
            has[0] |= outcome.action() == Action.WARN;
            has[1] |= outcome.action() == Action.TERMINATE;
            return switch (outcome.action()) {
                case WARN -> Outcome.of(Action.LOG);
                case TERMINATE -> Outcome.of(Action.ERROR);
                default -> outcome;
            };
        });
        if (has[0]) {
            remarks.change("the action warn becomes log: calls are made, and not counted");
        }
        if (has[1]) {
            remarks.change(
                    "the action terminate becomes the error EACCES: the call fails, and the session does not end");
        }
        return replaced;
    }

    /** {@code SCMP_ARCH_X86_64}. */
    static String nameOf(Architecture architecture) {
        return "SCMP_ARCH_" + architecture.name();
    }
}
