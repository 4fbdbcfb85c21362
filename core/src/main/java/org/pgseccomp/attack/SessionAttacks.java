package org.pgseccomp.attack;

/** What attackers do to execute code, to stay, to get out on the network, and in memory. The format is that of {@link Attacks}. */
final class SessionAttacks {
    static final String TEXT = """
            execution:
              copy-program ~ COPY … PROGRAM starts a shell. ~ CVE-2019-9193; ATT&CK T1059.004 ~ all ~ $fork and $exec and $shell
              file-fdw-program ~ A foreign table of file_fdw gets its lines from a program. ~ PostgreSQL manual, file_fdw; ATT&CK T1059.004 ~ all ~ $fork and $exec and $shell
              perl-system ~ A function in PL/PerlU starts a program. ~ PostgreSQL manual, "Trusted and Untrusted PL/Perl"; ATT&CK T1059 ~ all ~ $fork and $exec and $shell
              python-subprocess ~ A function in PL/Python starts a program. ~ PostgreSQL manual, PL/Python; ATT&CK T1059.006 ~ all ~ $fork and $exec and $shell
              replace-session ~ Native code replaces the session by a shell, on the connection of the client. ~ execve(2); ATT&CK T1106 ~ all ~ $exec and $shell
              interpreter ~ Starts an interpreter with a script. ~ ATT&CK T1059.006 ~ all ~ $exec and execute /usr/bin/python3, /usr/bin/perl, /usr/local/bin/python3
              written-program ~ Writes a program to a folder and executes it. ~ ATT&CK T1105 ~ all ~ $exec and write /tmp/x and execute /tmp/x or $exec and write {data_directory}/base/x and execute {data_directory}/base/x or $exec and write /dev/shm/x and execute /dev/shm/x
              loader ~ Has the loader execute a file without the right to execute it. ~ ld.so(8); ATT&CK T1129 ~ all ~ $exec and execute /lib64/ld-linux-x86-64.so.2, /lib/ld-linux-aarch64.so.1, /usr/lib/x.so
              memory-program ~ Executes a program that is in memory only. ~ memfd_create(2); ATT&CK T1620 ~ all ~ memfd_create and $exec
              reverse-shell ~ A shell whose input and output is a connection to the attacker. ~ ATT&CK T1059.004, T1571 ~ all ~ $tcp and connect and connect to a port and $exec and $shell or $tcp and sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) and $exec and $shell or $mptcp and connect, sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) and $exec and $shell
              bind-shell ~ A shell for whoever connects. ~ ATT&CK T1059.004, T1571 ~ all ~ socket(domain: AF_INET, AF_INET6; type: SOCK_STREAM) and listen and accept, accept4 and $exec and $shell
              archive-command ~ ALTER SYSTEM sets archive_command, which the archiver executes. ~ PostgreSQL manual, archive_command; ATT&CK T1543 ~ all ~ write {data_directory}/postgresql.auto.conf
              passphrase-command ~ ALTER SYSTEM sets ssl_passphrase_command, which the postmaster executes at a reload. ~ PostgreSQL manual, ssl_passphrase_command; ATT&CK T1543 ~ all ~ write {data_directory}/postgresql.auto.conf
              load-planted-library ~ Writes a shared library to a folder by native code, and loads it with LOAD or CREATE FUNCTION. ~ PostgreSQL manual, LOAD; ATT&CK T1129 ~ all ~ mmap(prot: with PROT_EXEC; flags: without MAP_ANONYMOUS) and write /tmp/x.so or mmap(prot: with PROT_EXEC; flags: without MAP_ANONYMOUS) and write {data_directory}/base/x.so
              export-planted-library ~ Writes that library with SQL alone, by lo_export(), and loads it. ~ PostgreSQL manual, lo_export; ATT&CK T1505.001 ~ all ~ mmap(prot: with PROT_EXEC; flags: without MAP_ANONYMOUS) and write /tmp/x.so or mmap(prot: with PROT_EXEC; flags: without MAP_ANONYMOUS) and write {data_directory}/base/x.so
            persistence:
              system-configuration ~ Writes postgresql.auto.conf: a preloaded library, a looser policy. ~ ATT&CK T1505.001 ~ all ~ write {data_directory}/postgresql.auto.conf
              configuration ~ Writes postgresql.conf. ~ ATT&CK T1505.001 ~ all ~ write {config_file}
              authentication ~ Writes pg_hba.conf, so that anybody can log in. ~ ATT&CK T1556 ~ all ~ write {hba_file}
              recovery-signal ~ Makes standby.signal or recovery.signal, for the next start. ~ PostgreSQL manual, "Archive Recovery"; ATT&CK T1489 ~ all ~ write {data_directory}/standby.signal
              ssh-key ~ Adds a key to authorized_keys of the server's user. ~ ATT&CK T1098.004 ~ all ~ write /var/lib/postgresql/.ssh/authorized_keys, /var/lib/pgsql/.ssh/authorized_keys, /home/postgres/.ssh/authorized_keys
              shell-profile ~ Writes .profile or .bashrc of the server's user. ~ ATT&CK T1546.004 ~ all ~ write /var/lib/postgresql/.profile, /var/lib/pgsql/.bash_profile, /home/postgres/.profile
              crontab ~ Has crontab write a job of the user. ~ ATT&CK T1053.003 ~ all ~ $exec and execute /usr/bin/crontab
              cron-drop ~ Writes a job to /etc/cron.d. ~ ATT&CK T1053.003 ~ all ~ privilege root and write /etc/cron.d/x
              at-job ~ Has at write a job. ~ ATT&CK T1053.002 ~ all ~ $exec and execute /usr/bin/at
              systemd-unit ~ Writes a unit of systemd for the server's user. ~ ATT&CK T1543.002 ~ all ~ write /var/lib/postgresql/.config/systemd/user/x.service, /var/lib/pgsql/.config/systemd/user/x.service, /home/postgres/.config/systemd/user/x.service
              systemd-bus ~ Asks systemd to start a program, by D-Bus. ~ ATT&CK T1569.002 ~ all ~ socket(domain: AF_UNIX) and connect
              preload ~ Writes /etc/ld.so.preload. ~ ATT&CK T1574.006 ~ all ~ privilege root and write /etc/ld.so.preload
              installed-library ~ Writes a library to PostgreSQL's own folder. ~ ATT&CK T1505.001 ~ all ~ privilege root and write {package_library_directory}/x.so
              planted-library ~ Plants a library in the data directory and names it in session_preload_libraries. ~ ATT&CK T1574.006 ~ all ~ write {data_directory}/base/x.so and write {data_directory}/postgresql.auto.conf or mmap(prot: with PROT_EXEC; flags: without MAP_ANONYMOUS) and write {data_directory}/base/x.so
              setuid-program ~ Leaves a program that gives others the rights of the server's user. ~ ATT&CK T1548.001 ~ all ~ write /tmp/x and openat(flags: with O_CREAT; mode: with S_ISUID), open(flags: with O_CREAT; mode: with S_ISUID), creat(mode: with S_ISUID), openat2 or write /tmp/x and chmod(mode: with S_ISUID), fchmod(mode: with S_ISUID), fchmodat(mode: with S_ISUID), fchmodat2(mode: with S_ISUID)
              file-capabilities ~ Gives a program capabilities by its file. ~ capabilities(7); ATT&CK T1548 ~ all ~ privilege CAP_SETFCAP and setxattr, lsetxattr, fsetxattr, setxattrat
              table-space-link ~ Makes a symbolic link in pg_tblspc that leads elsewhere. ~ PostgreSQL manual, "Tablespaces"; ATT&CK T1574 ~ all ~ symlink, symlinkat and link {data_directory}/pg_tblspc/1
              log-forging ~ Writes lines to the server's log through the open descriptor. ~ ATT&CK T1565.001 ~ all ~ write, writev, pwrite64
              log-removal ~ Truncates or removes the server's log. ~ ATT&CK T1070.002 ~ all ~ write {log_directory}/x.log
              timestamps ~ Sets the times of files back. ~ ATT&CK T1070.006 ~ all ~ utimensat, utime, utimes, futimesat
            network:
              tcp ~ Connects to a host of the attacker's: commands, data. ~ ATT&CK T1071, T1041 ~ all ~ $tcp and connect and connect to a port or $tcp and sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) or $mptcp and connect, sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) or socket(domain: AF_SMC) and connect, sendto, sendmsg, sendmmsg
              port-scan ~ Tries the ports of other hosts. ~ ATT&CK T1046 ~ all ~ $tcp and connect and connect to a port or $tcp and sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) or $mptcp and connect, sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN)
              metadata ~ Asks the metadata service of the cloud for credentials. ~ ATT&CK T1552.005 ~ all ~ $tcp and connect and connect to a port or $tcp and sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) or $mptcp and connect, sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN) or socket(domain: AF_SMC) and connect, sendto, sendmsg, sendmmsg
              other-server ~ dblink and postgres_fdw log in to other servers, or to this one as somebody else. ~ PostgreSQL manual, dblink; ATT&CK T1021 ~ all ~ $tcp and connect and connect to a port or socket(domain: AF_UNIX) and connect
              fast-open ~ Connects by sending the first data, which a list of ports does not see. ~ tcp(7), TCP_FASTOPEN ~ 3.6 and later ~ $tcp and sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN)
              mptcp ~ Connects with MPTCP, which a list of ports does not see. ~ kernel documentation, networking/mptcp ~ 5.6 and later ~ $mptcp and connect, sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN)
              sctp ~ Connects with SCTP. ~ sctp(7); ATT&CK T1095 ~ all ~ socket(domain: AF_INET, AF_INET6; type: SOCK_STREAM, SOCK_SEQPACKET; protocol: IPPROTO_SCTP)
              udp ~ Sends data by UDP. ~ ATT&CK T1048 ~ all ~ $udp and sendto, sendmsg, sendmmsg, connect
              dns-tunnel ~ Hides data in names that are resolved. ~ ATT&CK T1071.004 ~ all ~ $udp and sendto, sendmsg, sendmmsg, connect
              ping ~ Sends data by ICMP echo, without privileges. ~ icmp(7); ATT&CK T1095 ~ all ~ socket(domain: AF_INET, AF_INET6; type: SOCK_DGRAM; protocol: IPPROTO_ICMP, IPPROTO_ICMPV6) and sendto, sendmsg, connect
              raw-ip ~ Sends packets with forged addresses. ~ raw(7); ATT&CK T1095 ~ all ~ privilege CAP_NET_RAW and socket(domain: AF_INET, AF_INET6; type: SOCK_RAW)
              sniffing ~ Reads all packets of the machine. ~ packet(7); ATT&CK T1040 ~ all ~ privilege CAP_NET_RAW and socket(domain: AF_PACKET), socket(domain: AF_INET; type: SOCK_PACKET)
              backdoor-port ~ Waits for connections on a TCP port. ~ ATT&CK T1571 ~ all ~ $tcp and listen and accept, accept4 or $mptcp and listen and accept, accept4
              backdoor-socket ~ Waits for connections on a Unix-domain socket. ~ unix(7); ATT&CK T1559 ~ all ~ socket(domain: AF_UNIX) and bind and listen
              forged-server ~ Binds the port of another service while that is down. ~ ATT&CK T1557 ~ all ~ $tcp and bind and bind a port and listen or $mptcp and bind and listen
              unix-connection ~ Connects to other programs of the machine by their sockets, by name or abstract. ~ unix(7); ATT&CK T1559 ~ all ~ socket(domain: AF_UNIX) and connect or socket(domain: AF_UNIX; type: SOCK_DGRAM) and sendto, sendmsg, sendmmsg
              passed-descriptor ~ Takes open files from a helper outside. ~ unix(7), SCM_RIGHTS ~ all ~ socket(domain: AF_UNIX) and recvmsg, recvmmsg
              routes ~ Reads addresses, routes and neighbours of the network. ~ rtnetlink(7); ATT&CK T1016 ~ all ~ socket(domain: AF_NETLINK; protocol: NETLINK_ROUTE)
              socket-table ~ Lists connections of all programs. ~ sock_diag(7); ATT&CK T1049 ~ all ~ socket(domain: AF_NETLINK; protocol: NETLINK_SOCK_DIAG) or read /proc/net/tcp, /proc/self/net/tcp
              tunnel ~ Makes a network device and reads all that goes through it. ~ kernel documentation, networking/tuntap ~ all ~ privilege CAP_NET_ADMIN and write /dev/net/tun and ioctl
            memory:
              written-and-executed ~ Maps memory that is both written and executed. ~ mmap(2); ATT&CK T1055 ~ all ~ mmap(prot: with PROT_WRITE|PROT_EXEC)
              executable-anonymous ~ Maps anonymous memory that is executed. ~ mmap(2); ATT&CK T1620 ~ all ~ mmap(prot: with PROT_EXEC; flags: with MAP_ANONYMOUS) or mprotect(prot: with PROT_EXEC), pkey_mprotect(prot: with PROT_EXEC) or personality(persona: with READ_IMPLIES_EXEC) and mmap(prot: with PROT_READ)
              executable-data ~ Makes memory executable that was written before. ~ mprotect(2); ATT&CK T1055 ~ all ~ mprotect(prot: with PROT_EXEC), pkey_mprotect(prot: with PROT_EXEC) or personality(persona: with READ_IMPLIES_EXEC) and mmap(prot: with PROT_READ)
              writable-code ~ Makes code writable, and changes it. ~ mprotect(2); ATT&CK T1055 ~ all ~ mprotect(prot: with PROT_WRITE|PROT_EXEC), pkey_mprotect(prot: with PROT_WRITE|PROT_EXEC) or mprotect(prot: with PROT_WRITE), pkey_mprotect(prot: with PROT_WRITE) and mprotect(prot: with PROT_EXEC), pkey_mprotect(prot: with PROT_EXEC)
              memory-file-code ~ Executes code that was written to a file in memory. ~ memfd_create(2); ATT&CK T1620 ~ all ~ memfd_create and mmap(prot: with PROT_EXEC)
              written-file-code ~ Executes code that was written to a file: native code that has a file mapped. ~ mmap(2); ATT&CK T1055 ~ all ~ mmap(prot: with PROT_EXEC) and write /tmp/x or mmap(prot: with PROT_EXEC) and write {data_directory}/base/x
              segment-code ~ Attaches a System V segment that is executed. ~ shmat(2), SHM_EXEC ~ all ~ shmat(shmflg: with SHM_EXEC)
              own-memory-file ~ Writes over its own code through /proc/self/mem, whatever the protection. ~ proc(5); ATT&CK T1055.009 ~ all ~ prctl(option: PR_SET_DUMPABLE) and write /proc/self/mem
              null-page ~ Maps the page at 0, for flaws that follow a null pointer. ~ kernel documentation, admin-guide/sysctl/vm, mmap_min_addr ~ all ~ privilege CAP_SYS_RAWIO and mmap(addr: 0; flags: with MAP_FIXED)
              executable-stack ~ Has all that is readable executed from now on. ~ personality(2), READ_IMPLIES_EXEC ~ all ~ personality(persona: with READ_IMPLIES_EXEC)
              no-randomization ~ Switches the randomization of addresses off for what it executes. ~ personality(2), ADDR_NO_RANDOMIZE ~ all ~ personality(persona: with ADDR_NO_RANDOMIZE)
              addresses ~ Reads where code and data are: /proc/self/maps. ~ proc(5); ATT&CK T1082 ~ all ~ read /proc/self/maps
              speculation ~ Switches the mitigation of speculative side channels off for itself. ~ CVE-2018-3639; kernel documentation, userspace-api/spec_ctrl ~ all ~ prctl(option: PR_SET_SPECULATION_CTRL)
              shadow-stack ~ Switches the shadow stack off. ~ kernel documentation, arch/x86/shstk ~ 6.6 and later ~ arch_prctl(op: 0x5002)
              own-layout ~ Moves the borders of its own code and data, to hide what it is. ~ prctl(2), PR_SET_MM ~ all ~ privilege CAP_SYS_RESOURCE and prctl(option: PR_SET_MM)
              relro ~ Makes the table of the functions of libraries writable again, and changes it. ~ ld(1), -z relro ~ all ~ mprotect(prot: with PROT_WRITE), pkey_mprotect(prot: with PROT_WRITE)
            """;

    private SessionAttacks() {}
}
