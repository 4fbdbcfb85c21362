package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;

/**
 * What an allow list that is made of observations has in any case, seen or not: what PostgreSQL needs ({@link NeededCalls}), the calls
 * for the clock and {@code restart_syscall} among it, and what a server makes at moments that no observation can be trusted to have had.
 *
 * <p>Names that an architecture does not have are harmless: there they are left out.
 */
public final class AlwaysAllowed {
    /** The last version whose waits for spinlocks, and vacuum_cost_delay, are select(2) ({@code pg_usleep}). */
    private static final int LAST_WITH_SELECT = 15;

    /** {@code select(2)} of the C library, by its name on x86_64 and on newer architectures. */
    private static final String SELECT = "pselect6";

    /**
     * What pgseccomp itself calls in the postmaster and in its compiler processes, under the global filter, at a reload of the policies of
     * many roles. Measured on 15: {@code strace -f -k} of a postmaster, all calls whose stack leads through pgseccomp.so; a crash restart
     * was not measured. {@code landlock_restrict_self} is made by each child ({@link org.pgseccomp.policy.Isolation}), but not while a server learns, as are the two others
     * where a session has a list of files or ports ({@link org.pgseccomp.policy.Domain}).
     * {@code clock_gettime} and {@code mprotect} were not among them there; the vDSO, and the C library's memory,
     * can make them. {@code memfd_create} is left out: what is made with it is done without, where a policy denies it
     * (sealed_memory.c), and a list should not have it for that.
     */
    private static final List<String> OWN_CALLS = List.of(
            "brk",
            "clock_gettime",
            "clone",
            "close",
            "exit_group",
            "fcntl",
            "ftruncate",
            "getpid",
            "getppid",
            "kill",
            "landlock_add_rule",
            "landlock_create_ruleset",
            "landlock_restrict_self",
            "madvise",
            "mmap",
            "mprotect",
            "munmap",
            "pipe2",
            "ppoll",
            "prctl",
            "pwrite64",
            "read",
            "rt_sigaction",
            "rt_sigprocmask",
            "seccomp",
            "wait4",
            "write");

    private AlwaysAllowed() {}

    /**
     * In the lists of sessions, roles and types whose processes are backends.
     *
     * @param server the major version of PostgreSQL; 0: not known
     */
    public static List<String> inBackends(Architecture architecture, int server) {
        return with(NeededCalls.ofBackends(architecture), server);
    }

    /** In the lists of other types. */
    public static List<String> inAuxiliary(Architecture architecture, int server) {
        return with(NeededCalls.ofAuxiliary(architecture), server);
    }

    /** In the global list. */
    public static List<String> inTheServer(Architecture architecture, int server) {
        List<String> names = with(NeededCalls.names(architecture), server);
        names.addAll(OWN_CALLS);
        // The global filter holds for processes of all types too.
        for (ProcessType type : ProcessType.values()) {
            names.addAll(NeededCalls.ofType(architecture, type));
        }
        return names;
    }

    private static List<String> with(List<String> needed, int server) {
        List<String> names = new ArrayList<>(needed);
        if (server <= LAST_WITH_SELECT) {
            names.add(SELECT);
        }
        return names;
    }
}
