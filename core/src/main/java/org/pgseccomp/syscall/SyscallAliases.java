package org.pgseccomp.syscall;

/**
 * The right names of system calls for those that libc, strace, audit logs, the kernel's sources and other architectures use: {@code pread64}
 * for {@code pread}, {@code mount} for {@code __NR_mount}, {@code pselect6} for {@code select} where there is none. For messages: such names
 * are not taken in place of the right ones.
 */
public final class SyscallAliases {
    /** What comes before a name in headers and in the kernel's sources. */
    private static final String[] PREFIXES = {
        "__nr_",
        "sys_",
        "nr_",
        "__x64_sys_",
        "__ia32_sys_",
        "__arm64_sys_",
        "__riscv_sys_",
        "__s390x_sys_",
        "__se_sys_",
        "__do_sys_",
        "ksys_",
        "__syscall_"
    };

    /** What comes behind a name on architectures with 32 bits, or in libc. */
    private static final String[] SUFFIXES = {"_time64", "_time32", "64", "32"};

    /** A name, and what architectures have for it: the first one that this one has counts. */
    static final String TABLE = """
            _exit exit_group
            _llseek lseek
            _newselect select pselect6
            abort tgkill
            accept accept4
            access faccessat
            alarm setitimer
            arm_fadvise64_64 fadvise64
            arm_sync_file_range sync_file_range sync_file_range2
            chmod fchmodat
            chown fchownat
            clone2 clone
            closefrom close_range
            creat openat
            dup2 dup3
            epoll_create epoll_create1
            epoll_wait epoll_pwait
            euidaccess faccessat2
            eventfd eventfd2
            exec execve
            execl execve
            execle execve
            execlp execve
            execv execve
            execvp execve
            execvpe execve
            fadvise fadvise64
            fexecve execveat
            fork clone
            fstatat newfstatat
            fstatvfs fstatfs
            futimens utimensat
            futimes utimensat
            futimesat utimensat
            getdents getdents64
            getpgrp getpgid
            getrlimit prlimit64
            inotify_init inotify_init1
            klogctl syslog
            lchmod fchmodat2
            lchown fchownat
            link linkat
            llseek lseek
            lstat newfstatat
            lutimes utimensat
            mkdir mkdirat
            mkfifo mknod mknodat
            mknod mknodat
            mmap2 mmap
            newfstat fstat
            newlstat lstat newfstatat
            newstat stat newfstatat
            newuname uname
            old_mmap mmap
            oldfstat fstat
            oldlstat lstat newfstatat
            oldolduname uname
            oldstat stat newfstatat
            oldumount umount2
            olduname uname
            open openat
            pause ppoll
            pipe pipe2
            poll ppoll
            posix_fadvise fadvise64
            posix_fallocate fallocate
            posix_madvise madvise
            pread pread64
            preadv64v2 preadv2
            prlimit prlimit64
            pselect pselect6
            pthread_create clone3
            pthread_kill tgkill
            pwrite pwrite64
            pwritev64v2 pwritev2
            raise tgkill
            readdir getdents64
            readlink readlinkat
            recv recvfrom
            rename renameat renameat2
            renameat renameat2
            rmdir unlinkat
            select pselect6
            send sendto
            setegid setresgid
            seteuid setresuid
            setrlimit prlimit64
            sigaction rt_sigaction
            signal rt_sigaction
            signalfd signalfd4
            sigpending rt_sigpending
            sigprocmask rt_sigprocmask
            sigqueue rt_sigqueueinfo
            sigreturn rt_sigreturn
            sigsuspend rt_sigsuspend
            sigtimedwait rt_sigtimedwait
            sigwait rt_sigtimedwait
            sigwaitinfo rt_sigtimedwait
            stat newfstatat
            statvfs statfs
            stime clock_settime
            symlink symlinkat
            sync_file_range sync_file_range2
            sync_file_range2 sync_file_range
            time gettimeofday
            ugetrlimit getrlimit prlimit64
            umount umount2
            unlink unlinkat
            utime utimensat
            utimes utimensat
            vfork clone
            wait wait4
            wait3 wait4
            waitpid wait4
            """;

    private SyscallAliases() {}

    /**
     * The name on an architecture for what somebody wrote, in either case; a number is that of a call.
     *
     * @return the name itself if it is right; null if nothing is known
     */
    public static String nameFor(Architecture architecture, String written) {
        String lower = AsciiCase.lower(written);
        if (architecture.has(lower)) {
            return lower;
        }
        if (isNumber(lower)) {
            Syscall numbered = architecture.syscalls().numbered((int) SortedText.number(lower, 0, lower.length()));
            return numbered == null ? null : numbered.name();
        }
        String name = withoutPrefix(lower);
        String found = hereOrAlias(architecture, name);
        for (int i = 0; found == null && i < SUFFIXES.length; i++) {
            if (name.endsWith(SUFFIXES[i])) {
                found = hereOrAlias(architecture, name.substring(0, name.length() - SUFFIXES[i].length()));
            }
        }
        return found;
    }

    /** Whether a text is a number of a system call, as far as its digits say. */
    public static boolean isNumber(String text) {
        if (text.length() == 0 || text.length() > 6) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * The architectures with 32 bits that have a call which none of ours has.
     *
     * @return their names with blanks between them, or null if none has it
     */
    public static String onlyOn(String name) {
        int blank = SortedText.find(OtherSyscalls.TABLE, AsciiCase.lower(name));
        return blank < 0 ? null : SortedText.restOfLine(OtherSyscalls.TABLE, blank);
    }

    private static String withoutPrefix(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    private static String hereOrAlias(Architecture architecture, String name) {
        if (architecture.has(name)) {
            return name;
        }
        int position = SortedText.find(TABLE, name);
        while (position >= 0 && TABLE.charAt(position) == ' ') {
            int end = SortedText.endOfWord(TABLE, position + 1);
            String candidate = TABLE.substring(position + 1, end);
            if (architecture.has(candidate)) {
                return candidate;
            }
            position = end;
        }
        return null;
    }
}
