package org.pgseccomp.group;

/**
 * What the processes of PostgreSQL 14 to 18 need: what they were seen to call ({@code script/groups}), what {@code NeededTables} says, and
 * what C libraries of other versions and architectures call in the place of these. docs/groups.md says what was not seen and is here.
 *
 * <p>Sorted by the order of starting, the base first.
 */
final class ServerGroups {
    static final String TEXT = """
            @postgresql-common: What every process of a server needs, whatever it does.
              _newselect access brk clock_gettime clock_nanosleep close epoll_create epoll_create1 epoll_ctl epoll_pwait
              epoll_wait exit_group faccessat faccessat2 fadvise64 fallocate fcntl fdatasync fstat fsync ftruncate futex getdents
              getdents64 getpid getppid getrandom getrusage gettid gettimeofday kill link linkat lseek lstat madvise mmap mprotect
              mremap munmap nanosleep newfstatat open openat pread64 preadv pselect6 pwrite64 pwritev read rename renameat
              renameat2 restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn select setitimer stat sync_file_range
              sync_file_range2 tgkill time unlink unlinkat write
            @postgresql-backend: What every process with a connection to a database needs.
              @postgresql-common mkdir mkdirat recv recvfrom rmdir send sendto sysinfo truncate
            @postgresql-session: What the session of a client needs, and the parallel workers that help it.
              @postgresql-backend chmod copy_file_range fchmodat fchmodat2 get_mempolicy getsockname getsockopt move_pages
              poll ppoll prctl readlink readlinkat seccomp setsockopt symlink symlinkat umask
            @postgresql-autovacuum-launcher: What the process needs that starts autovacuum workers.
              @postgresql-common
            @postgresql-autovacuum-worker: What the processes need that vacuum and analyze tables.
              @postgresql-backend
            @postgresql-background-worker: What the workers of PostgreSQL's own extensions need.
              @postgresql-backend
            @postgresql-logical-replication-launcher: What the process needs that starts the workers of logical replication.
              @postgresql-common
            @postgresql-logical-replication-worker: What the processes need that apply changes and copy tables of a subscription.
              @libpq @postgresql-backend
            @postgresql-walsender: What the processes need that send the write-ahead log and base backups.
              @postgresql-backend getegid geteuid getsockopt poll ppoll readlink readlinkat setsockopt statfs statfs64
              symlink symlinkat
            @postgresql-walreceiver: What the process of a standby needs that receives the write-ahead log.
              @libpq @postgresql-common
            @postgresql-slotsync-worker: What the process of a standby needs that synchronizes replication slots.
              @libpq @postgresql-backend
            @postgresql-startup: What the process needs that recovers, without the restore_command and other programs.
              @postgresql-common chmod fchmod fchmodat fchmodat2 ipc mkdir mkdirat readlink readlinkat
              rmdir shmdt statfs statfs64 symlink symlinkat syncfs truncate umask
            @postgresql-checkpointer: What the process needs that writes checkpoints, without the archive_cleanup_command.
              @postgresql-common ipc mkdir mkdirat rmdir shmdt truncate
            @postgresql-background-writer: What the process needs that writes dirty pages in advance.
              @postgresql-common rmdir
            @postgresql-walwriter: What the process needs that writes the write-ahead log.
              @postgresql-common
            @postgresql-archiver: What the process needs that archives the write-ahead log, without the archive_command.
              @postgresql-common
            @postgresql-walsummarizer: What the process needs that summarizes the write-ahead log.
              @postgresql-common
            @postgresql-io-worker: What the processes need that read and write for others.
              @postgresql-common
            @postgresql-logger: What the process needs that writes the log of the server.
              @postgresql-common dup2 dup3 ipc shmdt umask
            @postgresql-server: What the postmaster and all processes of a server need, without programs and extensions.
              @postgresql-archiver @postgresql-autovacuum-launcher @postgresql-autovacuum-worker
              @postgresql-background-worker @postgresql-background-writer @postgresql-checkpointer @postgresql-io-worker
              @postgresql-logger @postgresql-logical-replication-launcher @postgresql-logical-replication-worker
              @postgresql-session @postgresql-slotsync-worker @postgresql-startup @postgresql-walreceiver
              @postgresql-walsender @postgresql-walsummarizer @postgresql-walwriter accept accept4 bind clone clone3 dup
              fork getrlimit landlock_add_rule landlock_create_ruleset landlock_restrict_self listen pipe pipe2 prlimit64 rseq sendmsg
              set_robust_list setsid shmat shmctl shmget signalfd signalfd4 wait4
            @postgresql-io-uring: What a server needs on top where io_method is io_uring.
              io_uring_enter io_uring_setup
            """;

    private ServerGroups() {}
}
