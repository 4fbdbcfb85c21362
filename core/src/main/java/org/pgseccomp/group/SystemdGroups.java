package org.pgseccomp.group;

/**
 * Groups that systemd has under the same names ({@code systemd-analyze syscall-filter}), as of systemd 262, with the calls that one of our
 * architectures has. Where they differ, and why, stands in {@code SystemdGroupsTest}.
 */
final class SystemdGroups {
    static final String TEXT = """
            @aio: Asynchronous reads and writes, io_uring among them.
              io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit io_uring_enter io_uring_register
              io_uring_setup
            @basic-io: Reads, writes, seeks and closes what is open.
              _llseek close close_range dup dup2 dup3 lseek pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readv
              write writev
            @chown: Changes who owns files.
              chown fchown fchownat lchown
            @clock: Sets the time of the machine.
              adjtimex clock_adjtime clock_settime settimeofday
            @cpu-emulation: Makes the processor run code of other modes.
              modify_ldt subpage_prot switch_endian vm86
            @debug: Traces and measures other processes.
              lookup_dcookie perf_event_open pidfd_getfd ptrace rtas s390_runtime_instr sys_debug_setcontext
            @file-system: Opens, makes, renames, removes and looks at files and folders.
              access chdir chmod close creat faccessat faccessat2 fallocate fchdir fchmod fchmodat fchmodat2 fcntl fgetxattr
              file_getattr file_setattr flistxattr fremovexattr fsetxattr fstat fstatfs fstatfs64 ftruncate futimesat getcwd
              getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
              lgetxattr link linkat listmount listxattr listxattrat llistxattr lremovexattr lsetxattr lstat mkdir mkdirat
              mknod mknodat newfstatat oldfstat oldlstat oldstat open openat openat2 readlink readlinkat removexattr
              removexattrat rename renameat renameat2 rmdir setxattr setxattrat stat statfs statfs64 statmount statx symlink
              symlinkat truncate unlink unlinkat utime utimensat utimes
            @io-event: Waits for files and sockets.
              _newselect epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait
              epoll_wait_old eventfd eventfd2 poll ppoll pselect6 select
            @ipc: Pipes, shared memory, semaphores and message queues.
              ipc memfd_create mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv
              msgsnd pipe pipe2 process_madvise process_vm_readv process_vm_writev semctl semget semop semtimedop shmat
              shmctl shmdt shmget
            @keyring: Uses the keys that the kernel holds.
              add_key keyctl request_key
            @memlock: Keeps memory from being swapped out.
              mlock mlock2 mlockall munlock munlockall
            @module: Loads and unloads modules of the kernel.
              delete_module finit_module init_module
            @mount: Mounts and unmounts file systems, and changes the root folder.
              chroot fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree open_tree_attr pivot_root
              umount umount2
            @network-io: Sockets, of networks and of this machine.
              accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmsg send
              sendmmsg sendmsg sendto setsockopt shutdown socket socketcall socketpair
            @obsolete: Calls that kernels no longer have, or that nothing uses any more.
              _sysctl afs_syscall bdflush break create_module ftime get_kernel_syms getpmsg gtty idle lock mpx prof profil
              putpmsg query_module security sgetmask ssetmask stime stty sysfs tuxcall ulimit uselib ustat vserver
            @pkey: Protection keys of memory.
              pkey_alloc pkey_free pkey_mprotect
            @privileged: Calls that need the rights of the operating system's superuser.
              @chown @clock @module @raw-io @reboot @swap _sysctl acct bpf capset chroot fanotify_init fanotify_mark
              nfsservctl open_by_handle_at pivot_root quotactl quotactl_fd setdomainname setfsuid setgroups sethostname
              setresuid setreuid setuid vhangup
            @process: Starts, ends and controls processes, and gives them namespaces.
              capget clone clone3 execve execveat fork getrusage kill pidfd_open pidfd_send_signal prctl rt_sigqueueinfo
              rt_tgsigqueueinfo setns swapcontext tgkill times tkill unshare vfork wait4 waitid waitpid
            @raw-io: Uses the ports and buses of devices.
              ioperm iopl pciconfig_iobase pciconfig_read pciconfig_write s390_pci_mmio_read s390_pci_mmio_write
            @reboot: Restarts the machine, or starts another kernel.
              kexec_file_load kexec_load reboot
            @resources: Changes priorities, limits, and where processes and memory are placed.
              ioprio_set mbind migrate_pages move_pages nice sched_setaffinity sched_setattr sched_setparam
              sched_setscheduler set_mempolicy set_mempolicy_home_node setpriority setrlimit
            @sandbox: Restricts the process itself, by seccomp and Landlock.
              landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp
            @setuid: Changes the user and the groups of the process.
              setgid setgroups setregid setresgid setresuid setreuid setuid
            @signal: Handles signals.
              rt_sigaction rt_sigpending rt_sigprocmask rt_sigsuspend rt_sigtimedwait sigaction sigaltstack signal signalfd
              signalfd4 sigpending sigprocmask sigsuspend
            @swap: Turns swap space on and off.
              swapoff swapon
            @sync: Writes what was changed to the disk.
              fdatasync fsync msync sync sync_file_range sync_file_range2 syncfs
            @timer: Timers and alarms.
              alarm getitimer setitimer timer_create timer_delete timer_getoverrun timer_gettime timer_settime
              timerfd_create timerfd_gettime timerfd_settime times
            """;

    private SystemdGroups() {}
}
