package org.pgseccomp.extension.server;

/** The calls without which no backend works; measured on PostgreSQL 15 (NeededCalls.java), and what loads further filters. */
final class StrictPolicy {
    private static final String X86_64 =
            "access,brk,close,epoll_ctl,epoll_wait,exit_group,futex,getpid,kill,lseek,openat,"
                    + "pread64,read,recvfrom,rt_sigreturn,sendto,setitimer,write,prctl,seccomp";

    private StrictPolicy() {}

    static String calls() {
        return Syscalls.ARCHITECTURE.displayName().equals("x86_64")
                ? X86_64
                : X86_64.replace("access", "faccessat").replace("epoll_wait", "epoll_pwait");
    }
}
