package org.pgseccomp.policy;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * {@code restart_syscall}, which no program calls. The kernel makes it when a process goes on after a stop (SIGSTOP and SIGCONT, the
 * freezer of a container, a debugger), to finish a wait with a time limit that the stop has interrupted; filters are asked about it
 * (restart_syscall(2)). The wait itself was allowed. So no default action denies it: that takes a list that names it.
 */
final class RestartCall {
    static final String NAME = "restart_syscall";

    private static final PerArchitecture<Integer> NUMBERS = new PerArchitecture<>(RestartCall::find);

    private RestartCall() {}

    private static Integer find(Architecture architecture) {
        Syscall syscall = architecture.syscalls().named(NAME);
        return syscall == null ? -1 : syscall.number();
    }

    /** What happens to it where no list names it. */
    static Action unlisted(Action defaultAction) {
        return defaultAction.compareTo(Action.LOG) > 0 ? Action.ALLOW : defaultAction;
    }

    /** Its number, -1 on an architecture without it. */
    static int numberOn(Architecture architecture) {
        return NUMBERS.of(architecture);
    }
}
