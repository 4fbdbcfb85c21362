package org.pgseccomp.extension.server;

/** The calls without which no backend works (NeededCalls.java), and what loads further filters. */
final class StrictPolicy {
    private static final String X86_64 =
            "access,brk,clock_nanosleep,close,epoll_ctl,epoll_wait,exit_group,fallocate,fdatasync,fsync,ftruncate,futex,getdents64,getpid,kill,lseek,mmap,"
                    + "munmap,newfstatat,openat,"
                    + "pread64,pwrite64,pwritev,read,recvfrom,rename,rt_sigprocmask,rt_sigreturn,sendto,setitimer,sync_file_range,unlink,write,prctl,seccomp"
                    + (PostgresServer.VERSION >= 17 ? ",preadv" : PostgresServer.VERSION < 16 ? ",pselect6" : "")
                    // What fstat(3) is depends on the C library.
                    + (PostgresServer.VERSION >= 17 ? ",fstat" : "");

    /** What the postmaster needs beside that. */
    private static final String SERVER = "accept,bind,chmod,clone,dup,epoll_create1,fcntl,getrandom,getsockname,listen,"
            + "pipe2,rt_sigaction,setsid,setsockopt,shmat,shmctl,shmget,signalfd4,socket,wait4";

    private StrictPolicy() {}

    static String calls() {
        return here(X86_64);
    }

    static String callsOfTheServer() {
        return here(X86_64 + "," + SERVER);
    }

    private static String here(String calls) {
        return Syscalls.ARCHITECTURE.displayName().equals("x86_64")
                ? calls
                : calls.replace("access", "faccessat")
                        .replace("epoll_wait", "epoll_pwait")
                        .replace("rename", "renameat")
                        .replace("unlink", "unlinkat")
                        .replace("chmod", "fchmodat");
    }
}
