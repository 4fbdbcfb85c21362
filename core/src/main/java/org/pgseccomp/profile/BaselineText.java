package org.pgseccomp.profile;

/** The profile {@code baseline}. What it was measured with stands in docs/profiles.md. */
final class BaselineText {
    /**
     * What is limited by arguments, in the place of the same calls without limits: namespaces; address families and types of sockets, where the kernel's
     * routes are what glibc resolves names with; memory that is both written and executed, where compilers (JIT) write first and execute then;
     * options of processes; limits of others; and the input of terminals.
     */
    private static final String LIMITED = """
              -clone, -clone3, -socket, -socketcall, -mmap, -mprotect, -prctl, -prlimit64, -ioctl -- The next lines limit these by their arguments.
              clone(flags: without CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET)\
             -- Processes and threads, without namespaces. What tries clone3 does without it.
              socket(domain: AF_UNIX, AF_INET, AF_INET6; type: SOCK_STREAM, SOCK_DGRAM), socket(domain: AF_NETLINK; protocol: 0)\
             -- Networks, Unix sockets, and the kernel's routes, which glibc resolves names with.
              [!s390x] mmap(prot: without PROT_EXEC), mmap(prot: without PROT_WRITE) -- No memory is both written and executed: compilers (JIT) write\
             first, and execute then.
              [s390x] mmap -- Passes its arguments in memory there, which no filter sees.
              mprotect(prot: without PROT_EXEC), mprotect(prot: without PROT_WRITE) -- The same of memory that is there.
              prctl(option: PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_DUMPABLE, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_SECCOMP,\
             PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_SECUREBITS, PR_SET_TIMERSLACK, PR_GET_TIMERSLACK, PR_SET_NO_NEW_PRIVS,\
             PR_GET_NO_NEW_PRIVS, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, PR_SET_SPECULATION_CTRL, PR_GET_SPECULATION_CTRL, PR_SET_VMA)\
             -- What PostgreSQL, pgseccomp, libraries and programs set for themselves.
              prlimit64(pid: 0) -- Limits of the process itself, not of others.
              ioctl(request: not TIOCSTI, TIOCLINUX, TIOCSETD) -- Nobody types into a terminal for others, or changes how it reads.
            """;

    /** What programs and untrusted languages need beside a session or the archiver. */
    static final String PROGRAMS = """
              @programs -- The shell, cp, cat and gzip.
              @libpq -- Connections to other servers: dblink, postgres_fdw, subscriptions, pgbackrest, curl.
              @pl-perl, @pl-python -- Untrusted languages, and threads of their modules.
              chdir, fchdir, getpgrp, setpgid, waitid, statx, fstatfs, lgetxattr, llistxattr, sched_yield, sched_getaffinity, sigaltstack, eventfd2,\
             recvmsg, sendmsg, shutdown, bind, socketpair, readv, writev, dup, pidfd_open, getgroups, getxattr, creat, renameat2, timer_create, timer_settime, timer_delete,\
             getpriority, setpriority, ioprio_set -- rsync, tar, mv, curl, timeout, nice, ionice, and programs in Go.
            """ + LIMITED;

    static final String GLOBAL = """
            global:
              @postgresql-server -- PostgreSQL's own processes.
              [io_uring] @postgresql-io-uring -- PostgreSQL 18 with io_method = io_uring.
              @basic-io, @io-event, @signal, @sync, @timer, @memlock -- Libraries and programs, everywhere.
              @file-system -- Programs of archive_command, restore_command and COPY PROGRAM.
              @network-io -- LDAP, RADIUS, PAM and Kerberos when clients log in; other servers; storage.
              @programs, @pl-perl, @pl-python, @libpq -- The shell and its programs, untrusted languages, connections to other servers.
              pipe, pipe2, semget, semop, semtimedop, semctl -- Pipes and semaphores.
              waitid, setpgid, getpgid, getpgrp, getsid, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, times, pidfd_open, pidfd_send_signal, capget\
             -- Jobs of shells, and processes that programs in Go start.
              getgroups, getresuid, getresgid -- Programs that ask who they are.
              mincore, membarrier, get_robust_list, getcpu, clock_getres -- Runtimes and their threads.
              sched_yield, sched_getaffinity, sched_setaffinity, sched_getparam, sched_getscheduler, sched_get_priority_max, sched_get_priority_min,\
             getpriority, setpriority, ioprio_get, ioprio_set, mbind, set_mempolicy -- Threads; nice, ionice, taskset and numactl before a program.
              setrlimit, sendfile -- ulimit, and copies of files.
              landlock_create_ruleset, landlock_add_rule -- Sandboxes: of programs, and pgseccomp's own.
            """ + LIMITED + """
              socket(domain: AF_NETLINK; protocol: NETLINK_AUDIT) -- PAM tells the kernel's audit of every login, and refuses the login where it cannot ask for it.
            """;

    static final String TEXT = GLOBAL + """
            session:
              @postgresql-session -- Sessions and their parallel workers.
              [io_uring] io_uring_enter -- Reads and writes with io_method = io_uring.
            """ + PROGRAMS + """
              -faccessat2, -pidfd_open, -statx -- What tries these does without them.
              [before_18] -get_mempolicy, -move_pages -- Only PostgreSQL 18 asks where its memory is.
              [glibc_x86_64] -epoll_create, -fchmodat2, -fork, -futimesat, -getdents, -getrlimit, -linkat, -lstat, -open, -readv, -select, -stat, -symlinkat, -time, -utime, -utimes\
             -- Not called where the C library is glibc.
              [clock_time] time -- This machine's clock cannot be read without it.
            """;

    private BaselineText() {}
}
