package org.pgseccomp.policy;

import static org.pgseccomp.policy.NeededCall.always;
import static org.pgseccomp.policy.NeededCall.tried;
import static org.pgseccomp.policy.NeededCall.when;
import static org.pgseccomp.policy.NeededCall.with;

import java.util.List;
import org.pgseccomp.policy.NeededCall.Table;
import org.pgseccomp.policy.ServerFacts.Circumstance;

/**
 * What a policy must leave to the processes of PostgreSQL. Without these a process does not end with an error that concerns it alone:
 * it hangs, loops, leaks what no restart of a session gives back, loses data, or crashes, and then PostgreSQL ends every other session
 * too.
 *
 * <p>Measured on x86_64 with PostgreSQL 15, 17 and 18 of Debian, fsync being on ({@code script/denied-calls}): each call that a server
 * makes was denied, in the whole server and in sessions, with an error and by killing, while the server started, worked, was
 * stopped and continued, recovered from a crash, was backed up, and ended. docs/denied-calls.md has the results. The calls that aarch64
 * has in place of some ({@code faccessat} for {@code access}) follow from their names, and were not measured there.
 *
 * <p>What a measurement misses, and the source that tells it:
 *
 * <ul>
 *   <li>{@code clock_nanosleep}, and in 14 and 15 {@code pselect6}, is pg_usleep(): a process that cannot wait for a spinlock soon takes
 *       it for stuck, which is a PANIC (s_lock.c); vacuum_cost_delay has no effect, and what waits in a loop fills the log.
 *   <li>{@code getrandom}: OpenSSL seeds its generator anew after an hour, in the postmaster of 14 to 17 for the cancel keys of
 *       sessions, and no session can begin after that (RandomCancelKey in postmaster.c).
 *   <li>{@code unlink}: dynamic shared memory, temporary files and tables stay, and no statement fails. {@code shmctl}: a segment of
 *       System V shared memory stays after each end of the server. {@code munmap}: a process keeps the memory that it gives back.
 *       Without {@code rmdir} some temporary files of parallel queries stay until a restart: this takes nobody
 *       down, and is in the documentation.
 *   <li>{@code getdents64}: NOTIFY truncates its queue after the commit, and an error there is a PANIC (AtCommit_Notify in async.c). VACUUM, which
 *       truncates in the same way, never moves the limit of transaction ids; what an interrupted logical decoding has spilled stays, and is decoded
 *       twice (ReorderBufferCleanupSerializedTXNs).
 *   <li>What makes shared memory grow ({@code fallocate}, {@code mmap}, {@code shmget}, {@code shmat}): since PostgreSQL 15 statistics lie
 *       there, and where there are thousands of tables a session that cannot get more of it leaves their index half written. The next
 *       one that looks there dies of SIGSEGV (pgstat_init_entry in pgstat_shmem.c). So it is where a session cannot attach what another has
 *       made, for which PostgreSQL asks how long it is ({@code fstat}, or {@code newfstatat} without a path).
 *   <li>A call that recovery makes must not kill: the process that recovers is killed, and at the next start again. ({@code
 *       truncate} of a dropped table's file, for one.)
 * </ul>
 */
final class NeededTables {
    private NeededTables() {}

    /** The signals that processes of PostgreSQL send each other. */
    private static final String SIGNALS =
            "sig: 0, SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGUSR1, SIGUSR2, SIGTERM, SIGCONT, SIGSTOP, SIGURG";

    /** What fork(3) asks for: neither a thread nor another namespace. */
    private static final String FORKS = "flags: without CLONE_VM|CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC"
            + "|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET";

    /** What the adapter asks for around a filter (kernel.c). */
    private static final String OPTIONS_TO_LOAD_A_FILTER = "PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS, PR_SET_DUMPABLE";

    /** How PostgreSQL attaches segments (PG_SHMAT_FLAGS in pg_shmem.h). */
    static final String ATTACHED = "shmflg: 0";

    /** A connection is there already: MSG_FASTOPEN would make one. */
    private static final String ANSWERS = "flags: without MSG_FASTOPEN";

    /** What the dynamic loader of a program asks for: the code of a library, and pages that are not written any more. */
    private static final String CODE_OF_PROGRAMS = "prot: PROT_READ|PROT_EXEC; flags: without MAP_ANONYMOUS";

    private static final String RESTORE = "run restore_command and recovery_end_command";

    private static final String NOT_EXECUTABLE = "prot: without PROT_EXEC";

    /** Statistics need more memory in the middle of an insertion into a table that all processes share (pgstat_shmem.c). */
    private static final String FOR_STATISTICS = "share statistics";

    /**
     * A file of the write-ahead log gets its name by rename(2), and what stat(2) does not find is taken for a free name, whatever the error
     * (InstallXLogFileSegment in xlog.c): the log that recovery needs was overwritten, and the cluster lost.
     */
    private static final String NO_OVERWRITING = "know which files there are, and how long they are";

    private static final String MASKS = "how: SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK";

    /**
     * A worker gets its filters before it unblocks signals. One that cannot is ended by nobody: DROP DATABASE and the stop of the server wait for it
     * (bgworker.c). Its handlers of signals it has without rt_sigaction: the adapter sets them before (worker_signals.c).
     */
    private static final String WORKERS_END = "let its workers end when they are told to";

    /** A client's session, and a worker with a connection to a database. */
    static final Table IN_A_BACKEND = new Table(List.of(
            always("access", "faccessat", "open its database"),
            always("brk", null, "get memory"),
            when(Circumstance.CLOCK_GETTIME_IS_CALLED, "clock_gettime", "know the time on this machine"),
            always("clock_nanosleep", null, "wait before it tries again"),
            always("close", null, "close files"),
            always("epoll_ctl", null, "wait for the client"),
            always("epoll_wait", "epoll_pwait", "wait for the client"),
            always("exit_group", null, "end"),
            with(Circumstance.SHARES_STATISTICS_IN_POSIX_MEMORY, "fallocate", "mode: 0", FOR_STATISTICS),
            always("fdatasync", null, "commit"),
            when(Circumstance.SHARES_STATISTICS_AFTER_FSTAT, "fstat", FOR_STATISTICS),
            always("fsync", null, "begin a segment of the write-ahead log"),
            always("ftruncate", null, "truncate a table"),
            always("futex", null, "wait for locks and to wake others"),
            always(
                    "getdents64",
                    null,
                    "remove what a commit has left in folders: notifications, transactions, files of logical decoding"),
            always("getpid", null, "know itself when it ends"),
            when(Circumstance.GETTIMEOFDAY_IS_CALLED, "gettimeofday", "know the time on this machine"),
            when(Circumstance.USES_IO_URING, "io_uring_enter", "read tables"),
            with(Circumstance.ALWAYS, "kill", SIGNALS, "wake others and to end a statement that is cancelled"),
            always("lseek", null, "know the size of a table"),
            with(
                    Circumstance.SHARES_STATISTICS_IN_FILES,
                    "mmap",
                    NOT_EXECUTABLE + "; flags: with MAP_SHARED",
                    FOR_STATISTICS),
            always("munmap", null, "give memory back"),
            when(Circumstance.NEWFSTATAT_IS_CALLED, "newfstatat", NO_OVERWRITING),
            always("openat", null, "open its database"),
            always("pread64", null, "read tables"),
            when(Circumstance.SINCE_17, "preadv", "read tables"),
            when(Circumstance.BEFORE_16, "pselect6", "wait before it tries again"),
            always("pwrite64", null, "write the write-ahead log"),
            always("pwritev", null, "begin a segment of the write-ahead log"),
            always("read", null, "open its database"),
            always("recvfrom", null, "hear the client"),
            always("rename", "renameat", "begin a segment of the write-ahead log"),
            with(Circumstance.ALWAYS, "rt_sigprocmask", MASKS, WORKERS_END),
            always("rt_sigreturn", null, "return from a signal"),
            with(Circumstance.ALWAYS, "sendto", ANSWERS, "answer"),
            with(Circumstance.ALWAYS, "setitimer", "which: ITIMER_REAL", "keep time limits"),
            with(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmat", ATTACHED, FOR_STATISTICS),
            when(Circumstance.SHARES_SYSTEM_V_MEMORY, "shmctl", "remove shared memory"),
            when(Circumstance.SHARES_SYSTEM_V_MEMORY, "shmdt", "give shared memory back"),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmget", FOR_STATISTICS),
            always("sync_file_range", "sync_file_range2", "write tables"),
            when(Circumstance.TIME_IS_CALLED, "time", "know the time on this machine"),
            always("unlink", "unlinkat", "remove temporary files and shared memory"),
            always("write", null, "report to the log")));

    /** An auxiliary process of whatever type; one that writes nothing needs less. */
    static final Table IN_AN_AUXILIARY_PROCESS = new Table(List.of(
            always("brk", null, "get memory"),
            when(Circumstance.CLOCK_GETTIME_IS_CALLED, "clock_gettime", "know the time on this machine"),
            always("clock_nanosleep", null, "wait before it tries again"),
            always("close", null, "close files"),
            always("epoll_ctl", null, "wait for its work"),
            always("epoll_wait", "epoll_pwait", "wait for its work"),
            always("exit_group", null, "end"),
            always("fdatasync", null, "write the write-ahead log"),
            always("fsync", null, "write tables and the write-ahead log"),
            always("ftruncate", null, "truncate a table"),
            always("futex", null, "wait for locks and to wake others"),
            always("getpid", null, "know itself when it ends"),
            when(Circumstance.GETTIMEOFDAY_IS_CALLED, "gettimeofday", "know the time on this machine"),
            when(Circumstance.USES_IO_URING, "io_uring_enter", "read and write tables"),
            with(Circumstance.ALWAYS, "kill", SIGNALS, "wake others"),
            always("lseek", null, "know the size of a file"),
            always("munmap", null, "give memory back"),
            when(Circumstance.NEWFSTATAT_IS_CALLED, "newfstatat", NO_OVERWRITING),
            always("openat", null, "open files"),
            when(Circumstance.BEFORE_16, "pselect6", "wait before it tries again"),
            always("pwrite64", null, "write tables and the write-ahead log"),
            always("pwritev", null, "begin a segment of the write-ahead log"),
            always("read", null, "be woken"),
            always("rename", "renameat", "begin a segment of the write-ahead log"),
            always("rt_sigreturn", null, "return from a signal"),
            always("sync_file_range", "sync_file_range2", "write tables"),
            when(Circumstance.TIME_IS_CALLED, "time", "know the time on this machine"),
            always("unlink", "unlinkat", "remove files"),
            always("write", null, "report to the log")));

    /**
     * What a shell and cp(1) need to be started and to copy (measured with Debian's dash and coreutils; {@code wait4} that PostgreSQL knows how they ended).
     * A command that fails says that there is no more write-ahead log: recovery ends where it is, and the server goes on without what is missing.
     */
    static final Table TO_RESTORE = new Table(List.of(
            when(Circumstance.RUNS_RESTORE_COMMAND, "arch_prctl", RESTORE),
            tried(Circumstance.RUNS_RESTORE_COMMAND, "clone3", RESTORE),
            tried(Circumstance.RUNS_RESTORE_COMMAND, "copy_file_range", RESTORE),
            when(Circumstance.RUNS_RESTORE_COMMAND, "execve", RESTORE),
            with(Circumstance.RUNS_RESTORE_COMMAND, "mmap", CODE_OF_PROGRAMS, RESTORE),
            with(Circumstance.RUNS_RESTORE_COMMAND, "mprotect", "prot: PROT_READ", RESTORE),
            when(Circumstance.RUNS_RESTORE_COMMAND, "vfork", RESTORE),
            when(Circumstance.RUNS_RESTORE_COMMAND, "wait4", RESTORE)));

    /** The postmaster, and the processes that it starts, beside {@link #IN_A_BACKEND}. */
    static final Table IN_THE_SERVER = new Table(List.of(
            always("accept", null, "take connections"),
            always("bind", null, "take connections"),
            when(Circumstance.HAS_UNIX_SOCKETS, "chmod", "fchmodat", "make its Unix sockets"),
            with(Circumstance.ALWAYS, "clone", FORKS, "start processes"),
            always("dup", null, "know how many files it may open"),
            when(Circumstance.COLLECTS_LOGS, "dup2", "dup3", "hand its output to the logger"),
            always("epoll_create1", null, "wait for clients"),
            when(Circumstance.SHARES_POSIX_MEMORY, "fallocate", "make shared memory"),
            when(Circumstance.SINCE_16, "fallocate", "extend tables when it recovers"),
            always("fcntl", null, "set up its sockets and pipes"),
            when(Circumstance.FSTAT_IS_CALLED, "fstat", "look at files"),
            always("getdents64", null, "read folders"),
            always("getrandom", null, "make the keys of sessions"),
            always("getsockname", null, "take connections"),
            when(Circumstance.USES_IO_URING, "io_uring_setup", "make its rings"),
            always("listen", null, "take connections"),
            with(Circumstance.ALWAYS, "mmap", NOT_EXECUTABLE, "get memory"),
            always("newfstatat", null, "look at files"),
            always("pipe2", null, "see the end of the postmaster"),
            with(
                    Circumstance.ALWAYS,
                    "prctl",
                    "option: PR_SET_PDEATHSIG, " + OPTIONS_TO_LOAD_A_FILTER,
                    "end with the postmaster, and to load a filter"),
            always("rt_sigaction", null, "handle signals"),
            always("rt_sigprocmask", null, "handle signals"),
            when(Circumstance.TELLS_SYSTEMD, "sendmsg", "tell systemd that it is ready"),
            always("setsid", null, "start processes"),
            when(Circumstance.LISTENS_ON_TCP, "setsockopt", "take connections"),
            with(Circumstance.ALWAYS, "shmat", ATTACHED, "keep a second server from its files"),
            always("shmctl", null, "remove its shared memory when it ends"),
            always("shmget", null, "keep a second server from its files"),
            always("signalfd4", null, "be woken"),
            with(Circumstance.HAS_UNIX_SOCKETS, "socket", "domain: AF_UNIX; type: SOCK_STREAM", "take connections"),
            with(
                    Circumstance.TELLS_SYSTEMD,
                    "socket",
                    "domain: AF_UNIX; type: SOCK_DGRAM",
                    "tell systemd that it is ready"),
            with(
                    Circumstance.LISTENS_ON_TCP,
                    "socket",
                    "domain: AF_INET, AF_INET6; type: SOCK_STREAM",
                    "take connections"),
            always("wait4", null, "see the end of its processes")));

    /**
     * What an auxiliary process can be denied as a whole, and not with these arguments alone: who can block signals and not unblock them keeps SIGSYS blocked, and a call
     * whose denial is a signal kills the process then. In PL/Perl an assignment to {@code $SIG{...}} does both. Where blocking alone was denied, such an
     * assignment left SIGSYS blocked all the same (seen with Debian's Perl 5.40): the mask that it restores was not filled in.
     */
    static final Table NOT_DENIED_IN_PART = new Table(
            List.of(with(Circumstance.ALWAYS, "rt_sigprocmask", MASKS, "block signals and unblock them again")));

    static final Table TO_LOAD_A_FILTER = new Table(List.of(
            with(Circumstance.ALWAYS, "prctl", "option: " + OPTIONS_TO_LOAD_A_FILTER, "load a further filter"),
            with(Circumstance.ALWAYS, "seccomp", "op: SECCOMP_SET_MODE_FILTER", "load a further filter")));

    /**
     * How an auxiliary process of PostgreSQL 14 to 16, and the logger before 18, comes to its filter ({@code late_types.c}): it sends
     * itself this signal.
     */
    static final Table TO_BE_TOLD_LATE = new Table(List.of(with(
            Circumstance.ALWAYS, "tgkill", "sig: " + ProcessType.LATE_SIGNAL, "give an auxiliary process its filter")));

    /** What sessions do in passing; none of it is needed. */
    static final Table NOT_TO_BE_KILLED_IN_A_BACKEND = new Table(List.of(
            always("fadvise64", null, "write files"),
            always("fallocate", null, "extend files"),
            always("fcntl", null, "look at sockets"),
            always("fstat", null, "look at files"),
            always("getrandom", null, "make random numbers"),
            always("getrusage", null, "measure what a statement takes"),
            always("link", "linkat", "begin a segment of the write-ahead log"),
            always("mkdir", "mkdirat", "keep temporary files"),
            with(Circumstance.ALWAYS, "mmap", NOT_EXECUTABLE, "get memory"),
            always("mremap", null, "get memory"),
            always("newfstatat", null, "look at files"),
            always("preadv", null, "read tables"),
            always("restart_syscall", null, "go on after a stop"),
            always("rt_sigaction", null, "handle signals"),
            always("rt_sigprocmask", null, "handle signals")));

    /** The same for all processes of a server, and for what pgseccomp itself does in them. */
    static final Table NOT_TO_BE_KILLED_IN_THE_SERVER = new Table(List.of(
            always("chmod", "fchmodat", "take connections"),
            always("clone3", null, "start programs"),
            when(Circumstance.MAY_BE_A_STANDBY, "connect", "connect to its primary"),
            always("dup2", "dup3", "hand its output to the logger"),
            always("getegid", null, "know its user"),
            always("geteuid", null, "know its user"),
            always("getppid", null, "see the end of the postmaster"),
            when(Circumstance.MAY_BE_A_STANDBY, "getsockopt", "connect to its primary"),
            always("getuid", null, "know its user"),
            always("madvise", null, "give memory back"),
            with(Circumstance.ALWAYS, "mprotect", NOT_EXECUTABLE, "get memory"),
            always("poll", "ppoll", "wait for others"),
            with(Circumstance.ALWAYS, "prlimit64", "new_rlim: 0", "know its limits"),
            always("pselect6", null, "wait for connections"),
            always("readlink", "readlinkat", "read folders"),
            always("rmdir", "unlinkat", "recover from a crash"),
            always("rseq", null, "start processes"),
            always("set_robust_list", null, "start processes"),
            always("setsockopt", null, "take connections"),
            always("shmdt", null, "end"),
            always("truncate", null, "recover from a crash"),
            always("umask", null, "make files")));
}
