package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What a policy must leave to the processes of PostgreSQL, whatever else it takes away. Without these a process does not end with
 * an error that concerns it alone: it hangs, or it crashes, and then PostgreSQL ends every other session too.
 *
 * <p>Found on x86_64 with PostgreSQL of Debian. The calls that aarch64 has in place of some ({@code faccessat} for {@code access})
 * follow from their names, and were not measured there.
 *
 * <ul>
 *   <li>A backend, on 15: under a session filter whose default is error, each call in turn was taken from a list that worked, and
 *       stayed out as long as the session answered, reported errors to client and log, could be cancelled and terminated, and the
 *       server did not restart.
 *   <li>A backend that writes, on 15 and 18: each call in turn was an error in a session that fills and truncates tables and goes
 *       on to another segment of the write-ahead log. PostgreSQL answers a failing call there with PANIC, which ends the server
 *       (fsync being on; {@code XLogWrite} in xlog.c, {@code RelationTruncate} in storage.c). A session that only reads may have
 *       to write what others left in shared memory.
 *   <li>The server, on 15: the same as for a backend from the start to the end of a server, with a reload and the crash of a
 *       session in between (NeededCallsMeasurement). That the list is enough is tested on every version (NeededCallsTest). Calls
 *       without which some version does not start, and says so, while others do not make them, are left out ({@code pselect6},
 *       {@code fstat}), and so are those that depend on settings ({@code setsockopt}, {@code chmod}, {@code fallocate}).
 *   <li>{@code clock_nanosleep}, which an elimination misses where time is on its side: after a crash of 18, the startup process
 *       gives up for good if it cannot wait for the checkpointer to come ({@code RequestCheckpoint} in checkpointer.c). By its
 *       source (s_lock.c), a backend that cannot wait for a spinlock soon takes it for stuck, which is a PANIC; not measured.
 *   <li>What must not be killed: what strace(1) saw in servers of 15, 17 and 18 that is not needed, and its close relatives. As
 *       errors these concern one statement or nothing, but a process that is killed takes all sessions with it.
 * </ul>
 *
 * <p>A statement may need more than this; then it fails, and the session goes on.
 */
public final class NeededCalls {
    /** Each with the call that newer architectures have in its place, and what it is needed for. */
    private static final Calls IN_A_BACKEND = new Calls(new String[][] {
        {"access", "faccessat", "open its database"},
        {"brk", null, "get memory"},
        {"clock_nanosleep", null, "wait before it tries again"},
        {"close", null, "close files"},
        {"epoll_ctl", null, "wait for the client"},
        {"epoll_wait", "epoll_pwait", "wait for the client"},
        {"exit_group", null, "end"},
        {"fdatasync", null, "commit"},
        {"fsync", null, "begin a segment of the write-ahead log"},
        {"ftruncate", null, "truncate a table"},
        {"futex", null, "wait for locks and to wake others"},
        {"getpid", null, "know itself when it ends"},
        {"kill", null, "wake others and to end a statement that is cancelled"},
        {"lseek", null, "know the size of a table"},
        {"openat", null, "open its database"},
        {"pread64", null, "read tables"},
        {"pwrite64", null, "write the write-ahead log"},
        {"pwritev", null, "begin a segment of the write-ahead log"},
        {"read", null, "open its database"},
        {"recvfrom", null, "hear the client"},
        {"rename", "renameat", "begin a segment of the write-ahead log"},
        {"rt_sigreturn", null, "return from a signal"},
        {"sendto", null, "answer"},
        {"setitimer", null, "keep time limits"},
        {"write", null, "report to the log"},
    });

    /**
     * Of every type of auxiliary processes: what a backend needs to end and to report, and what is answered with PANIC where it
     * writes. Not measured for each type; one that writes nothing needs less.
     */
    private static final Calls IN_AN_AUXILIARY_PROCESS = new Calls(new String[][] {
        {"exit_group", null, "end"},
        {"fdatasync", null, "write the write-ahead log"},
        {"fsync", null, "write tables and the write-ahead log"},
        {"ftruncate", null, "truncate a table"},
        {"futex", null, "wait for locks and to wake others"},
        {"getpid", null, "know itself when it ends"},
        {"kill", null, "wake others"},
        {"pwrite64", null, "write tables and the write-ahead log"},
        {"pwritev", null, "begin a segment of the write-ahead log"},
        {"rename", "renameat", "begin a segment of the write-ahead log"},
        {"rt_sigreturn", null, "return from a signal"},
        {"write", null, "report to the log"},
    });

    /** What the postmaster and the processes that it starts need beside that. */
    private static final Calls IN_THE_SERVER = new Calls(new String[][] {
        {"accept", null, "take connections"},
        {"bind", null, "take connections"},
        {"clone", null, "start processes"},
        {"dup", null, "know how many files it may open"},
        {"epoll_create1", null, "wait for clients"},
        {"fcntl", null, "set up its sockets and pipes"},
        {"getdents64", null, "read folders"},
        {"getsockname", null, "take connections"},
        {"listen", null, "take connections"},
        {"mmap", null, "get memory"},
        {"newfstatat", null, "look at files"},
        {"pipe2", null, "see the end of the postmaster"},
        {"prctl", null, "end with the postmaster"},
        {"rt_sigaction", null, "handle signals"},
        {"rt_sigprocmask", null, "handle signals"},
        {"setsid", null, "start processes"},
        {"shmat", null, "keep a second server from its files"},
        {"shmget", null, "keep a second server from its files"},
        {"signalfd4", null, "be woken"},
        {"socket", null, "take connections"},
        {"unlink", "unlinkat", "recover from a crash"},
        {"wait4", null, "see the end of its processes"},
    });

    private static final Calls TO_LOAD_A_FILTER = new Calls(new String[][] {
        {"prctl", null, "load a further filter"},
        {"seccomp", null, "load a further filter"},
    });

    /** What sessions do in passing; none of it is needed. */
    private static final Calls NOT_TO_BE_KILLED_IN_A_BACKEND = new Calls(new String[][] {
        {"fadvise64", null, "write files"},
        {"fallocate", null, "extend files"},
        {"fcntl", null, "look at sockets"},
        {"fstat", null, "look at files"},
        {"getrandom", null, "make random numbers"},
        {"getrusage", null, "measure what a statement takes"},
        {"link", "linkat", "begin a segment of the write-ahead log"},
        {"mkdir", "mkdirat", "keep temporary files"},
        {"mmap", null, "get memory"},
        {"mremap", null, "get memory"},
        {"munmap", null, "end"},
        {"newfstatat", null, "look at files"},
        {"preadv", null, "read tables"},
        {"rt_sigaction", null, "handle signals"},
        {"rt_sigprocmask", null, "handle signals"},
        {"sync_file_range", null, "write files"},
        {"unlink", "unlinkat", "remove files"},
    });

    /** The same for all processes of a server. */
    private static final Calls NOT_TO_BE_KILLED_IN_THE_SERVER = new Calls(new String[][] {
        {"chmod", "fchmodat", "take connections"},
        {"geteuid", null, "know its user"},
        {"getppid", null, "see the end of the postmaster"},
        {"getuid", null, "know its user"},
        {"mprotect", null, "get memory"},
        {"pselect6", null, "wait for connections"},
        {"readlink", "readlinkat", "read folders"},
        {"set_robust_list", null, "start processes"},
        {"setsockopt", null, "take connections"},
        {"shmctl", null, "end"},
        {"shmdt", null, "end"},
        {"umask", null, "make files"},
    });

    /** Calls by their names. */
    private static final class Calls {
        private final String[][] entries;
        private final PerArchitecture<Syscall[]> ofArchitectures = new PerArchitecture<>(this::find);

        Calls(String[][] entries) {
            this.entries = entries;
        }

        /** In the order of the entries, null for what an architecture has not. Not to be changed. */
        Syscall[] of(Architecture architecture) {
            return ofArchitectures.of(architecture);
        }

        private Syscall[] find(Architecture architecture) {
            Syscall[] found = new Syscall[entries.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = find(architecture, entries[i][0], entries[i][1]);
            }
            return found;
        }

        private static Syscall find(Architecture architecture, String name, String newer) {
            Syscall syscall = architecture.syscalls().named(name);
            return syscall == null && newer != null ? architecture.syscalls().named(newer) : syscall;
        }

        String use(int i) {
            return entries[i][2];
        }
    }

    private NeededCalls() {}

    /** The names of all calls that a policy may be refused for, as they are called on an architecture. */
    public static List<String> names(Architecture architecture) {
        return names(
                architecture,
                IN_A_BACKEND,
                IN_THE_SERVER,
                TO_LOAD_A_FILTER,
                NOT_TO_BE_KILLED_IN_A_BACKEND,
                NOT_TO_BE_KILLED_IN_THE_SERVER);
    }

    private static List<String> names(Architecture architecture, Calls... tables) {
        List<String> names = new ArrayList<>();
        for (Calls table : tables) {
            for (Syscall syscall : table.of(architecture)) {
                if (syscall != null && !names.contains(syscall.name())) {
                    names.add(syscall.name());
                }
            }
        }
        return names;
    }

    /** The names of the calls that every backend needs, or makes in passing, as they are called on an architecture. */
    public static List<String> ofBackends(Architecture architecture) {
        return names(architecture, IN_A_BACKEND, NOT_TO_BE_KILLED_IN_A_BACKEND);
    }

    /** The same of auxiliary processes. */
    public static List<String> ofAuxiliary(Architecture architecture) {
        return names(architecture, IN_AN_AUXILIARY_PROCESS, NOT_TO_BE_KILLED_IN_A_BACKEND);
    }

    /**
     * Looks for needed calls that filters deny.
     *
     * @param settings that the filters were read from, for the message
     * @return why the policy is refused, or null
     */
    public static Rejection problemOf(FilterStack stack, List<Setting> settings) {
        FilterStack global = FilterStack.of(stack.global());
        FilterStack session = new FilterStack(stack.global(), stack.session(), null);
        boolean loadsMore = stack.session() != null || stack.client() != null;
        Rejection problem = missing(global, Level.GLOBAL, IN_A_BACKEND, settings);
        if (problem == null) {
            problem = missing(global, Level.GLOBAL, IN_THE_SERVER, settings);
        }
        if (problem == null && loadsMore) {
            problem = missing(global, Level.GLOBAL, TO_LOAD_A_FILTER, settings);
        }
        if (problem == null) {
            problem = killed(global, Level.GLOBAL, NOT_TO_BE_KILLED_IN_A_BACKEND, settings);
        }
        if (problem == null) {
            problem = killed(global, Level.GLOBAL, NOT_TO_BE_KILLED_IN_THE_SERVER, settings);
        }
        if (problem == null && stack.client() != null) {
            problem = missing(session, Level.SESSION, TO_LOAD_A_FILTER, settings);
        }
        if (problem == null) {
            problem = inAProcess(session, Level.SESSION, settings);
        }
        if (problem == null && stack.client() != null) {
            problem = inABackend(stack, Level.CLIENT, settings);
        }
        return problem;
    }

    /** Of the processes that a policy is for: sessions and workers of a database, or the auxiliary processes of a type. */
    private static Rejection inAProcess(FilterStack stack, Level level, List<Setting> settings) {
        ProcessType type = ProcessType.ofSettings(settings);
        return type == null || type.fallsBackToSession()
                ? inABackend(stack, level, settings)
                : missing(stack, level, IN_AN_AUXILIARY_PROCESS, settings);
    }

    /** Whose filter it is. */
    private static String label(Level level, List<Setting> settings) {
        ProcessType type = ProcessType.ofSettings(settings);
        return level == Level.SESSION && type != null ? type.settingName() : level.label();
    }

    private static Rejection inABackend(FilterStack stack, Level level, List<Setting> settings) {
        Rejection problem = missing(stack, level, IN_A_BACKEND, settings);
        return problem == null ? killed(stack, level, NOT_TO_BE_KILLED_IN_A_BACKEND, settings) : problem;
    }

    private static Rejection missing(FilterStack stack, Level level, Calls needed, List<Setting> settings) {
        return problemOf(stack, level, needed, Action.ERROR, settings);
    }

    private static Rejection killed(FilterStack stack, Level level, Calls made, List<Setting> settings) {
        return problemOf(stack, level, made, Action.KILL, settings);
    }

    private static Rejection problemOf(
            FilterStack stack, Level level, Calls calls, Action mildest, List<Setting> settings) {
        StringBuilder names = new StringBuilder();
        StringBuilder reasons = new StringBuilder();
        Syscall[] found = calls.of(stack.architecture());
        for (int i = 0; i < found.length; i++) {
            Syscall syscall = found[i];
            if (syscall != null && stack.actionOf(syscall.number()).compareTo(mildest) >= 0) {
                String comma = names.length() == 0 ? "" : ", ";
                names.append(comma).append(syscall.name());
                reasons.append(comma).append(syscall.name()).append(" to ").append(calls.use(i));
            }
        }
        if (names.length() == 0) {
            return null;
        }
        String place = FilterSource.placeOf(level, settings);
        return mildest == Action.KILL
                ? Rejection.killed(place, label(level, settings), names.toString(), reasons.toString())
                : Rejection.needed(place, label(level, settings), names.toString(), reasons.toString());
    }
}
