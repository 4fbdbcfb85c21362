package org.pgseccomp.profile;

/**
 * The profile {@code strict}. Its global filter is that of {@code baseline}, as the archiver executes programs; sessions and each type of processes get
 * only what they need themselves. Process types whose workers act for roles load a second filter.
 */
final class StrictText {
    private static final String LOADS_A_FILTER = """
              prctl(option: PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS, PR_SET_DUMPABLE), seccomp(operation: SECCOMP_SET_MODE_FILTER),\
             landlock_create_ruleset, landlock_add_rule, landlock_restrict_self -- A role's filter and its list of files come on top.
            """;

    /** Where the server has no such command when it starts, nothing is executed. */
    private static final String RESTORES = """
              [restores] @programs, @libpq, getpgrp, setpgid, waitid, statx, fstatfs, sched_yield, sched_getaffinity, sigaltstack, eventfd2, recvmsg, sendmsg,\
             shutdown, socketpair, readv, writev, pidfd_open -- restore_command, recovery_end_command, archive_cleanup_command.
            """;

    static final String TEXT = BaselineText.GLOBAL
            + """
            session:
              [!glibc_x86_64] @postgresql-session, -chmod, -fchmodat, -fchmodat2, -symlink, -symlinkat, -copy_file_range, -sysinfo -- Sessions, with whatever C library.
              [glibc_x86_64] access, close, fadvise64, fdatasync, fsync, ftruncate, getdents64, lseek, mkdir, newfstatat, openat, pread64,\
             pwrite64, pwritev, read, rename, rmdir, sync_file_range, truncate, unlink, write -- Tables, indexes, the write-ahead log, temporary files.
              [before_16] link -- The names of write-ahead log segments.
              [since_17] preadv -- Reads of several pages.
              getcwd -- The working folder. Python asks for it when it starts, and aborts the process if that is denied.
              [glibc_2_39] fstat -- Looks at files, as glibc does since 2.39.
              [glibc_x86_64] epoll_create1, epoll_ctl, epoll_wait, recvfrom, sendto, getsockopt -- The client.
              [glibc_x86_64] brk, mremap, munmap, futex, getpid, getrandom, clock_gettime, clock_nanosleep, exit_group -- Memory, locks, time, the end.
              [before_16] pselect6 -- Waits.
              [clock_time] time -- This machine's clock cannot be read without it.
              [clock_gettimeofday] gettimeofday -- This machine's clock cannot be read without it.
              [glibc_x86_64] restart_syscall, rt_sigaction, rt_sigprocmask, rt_sigreturn -- Signals, and what follows a stop.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
              -fallocate, -fcntl, -getrusage, -kill, -madvise, -mmap, -mprotect, -prctl, -seccomp, -setitimer, -setsockopt, -tgkill -- The next lines limit these by their arguments.
              fallocate(mode: 0) -- Extends files; makes no holes.
              fcntl(cmd: F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC) -- Flags and copies of files and sockets; no locks, leases or signals.
              getrusage(who: RUSAGE_SELF) -- What a statement takes.
              kill(sig: 0, SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGUSR1, SIGUSR2, SIGTERM, SIGCONT, SIGSTOP, SIGURG), tgkill(sig: SIGABRT, SIGQUIT, SIGTERM, SIGINT, SIGUSR1, SIGURG) -- The signals of PostgreSQL, to others and to itself.
              madvise(advice: MADV_DONTNEED, MADV_HUGEPAGE, MADV_NOHUGEPAGE) -- Gives memory back; stacks of threads.
              [s390x] mmap -- Passes its arguments in memory there, which no filter sees.
              [!s390x] mmap(prot: without PROT_EXEC), mmap(prot: without PROT_WRITE; flags: without MAP_ANONYMOUS) -- Memory, and the code of libraries; no code that was written.
              mprotect(prot: without PROT_EXEC) -- Memory that becomes readable or writable; never executable.
              prctl(option: PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS, PR_SET_DUMPABLE) -- set_client_filter() loads a filter.
              seccomp(operation: SECCOMP_SET_MODE_FILTER) -- set_client_filter() loads a filter.
              setitimer(which: ITIMER_REAL) -- Time limits.
              setsockopt(level: SOL_SOCKET, IPPROTO_TCP) -- Settings of the client's connection.
            files of session:
              @data, @tablespaces -- Tables, wherever they are; the configuration can be read, and not be written.
              @libraries, @share -- Extensions, languages, dictionaries.
              @temp -- What loaded files pass through.
              /proc -- seccomp_processes(), and what else shows processes. Where they are kept apart, memory and open files of others are not in it.
            autovacuum_launcher:
              @postgresql-autovacuum-launcher -- Starts autovacuum workers.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            autovacuum_worker:
              @postgresql-autovacuum-worker -- Vacuums, and computes the functions of indexes.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            """
            + LOADS_A_FILTER
            + """
            background_worker:
              @postgresql-background-worker -- Workers of extensions.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            """
            + LOADS_A_FILTER
            + """
            logical_replication_launcher:
              @postgresql-logical-replication-launcher -- Starts the workers of subscriptions.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            logical_replication_worker:
              @postgresql-logical-replication-worker -- Applies changes, and computes the functions of triggers.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
            """
            + LOADS_A_FILTER
            + """
            files of logical_replication_worker:
              @data, @tablespaces, @libraries, @share, @temp, /proc -- As sessions.
              @network -- Finds the publisher.
            walsender:
              @postgresql-walsender -- Sends the write-ahead log and base backups.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            """
            + LOADS_A_FILTER
            + """
            walreceiver:
              @postgresql-walreceiver -- Receives the write-ahead log.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
            slotsync_worker:
              @postgresql-slotsync-worker -- Synchronizes replication slots.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
            """
            + LOADS_A_FILTER
            + """
            startup:
              @postgresql-startup -- Recovers.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog_alone] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            """
            + RESTORES
            + """
            checkpointer:
              @postgresql-checkpointer -- Writes checkpoints.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog_alone] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            """
            + RESTORES
            + """
            background_writer:
              @postgresql-background-writer -- Writes dirty pages.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            walwriter:
              @postgresql-walwriter -- Writes the write-ahead log.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            walsummarizer:
              @postgresql-walsummarizer -- Summarizes the write-ahead log.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            io_worker:
              @postgresql-io-worker -- Reads and writes for others.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            logger:
              @postgresql-logger -- Writes the log.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
              [syslog] socket(domain: AF_UNIX; type: SOCK_DGRAM), connect, sendto -- The log goes to syslog: the C library connects to it, and again once syslog was restarted.
            archiver:
              @postgresql-archiver -- Archives the write-ahead log, by the only programs that can always be executed.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
            """
            + BaselineText.PROGRAMS;

    private StrictText() {}
}
