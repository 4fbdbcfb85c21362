package org.pgseccomp.group;

/**
 * What features need beside the processes' own groups. Measured with {@code script/groups}; docs/groups.md says with what, and what was not
 * seen and is here.
 */
final class PackGroups {
    static final String TEXT = """
            @dblink: What dblink, postgres_fdw and subscriptions need on top of a session.
              @libpq
            @jit: What the compilation of expressions by LLVM needs, where a policy limits the memory of sessions.
              mmap mprotect
            @libpq: Connects to a PostgreSQL server, as libpq does, and resolves its name.
              connect geteuid getpeername getsockname getsockopt getuid ioctl poll ppoll recv recvfrom send sendmmsg sendto
              setsockopt socket uname
            @pl-perl: What PL/Perl needs on top of a session, for its own modules.
              getegid geteuid getgid getuid ioctl readlink readlinkat
            @pl-python: What PL/Python needs on top of a session, threads of its modules among it.
              clone clone3 exit getegid geteuid getgid getuid ioctl readlink readlinkat rseq set_robust_list
            @programs: What the shell, cp, cat, gzip and test need on top of a session or the archiver, and the server to start them.
              arch_prctl chmod clone clone3 copy_file_range dup2 dup3 execve exit fchmod fchmodat fchmodat2 fchown fgetxattr
              flistxattr fork fsetxattr futimesat getcwd getegid geteuid getgid getppid getrlimit getuid ioctl
              mkdir mkdirat pipe pipe2 prlimit64 readlink readlinkat rseq rt_sigsuspend set_robust_list set_tid_address
              statfs statfs64 sysinfo umask unlinkat+unlink utime utimensat utimes vfork wait4
            """;

    private PackGroups() {}
}
