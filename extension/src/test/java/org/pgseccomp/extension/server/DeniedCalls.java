package org.pgseccomp.extension.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.syscall.Syscall;

/** The calls of the measurement: those that a server, or a program that it starts, makes in its life, and all others. */
final class DeniedCalls {
    /** Seen with strace(1) in the lives of servers of 15, 17 and 18, and what they make in a few other lives. */
    private static final String MADE =
            "accept access arch_prctl bind brk chdir chmod clock_nanosleep clone clone3 close connect copy_file_range dup"
                    + " dup2 epoll_create1 epoll_ctl epoll_wait execve exit_group fadvise64 fallocate fcntl fdatasync fstat"
                    + " fstatfs fsync ftruncate futex getcwd getdents64 getegid geteuid getgid getpeername getpid getppid"
                    + " getrandom getrusage getsockname getsockopt getuid io_uring_enter io_uring_register io_uring_setup ioctl kill link listen lseek madvise mkdir mmap"
                    + " mprotect mremap munmap newfstatat openat pipe2 poll prctl pread64 preadv prlimit64 pselect6"
                    + " pwrite64 pwritev read readlink recvfrom recvmsg rename restart_syscall rmdir rseq rt_sigaction"
                    + " rt_sigprocmask rt_sigreturn rt_sigtimedwait seccomp sendmsg sendto set_robust_list set_tid_address"
                    + " setitimer setsid setsockopt shmat shmctl shmdt shmget shutdown signalfd4 socket socketpair statfs"
                    + " symlink sync_file_range sysinfo tgkill truncate umask uname unlink vfork wait4 waitid write writev";

    private DeniedCalls() {}

    /** In the order of the table. */
    static List<String> made() {
        return new ArrayList<>(new TreeSet<>(List.of(MADE.split(" ", -1))));
    }

    /** All other calls of the architecture. */
    static List<String> others() {
        Set<String> made = Set.copyOf(made());
        return Syscalls.ARCHITECTURE.syscalls().all().stream()
                .map(Syscall::name)
                .filter(name -> !made.contains(name))
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
