package org.pgseccomp.attack;

/** What attackers do to get more rights, out of containers, and into the kernel. The format is that of {@link Attacks}. */
final class KernelAttacks {
    static final String TEXT = """
            privilege:
              user-namespace ~ Makes a user namespace, in which it has all capabilities. ~ user_namespaces(7) ~ 3.8 and later ~ $userns
              setuid ~ Becomes another user. ~ setuid(2) ~ all ~ privilege CAP_SETUID and setuid, setreuid, setresuid, setfsuid
              setgid ~ Becomes a member of other groups. ~ setgroups(2) ~ all ~ privilege CAP_SETGID and setgid, setregid, setresgid, setgroups, setfsgid
              capabilities ~ Gives itself capabilities. ~ capset(2) ~ all ~ privilege CAP_SETPCAP and capset
              ambient-capabilities ~ Hands capabilities down to programs. ~ capabilities(7), PR_CAP_AMBIENT ~ 4.3 and later ~ privilege a permitted capability and prctl(option: PR_CAP_AMBIENT)
              join-namespace ~ Enters the namespaces of another process. ~ setns(2); ATT&CK T1611 ~ all ~ privilege CAP_SYS_ADMIN and setns
              pkexec ~ Root by pkexec and an empty argument list (PwnKit). ~ CVE-2021-4034; ATT&CK T1548.001 ~ all ~ $exec and new privileges and execute /usr/bin/pkexec
              sudo ~ Root by sudoedit and a backslash (Baron Samedit). ~ CVE-2021-3156; ATT&CK T1548.003 ~ all ~ $exec and new privileges and execute /usr/bin/sudo, /usr/bin/sudoedit
              tunables ~ Root by a setuid program and GLIBC_TUNABLES (Looney Tunables). ~ CVE-2023-4911; ATT&CK T1548.001 ~ all ~ $exec and new privileges and execute /usr/bin/su, /bin/su
              su ~ Tries passwords of other users with su. ~ ATT&CK T1110.001 ~ all ~ $exec and new privileges and execute /usr/bin/su, /bin/su
              overlay ~ Root by a file with setuid that overlayfs copies. ~ CVE-2023-0386 ~ 5.11 to 6.1 ~ $userns and mount, fsmount
              overlay-capabilities ~ Root by file capabilities that overlayfs of Ubuntu lets through. ~ CVE-2021-3493 ~ Ubuntu, before 5.11 ~ $userns and mount, fsmount
              session-keyring ~ Root by a counter of the session keyring that overflows. ~ CVE-2016-0728 ~ 3.8 to 4.4 ~ keyctl(operation: KEYCTL_JOIN_SESSION_KEYRING)
              dirty-pipe ~ Writes into files that it may only read (Dirty Pipe). ~ CVE-2022-0847 ~ 5.8 to 5.16 ~ pipe, pipe2 and splice, sendfile
              dirty-cow ~ Writes into files that it may only read (Dirty COW). ~ CVE-2016-5195 ~ 2.6.22 to 4.8 ~ $fork and madvise(advice: MADV_DONTNEED) and ptrace or $fork and madvise(advice: MADV_DONTNEED) and prctl(option: PR_SET_DUMPABLE) and write /proc/self/mem
              dirty-cow-shared ~ The same for files in memory. ~ CVE-2022-2590 ~ 5.16 to 5.19 ~ $fork and userfaultfd and madvise(advice: MADV_DONTNEED)
            escape:
              mount ~ Mounts file systems. ~ mount(2); ATT&CK T1611 ~ all ~ privilege CAP_SYS_ADMIN and mount or $userns and mount
              mount-api ~ The same by the newer calls. ~ fsopen(2); ATT&CK T1611 ~ 5.2 and later ~ privilege CAP_SYS_ADMIN and fsopen, fsmount, move_mount, open_tree, mount_setattr, fspick, open_tree_attr or $userns and fsopen, fsmount, move_mount, open_tree, mount_setattr, fspick, open_tree_attr
              unmount ~ Unmounts what hides something. ~ umount(2) ~ all ~ privilege CAP_SYS_ADMIN and umount2, umount or $userns and umount2, umount
              root-folder ~ Changes its root folder, and gets out of one. ~ chroot(2); ATT&CK T1611 ~ all ~ privilege CAP_SYS_CHROOT and chroot or $userns and chroot
              pivot-root ~ Changes the root of the mount namespace. ~ pivot_root(2) ~ all ~ privilege CAP_SYS_ADMIN and pivot_root or $userns and pivot_root
              file-handle ~ Opens files of the host by their numbers (shocker). ~ open_by_handle_at(2); ATT&CK T1611 ~ all ~ privilege CAP_DAC_READ_SEARCH and open_by_handle_at
              fsconfig ~ A parameter of a file system that is too long. ~ CVE-2022-0185 ~ 5.1 to 5.16 ~ $userns and fsopen and fsconfig
              release-agent ~ A cgroup of version 1 has the host execute a program. ~ CVE-2022-0492; ATT&CK T1611 ~ before 5.17 ~ $userns and mount or $userns and fsopen and fsmount and move_mount
              core-pattern ~ Names a program to execute for crashes. ~ core(5); ATT&CK T1611 ~ all ~ privilege root and write /proc/sys/kernel/core_pattern
              modprobe-path ~ Names the program that loads modules. ~ kernel documentation, admin-guide/sysctl/kernel, modprobe ~ all ~ privilege root and write /proc/sys/kernel/modprobe
              runc ~ Overwrites the program of the container's runtime. ~ CVE-2019-5736 ~ all ~ privilege root and write /proc/self/exe
              container-socket ~ Asks the daemon of the containers, by its socket. ~ ATT&CK T1610, T1611 ~ all ~ privilege group docker and socket(domain: AF_UNIX) and connect
              device-node ~ Makes the node of a disk and reads it. ~ mknod(2); ATT&CK T1006 ~ all ~ privilege CAP_MKNOD and mknod, mknodat and link /tmp/x
              physical-memory ~ Reads and writes /dev/mem. ~ mem(4) ~ all ~ privilege root and write /dev/mem
              ports-of-devices ~ Uses the ports of devices. ~ iopl(2) ~ all ~ privilege CAP_SYS_RAWIO and iopl, ioperm
              other-kernel ~ Starts another kernel. ~ kexec_load(2) ~ all ~ privilege CAP_SYS_BOOT and kexec_load, kexec_file_load
              load-module ~ Loads a module of the kernel. ~ init_module(2); ATT&CK T1547.006 ~ all ~ privilege CAP_SYS_MODULE and init_module, finit_module
              unload-module ~ Unloads a module of the kernel. ~ delete_module(2) ~ all ~ privilege CAP_SYS_MODULE and delete_module
              new-host-name ~ Changes the name of the machine. ~ sethostname(2) ~ all ~ privilege CAP_SYS_ADMIN and sethostname, setdomainname or $userns and sethostname, setdomainname
            kernel surface:
              foreign-abi ~ Makes calls by another ABI, whose numbers mean other calls. ~ seccomp(2), "the arch field"; CVE-2009-0835 ~ all ~ foreign abi
              af-alg ~ The kernel's cryptography. ~ CVE-2019-8912; kernel documentation, crypto/userspace-if ~ all ~ socket(domain: AF_ALG)
              af-packet ~ Packets: a race in their ring. ~ CVE-2016-8655, CVE-2017-7308 ~ before 4.11 ~ $userns and socket(domain: AF_PACKET), socket(domain: AF_INET; type: SOCK_PACKET)
              nf-tables ~ The packet filter: a double free in nf_tables. ~ CVE-2024-1086 ~ 3.15 to 6.8 ~ $userns and socket(domain: AF_NETLINK; protocol: NETLINK_NETFILTER)
              netlink-routes ~ Traffic control by netlink: flaws in its classifiers. ~ CVE-2022-2588, CVE-2023-1829 ~ before 6.3 ~ $userns and socket(domain: AF_NETLINK; protocol: NETLINK_ROUTE)
              netlink-other ~ The other protocols of netlink. ~ netlink(7) ~ all ~ socket(domain: AF_NETLINK; protocol: not NETLINK_ROUTE)
              x-tables ~ Rules of iptables: a write behind the end of the heap. ~ CVE-2021-22555 ~ 2.6.19 to 5.11 ~ $userns and socket(domain: AF_INET, AF_INET6) and setsockopt(level: 0, 41; optname: 64)
              af-vsock ~ Sockets between virtual machines: a race in their states. ~ CVE-2021-26708 ~ 5.5 to 5.10 ~ socket(domain: AF_VSOCK)
              af-can ~ The bus of cars: a race in ISO-TP. ~ CVE-2021-32606 ~ 5.11 to 5.12 ~ socket(domain: AF_CAN)
              af-tipc ~ TIPC: a stack that overflows. ~ CVE-2022-0435 ~ 4.8 to 5.16 ~ socket(domain: AF_TIPC)
              dccp ~ DCCP: a double free. ~ CVE-2017-6074 ~ 2.6.18 to 4.9 ~ socket(domain: AF_INET, AF_INET6; type: SOCK_DCCP)
              af-nfc ~ NFC: use after free of a socket. ~ CVE-2021-23134 ~ before 5.13 ~ socket(domain: AF_NFC)
              af-rds ~ RDS: addresses that are not checked. ~ CVE-2010-3904, CVE-2018-5333 ~ before 4.15 ~ socket(domain: AF_RDS)
              af-bluetooth ~ Bluetooth: use after free in its controllers. ~ CVE-2021-3573 ~ before 5.13 ~ socket(domain: AF_BLUETOOTH)
              af-ax25 ~ Amateur radio: use after free. ~ CVE-2022-1199 ~ before 5.17 ~ socket(domain: AF_AX25, AF_NETROM, AF_ROSE)
              af-llc ~ LLC: references that leak. ~ CVE-2022-28356 ~ before 5.17 ~ socket(domain: AF_LLC)
              af-xdp ~ Packets past the network stack. ~ kernel documentation, networking/af_xdp ~ 4.18 and later ~ privilege CAP_NET_RAW and socket(domain: AF_XDP) or $userns and socket(domain: AF_XDP)
              af-smc ~ Connections by RDMA. ~ CVE-2024-56718; kernel documentation, networking/smc-sysctl ~ 4.11 and later ~ socket(domain: AF_SMC)
              af-pppox ~ PPP over something: L2TP. ~ CVE-2018-9517 ~ before 4.14 ~ socket(domain: AF_PPPOX)
              rare-families ~ Families of addresses that hardly anybody uses: modules that the first socket loads. ~ socket(2); kernel documentation, admin-guide/sysctl/kernel, modules_disabled ~ all ~ socket(domain: AF_APPLETALK, AF_X25, AF_IPX, AF_ATMPVC, AF_ATMSVC, AF_PHONET, AF_CAIF, AF_IEEE802154, AF_KCM, AF_QIPCRTR, AF_MCTP, AF_KEY)
              io-uring ~ The rings: flaws in their requests. ~ CVE-2022-29582, CVE-2023-2598, CVE-2024-0582 ~ 5.1 and later ~ io_uring_setup
              io-uring-calls ~ Has a ring make the calls that a filter denies. ~ io_uring(7) ~ 5.1 and later ~ io_uring_setup or inherited ring and io_uring_enter
              bpf ~ Programs in the kernel: flaws in their verifier. ~ CVE-2021-3490, CVE-2022-23222 ~ 4.4 and later ~ bpf
              socket-filter ~ Attaches a program of classic BPF to the connection of the client. ~ socket(7), SO_ATTACH_FILTER ~ all ~ setsockopt(level: SOL_SOCKET; optname: SO_ATTACH_FILTER)
              kernel-tls ~ Has the kernel encrypt the connection of the client: use after free. ~ CVE-2023-0461 ~ 4.13 to 6.2 ~ setsockopt(level: IPPROTO_TCP; optname: TCP_ULP)
              perf ~ Measurements: an index that is not checked, and what came after it. ~ CVE-2013-2094, CVE-2023-6931 ~ all ~ perf_event_open
              userfaultfd ~ Stops the kernel in the middle of a copy, for races. ~ userfaultfd(2) ~ 4.3 and later ~ userfaultfd
              keyrings ~ Keys: flaws in their life. ~ CVE-2017-15951, CVE-2017-6951 ~ all ~ add_key, request_key, keyctl
              futex-pi ~ Locks with inheritance of priorities. ~ CVE-2014-3153, CVE-2021-3347 ~ before 5.11 ~ futex(op: FUTEX_LOCK_PI, FUTEX_CMP_REQUEUE_PI, FUTEX_WAIT_REQUEUE_PI, 134, 140, 139)
              posix-queues ~ Message queues: use after free in their notification. ~ CVE-2017-11176 ~ before 4.12 ~ mq_open and mq_notify
              message-queues ~ System V queues, with which the heap of the kernel is filled. ~ CVE-2021-22555, CVE-2022-0185; msgget(2) ~ all ~ msgget and msgsnd
              timers ~ POSIX timers: a read that is not bounded. ~ CVE-2017-18344 ~ before 4.15 ~ timer_create
              local-descriptor-table ~ Segments of its own. ~ CVE-2015-5157, CVE-2017-17053; modify_ldt(2) ~ all ~ modify_ldt
              uselib ~ Loads a library the old way. ~ CVE-2004-1235; uselib(2) ~ with CONFIG_USELIB ~ uselib
              vmsplice ~ Gives pages to a pipe. ~ CVE-2008-0600, CVE-2020-29374 ~ all ~ vmsplice
              line-discipline ~ Gives a terminal another line discipline. ~ CVE-2017-2636, CVE-2023-6546 ~ all ~ ioctl(cmd: TIOCSETD)
              remapped-pages ~ Maps pages of a file in another order. ~ remap_file_pages(2) ~ all ~ remap_file_pages
              memory-maps-race ~ Threads that share memory: the tree of mappings (StackRot). ~ CVE-2023-3269 ~ 6.1 to 6.4 ~ clone(flags: with CLONE_VM), clone3
              needed-calls ~ Flaws in calls without which no session works. ~ CVE-2018-18281, CVE-2020-10757 ~ before 5.8 ~ mremap and ftruncate
              obsolete-calls ~ Calls that hardly anybody uses any more. ~ syscalls(2) ~ all ~ sysfs, _sysctl, lookup_dcookie, ustat, vserver, nfsservctl
              numa-calls ~ Moves memory between nodes. ~ CVE-2017-14140; migrate_pages(2) ~ all ~ migrate_pages, move_pages, mbind
              kernel-log ~ Reads the log of the kernel, for its addresses. ~ syslog(2); ATT&CK T1082 ~ all ~ privilege CAP_SYSLOG and syslog(type: 2, 3, 4)
              accounting ~ Has the kernel write about each process. ~ acct(2) ~ all ~ privilege CAP_SYS_PACCT and acct
              quotas ~ Changes limits of file systems. ~ quotactl(2) ~ all ~ privilege CAP_SYS_ADMIN and quotactl, quotactl_fd
              terminal-mode ~ Uses the ioctl of the console. ~ ioctl_console(2), TIOCLINUX ~ all ~ ioctl(cmd: TIOCLINUX)
            """;

    private KernelAttacks() {}
}
