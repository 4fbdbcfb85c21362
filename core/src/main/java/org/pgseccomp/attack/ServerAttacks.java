package org.pgseccomp.attack;

/** What attackers do to other processes, to files, and to keep others from their work. The format is that of {@link Attacks}. */
final class ServerAttacks {
    static final String TEXT = """
            other processes:
              trace-server ~ Traces another process of the server. ~ ptrace(2); ATT&CK T1055.008 ~ all ~ ptrace and trace server
              trace-stranger ~ Traces another program of the server's user. ~ ptrace(2); ATT&CK T1055.008 ~ all ~ ptrace and trace stranger
              write-server-memory ~ Writes memory of another process of the server. ~ process_vm_writev(2), proc(5); ATT&CK T1055 ~ all ~ process_vm_writev and trace server or write /proc/1/mem and trace server
              write-stranger-memory ~ Writes memory of another program of the user. ~ process_vm_writev(2), proc(5); ATT&CK T1055 ~ all ~ process_vm_writev and trace stranger or write /proc/1/mem and trace stranger
              read-server-memory ~ Reads memory of another session: its data, its passwords. ~ process_vm_readv(2), proc(5); ATT&CK T1003.007 ~ all ~ process_vm_readv and trace server or read /proc/1/mem and trace server
              read-stranger-memory ~ Reads memory of another program of the user. ~ process_vm_readv(2), proc(5); ATT&CK T1003.007 ~ all ~ process_vm_readv and trace stranger or read /proc/1/mem and trace stranger
              steal-descriptor ~ Takes open files and connections of another process of the server. ~ pidfd_getfd(2) ~ 5.6 and later ~ pidfd_open and pidfd_getfd and trace server
              steal-stranger-descriptor ~ Takes open files of another program of the user. ~ pidfd_getfd(2), proc(5) ~ 5.6 and later ~ pidfd_open and pidfd_getfd and trace stranger or read /proc/1/fd/3 and trace stranger
              environment ~ Reads the environment of another program of the user: passwords, keys. ~ proc(5); ATT&CK T1552.007 ~ all ~ read /proc/1/environ and trace stranger
              root-of-other ~ Reaches files through the root or the folder of another process. ~ proc(5), /proc/PID/root ~ all ~ read /proc/1/root and trace stranger
              process-list ~ Lists programs and their arguments. ~ ATT&CK T1057 ~ all ~ read /proc/1/cmdline
              kill-server ~ Kills a process of the server: all sessions end. ~ kill(2); ATT&CK T1489 ~ all ~ kill(sig: SIGKILL, SIGQUIT, SIGABRT, SIGSEGV), tkill, tgkill(sig: SIGKILL, SIGSEGV), rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
              kill-stranger ~ Ends another program of the user. ~ kill(2); ATT&CK T1489 ~ all ~ kill(sig: SIGKILL, SIGTERM), tkill, tgkill(sig: SIGKILL), rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
              stop-process ~ Stops a process and never lets it go on. ~ signal(7), SIGSTOP; ATT&CK T1489 ~ all ~ kill(sig: SIGSTOP), tkill, tgkill(sig: SIGSTOP), rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
              scheduling ~ Lets another process of the user run last. ~ sched_setscheduler(2) ~ all ~ sched_setscheduler, sched_setattr, sched_setparam
              priority ~ Lowers the priority of other processes. ~ setpriority(2) ~ all ~ setpriority, sched_setattr, sched_setscheduler
              disk-priority ~ Lowers the priority of what others read and write. ~ ioprio_set(2) ~ all ~ ioprio_set
              processors ~ Moves other processes to one processor. ~ sched_setaffinity(2) ~ all ~ sched_setaffinity
              limits ~ Lowers the limits of another process. ~ prlimit(2) ~ all ~ prlimit64(pid: not 0)
              memory-of-others ~ Has the memory of another process written out or given up. ~ process_madvise(2), process_mrelease(2) ~ 5.10 and later ~ pidfd_open and process_madvise, process_mrelease and trace stranger
              out-of-memory-victim ~ Offers other processes to the out-of-memory killer. ~ proc(5), oom_score_adj ~ all ~ write /proc/1/oom_score_adj
              shared-segments ~ Reads and writes the System V segments of other programs of the user. ~ shmat(2) ~ all ~ shmat
              shared-memory-files ~ Reads and writes the shared memory files of other programs of the user. ~ shm_overview(7) ~ all ~ write /dev/shm/x
              remove-segments ~ Removes the segments and semaphores of others. ~ shmctl(2), semctl(2) ~ all ~ shmctl, semctl
              other-queues ~ Reads the message queues of others. ~ mq_open(3), msgrcv(2) ~ all ~ mq_open or msgget and msgrcv
              compare-objects ~ Compares what two processes have open, for the addresses of the kernel. ~ kcmp(2) ~ all ~ kcmp and trace stranger
              robust-futexes ~ Asks where another process has its locks. ~ get_robust_list(2) ~ all ~ get_robust_list and trace stranger
              measure-others ~ Measures other processes of the user. ~ perf_event_open(2) ~ all ~ perf_event_open and trace stranger
              pages-of-others ~ Asks which pages of another process are where. ~ move_pages(2) ~ all ~ move_pages and trace stranger
              type-into-terminal ~ Types into the terminal from which the server was started. ~ ioctl_tty(2), TIOCSTI ~ before 6.2, or with dev.tty.legacy_tiocsti ~ ioctl(cmd: TIOCSTI, TIOCLINUX)
              let-others-trace ~ Allows a helper outside to trace the session. ~ prctl(2), PR_SET_PTRACER ~ all ~ prctl(option: PR_SET_PTRACER)
              dumpable-again ~ Lets other programs of the user read the session's memory again. ~ prctl(2), PR_SET_DUMPABLE ~ all ~ prctl(option: PR_SET_DUMPABLE)
            files:
              users ~ Reads the users of the machine. ~ ATT&CK T1087.001 ~ all ~ read /etc/passwd
              passwords ~ Reads the passwords of the machine. ~ shadow(5); ATT&CK T1003.008 ~ all ~ privilege root and read /etc/shadow
              keys ~ Reads the SSH keys of the server's user. ~ ATT&CK T1552.004 ~ all ~ read /var/lib/postgresql/.ssh/id_rsa, /var/lib/pgsql/.ssh/id_rsa, /home/postgres/.ssh/id_rsa
              password-file ~ Reads .pgpass of the server's user. ~ PostgreSQL manual, "The Password File"; ATT&CK T1552.001 ~ all ~ read /var/lib/postgresql/.pgpass, /var/lib/pgsql/.pgpass, /home/postgres/.pgpass
              cloud-credentials ~ Reads credentials of the cloud. ~ ATT&CK T1552.001 ~ all ~ read /var/lib/postgresql/.aws/credentials, /var/lib/pgsql/.aws/credentials, /home/postgres/.aws/credentials
              container-token ~ Reads the token of the service account. ~ ATT&CK T1528 ~ all ~ read /var/run/secrets/kubernetes.io/serviceaccount/token, /run/secrets/kubernetes.io/serviceaccount/token
              web-root ~ Writes a program to the folder of a web server. ~ ATT&CK T1505.003 ~ all ~ write /var/www/html/x.php
              backups ~ Removes or encrypts backups. ~ ATT&CK T1490 ~ all ~ write /var/backups/x, /srv/backups/x, /mnt/backups/x
              list-folders ~ Lists folders of the machine. ~ ATT&CK T1083 ~ all ~ read /, /home, /etc
              server-key ~ Reads the private key of the server's certificate in the data directory. ~ PostgreSQL manual, "Secure TCP/IP Connections with SSL"; ATT&CK T1552.004 ~ all ~ read {data_directory}/server.key
              read-configuration ~ Reads the configuration of the server. ~ ATT&CK T1005 ~ all ~ read {config_file}, {data_directory}/postgresql.auto.conf
              other-databases ~ Reads the files of tables of other databases and roles. ~ ATT&CK T1005 ~ all ~ read {data_directory}/base/5/1259
              change-tables ~ Changes or destroys the files of tables, past all rights. ~ ATT&CK T1565.001, T1485 ~ all ~ write {data_directory}/base/5/1259
              staging ~ Collects data in /tmp for a helper outside. ~ ATT&CK T1074.001 ~ all ~ write /tmp/x
              readable-for-all ~ Gives other users rights on the server's files. ~ chmod(2); ATT&CK T1222.002 ~ all ~ chmod, fchmod, fchmodat, fchmodat2, setxattr, lsetxattr, fsetxattr, setxattrat
              give-away ~ Gives files to another user or group. ~ chown(2); ATT&CK T1222.002 ~ all ~ privilege CAP_CHOWN and chown, fchown, lchown, fchownat
              attributes ~ Changes extended attributes. ~ setxattr(2); ATT&CK T1564 ~ all ~ setxattr, lsetxattr, fsetxattr, setxattrat
              immutable ~ Makes files unchangeable. ~ ioctl_iflags(2) ~ all ~ privilege CAP_LINUX_IMMUTABLE and ioctl(cmd: FS_IOC_SETFLAGS), file_setattr
              watch ~ Learns which files are used in a folder. ~ inotify(7) ~ all ~ inotify_init, inotify_init1 and inotify_add_watch or fanotify_init and fanotify_mark or fcntl(cmd: F_NOTIFY)
              links-in-temp ~ Makes links in /tmp that programs of others follow. ~ symlink(7); ATT&CK T1574 ~ all ~ symlink, symlinkat and link /tmp/x
              fifo ~ Makes a fifo where another program expects a file. ~ fifo(7) ~ all ~ mknod, mknodat and link /tmp/x
              disk ~ Reads a disk past the file system. ~ ATT&CK T1006 ~ all ~ privilege group disk and read /dev/sda
              machine ~ Reads what the machine and its kernel are. ~ ATT&CK T1082 ~ all ~ uname or read /proc/version
              mount-list ~ Reads what is mounted where. ~ statmount(2); ATT&CK T1082 ~ all ~ read /proc/self/mountinfo or listmount and statmount
            denial of service:
              fork-bomb ~ Makes processes without end. ~ fork(2); ATT&CK T1499.001 ~ all ~ $fork
              memory ~ Takes memory without end. ~ ATT&CK T1499.001 ~ all ~ mmap, brk
              disk-full ~ Fills the disk of the data directory. ~ ATT&CK T1499.001 ~ all ~ write {data_directory}/base/x
              locked-memory ~ Locks memory so that it cannot be swapped out. ~ mlock(2) ~ all ~ mlock, mlock2, mlockall, mmap(flags: with MAP_LOCKED)
              segments ~ Takes all System V segments and semaphores. ~ shmget(2) ~ all ~ shmget, semget
              watches ~ Takes all watches of the user. ~ inotify(7) ~ all ~ inotify_init, inotify_init1
              write-back ~ Has all file systems written out again and again. ~ sync(2) ~ all ~ sync, syncfs
              leases ~ Holds up others that open files. ~ fcntl(2), F_SETLEASE ~ all ~ fcntl(cmd: F_SETLEASE)
              clock ~ Changes the time of the machine. ~ clock_settime(2), adjtimex(2); ATT&CK T1070.006 ~ all ~ privilege CAP_SYS_TIME and clock_settime, settimeofday, adjtimex, clock_adjtime
              restart ~ Restarts the machine. ~ reboot(2); ATT&CK T1529 ~ all ~ privilege CAP_SYS_BOOT and reboot
              swap ~ Turns swap space off or on. ~ swapon(2) ~ all ~ privilege CAP_SYS_ADMIN and swapoff, swapon
              real-time ~ Runs before all others, without end. ~ sched(7) ~ all ~ privilege CAP_SYS_NICE and sched_setscheduler(policy: SCHED_FIFO, SCHED_RR), sched_setattr
              hang-up ~ Hangs up the terminal. ~ vhangup(2) ~ all ~ privilege CAP_SYS_TTY_CONFIG and vhangup
              poisoned-memory ~ Marks memory as broken. ~ madvise(2), MADV_HWPOISON ~ all ~ privilege CAP_SYS_ADMIN and madvise(advice: MADV_HWPOISON, MADV_SOFT_OFFLINE)
              wide-sparse-files ~ Makes holes in files, or reserves all of the disk. ~ fallocate(2) ~ all ~ fallocate(mode: not 0)
            """;

    private ServerAttacks() {}
}
