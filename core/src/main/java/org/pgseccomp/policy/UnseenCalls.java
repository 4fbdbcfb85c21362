package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls whose denial a process cannot see for itself. A denial that is to be explained is a signal, SIGSYS, and the kernel kills a
 * process that has blocked it or has no handler for it (force_sig_info_to_task in {@code kernel/signal.c}). These calls are made
 * like that in the middle of a library function. So their denial is the plain error EACCES, without an explanation, and no list
 * can have them end a session; a default of {@link Action#TERMINATE} is an error for them.
 *
 * <p>Found with strace(1) in programs that call each of the functions, on glibc 2.36, 2.41 and 2.42: every call between the block
 * of all signals and the end of the block, in parent and child. What posix_spawn(3) does to change the child (chdir, user, scheduling) follows from its documentation and
 * source ({@code spawni.c}), and so does that it waits for the child, with all signals blocked, where the program cannot be executed. Its child has no handlers from the start: it takes them all back, so that the execve itself, which
 * popen(3) and system(3) make in this way, cannot be seen either. What glibc 2.31 did with signals blocked in raise(3) is here too.
 */
public final class UnseenCalls {
    private static final String THREADS = "is made with all signals blocked when a thread begins or ends";
    private static final String PROCESSES = "is made with all signals blocked when a process is started";
    private static final String PROGRAMS = "is made without signal handlers when a program is started";
    private static final String SIGNALS = "is made with all signals blocked by raise and abort";

    private static final String STOPS = "is made by the kernel when a process goes on after a stop";

    private static final String[][] REASONS = {
        {"chdir", PROGRAMS},
        {"clone", PROCESSES},
        {"clone3", PROCESSES},
        {"close", PROGRAMS},
        {"close_range", PROGRAMS},
        {"dup2", PROGRAMS},
        {"dup3", PROGRAMS},
        {"execve", PROGRAMS},
        {"execveat", PROGRAMS},
        {"exit", THREADS},
        {"exit_group", PROGRAMS},
        {"fchdir", PROGRAMS},
        {"fcntl", PROGRAMS},
        {"fork", PROCESSES},
        {"futex", THREADS},
        {"getgid", PROGRAMS},
        {"getpid", SIGNALS},
        {"gettid", SIGNALS},
        {"getuid", PROGRAMS},
        {"ioctl", PROGRAMS},
        {"madvise", THREADS},
        {"munmap", PROCESSES},
        {"open", PROGRAMS},
        {"openat", PROGRAMS},
        {"restart_syscall", STOPS},
        {"rseq", THREADS},
        {"rt_sigaction", PROGRAMS},
        {"rt_sigprocmask", PROCESSES},
        {"rt_sigreturn", SIGNALS},
        {"rt_sigtimedwait", THREADS},
        {"sched_setaffinity", THREADS},
        {"sched_setparam", PROGRAMS},
        {"sched_setscheduler", PROGRAMS},
        {"set_robust_list", THREADS},
        {"set_tid_address", THREADS},
        {"setgid", PROCESSES},
        {"setpgid", PROGRAMS},
        {"setresgid", PROGRAMS},
        {"setresuid", PROGRAMS},
        {"setsid", PROGRAMS},
        {"setuid", PROCESSES},
        {"tgkill", SIGNALS},
        {"vfork", PROCESSES},
        {"wait4", PROCESSES},
        {"waitid", PROCESSES},
    };

    private static final PerArchitecture<List<Syscall>> OF_ARCHITECTURES = new PerArchitecture<>(UnseenCalls::find);

    private UnseenCalls() {}

    /** Those that an architecture has. */
    public static List<Syscall> of(Architecture architecture) {
        return OF_ARCHITECTURES.of(architecture);
    }

    private static List<Syscall> find(Architecture architecture) {
        List<String> names = new ArrayList<>();
        for (String[] entry : REASONS) {
            names.add(entry[0]);
        }
        return architecture.syscalls().allNamed(names);
    }

    /** Why a call is one of these, as the rest of a sentence; null if it is none. */
    public static String reasonFor(String name) {
        for (String[] entry : REASONS) {
            if (entry[0].equals(name)) {
                return entry[1];
            }
        }
        return null;
    }
}
