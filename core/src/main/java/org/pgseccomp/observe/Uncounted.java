package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls that a server which learns makes without being counted, since counting takes time: those that every session needs, and so is
 * recommended in any case, and some that are frequent and harmless.
 */
public final class Uncounted {
    /** The second name of a pair is that of architectures that do not have the first. */
    private static final List<String> NEEDED = List.of(
            "access faccessat",
            "brk",
            "clock_nanosleep",
            "close",
            "epoll_ctl",
            "epoll_wait epoll_pwait",
            "exit_group",
            "fdatasync",
            "fsync",
            "ftruncate",
            "futex",
            "getpid",
            "kill",
            "lseek",
            "openat",
            "pread64",
            "pwrite64",
            "pwritev",
            "read",
            "recvfrom",
            "rename renameat",
            "rt_sigreturn",
            "sendto",
            "setitimer",
            "write");

    /**
     * To end, and to see the end of a child; what the kernel makes by itself when a signal has interrupted a call; masks of signals, and
     * what a process has used.
     */
    private static final List<String> BESIDES =
            List.of("exit", "wait4", "restart_syscall", "rt_sigprocmask", "getrusage");

    private Uncounted() {}

    /** The calls of an architecture, those that sessions need first. */
    public static List<Syscall> calls(Architecture architecture) {
        List<Syscall> calls = new ArrayList<>();
        for (List<String> names : List.of(NEEDED, BESIDES)) {
            for (String pair : names) {
                int space = pair.indexOf(' ');
                Syscall call = architecture.syscalls().named(space < 0 ? pair : pair.substring(0, space));
                if (call == null && space >= 0) {
                    call = architecture.syscalls().named(pair.substring(space + 1));
                }
                if (call != null) {
                    calls.add(call);
                }
            }
        }
        return calls;
    }
}
