# What script/bench-server and script/bench-connections have in common: the policies, and the servers' programs. Sourced.

config=${PG_CONFIG:-$(default_pg_config)}
bindir=$("$config" --bindir)
# 63 calls: those of a session (bench/profiles), what it takes to load a filter, and relatives.
calls=access,brk,chmod,clock_nanosleep,close,connect,dup,epoll_create1,epoll_ctl,epoll_pwait,epoll_wait,exit_group,fadvise64,fallocate,fcntl,fdatasync,fstat,fsync,ftruncate,futex,getdents64,geteuid,getpid,getppid,getrandom,getrusage,getuid,kill,link,lseek,lstat,madvise,mkdir,mmap,mprotect,mremap,munmap,newfstatat,openat,prctl,pread64,preadv,pselect6,pwrite64,pwritev,read,recvfrom,rename,rmdir,rt_sigaction,rt_sigprocmask,rt_sigreturn,seccomp,sendto,set_robust_list,setitimer,socket,stat,sync_file_range,sysinfo,umask,unlink,write
[ "$(echo "$calls" | tr ',' '\n' | wc -l)" = 63 ] || fail "these are not 63 calls"

# policy: the sessions' policy of 63 calls.
policy() {
    cat << END
shared_preload_libraries = 'pgseccomp'
pgseccomp.enabled = on
pgseccomp.session_syscall_default = 'error'
pgseccomp.session_syscall_allow = '$calls'
END
}

# lists COUNT: lists of so many roles, each another one.
lists() {
    echo "pgseccomp.session_roles = '$(seq -f 'r%.0f' -s ',' "$1")'"
    awk -v count="$1" -v calls="$calls" 'BEGIN {
        split("chown chroot mount umount2 swapon swapoff acct bpf ptrace reboot", further, " ")
        for (i = 1; i <= count; i++) {
            list = calls
            for (bit = 0; bit < 10; bit++) if (int(i / 2 ^ bit) % 2) list = list "," further[bit + 1]
            printf "session_syscall_allow.r%d = \x27%s\x27\n", i, list
        }
    }'
}

# roles COUNT: the sessions' policy, and lists of so many roles.
roles() {
    policy
    lists "$1"
}

# databases COUNT: the sessions' policy, and lists of so many databases on top of it, each another one; the first is that of postgres.
databases() {
    policy
    echo "pgseccomp.session_databases = 'postgres$([ "$1" = 1 ] || seq -f ', d%.0f' -s '' 2 "$1")'"
    awk -v count="$1" 'BEGIN {
        split("chown chroot mount umount2 swapon swapoff acct bpf ptrace reboot", further, " ")
        for (i = 1; i <= count; i++) {
            list = "personality"
            for (bit = 0; bit < 10; bit++) if (int(i / 2 ^ bit) % 2) list = list "," further[bit + 1]
            printf "database_syscall_error.%s = \x27%s\x27\n", i == 1 ? "postgres" : "d" i, list
        }
    }'
}

# install_servers FOLDER: the programs, the library, and per_session (bench/per_session.c), below FOLDER.
install_servers() {
    private_server "$1" "$config"
    install_into "$1" "$config"
    gcc -O2 -fPIC -shared -I"$("$config" --includedir-server)" -o "$1$("$config" --pkglibdir)/per_session.so" bench/per_session.c -lseccomp
    chmod -R a+rX "$1$bindir" "$1$("$config" --pkglibdir)"
    echo 'SELECT 1;' > "$1/nothing.sql"
    chmod 644 "$1/nothing.sql"
}
