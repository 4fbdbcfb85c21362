package org.pgseccomp.cli.convert;

import java.util.List;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Names of the values that parameters take which choose one of several things: a signal, a command, a level. The constants of the kernel's headers do
 * not say for which parameter they are, so these are written down, by the manual pages of the calls. Where the numbers of two names were the same on an
 * architecture, the first one would count.
 */
final class ArgumentNames {
    /** A line each: the calls, {@code .} and the parameter, and the names of its values. */
    private static final String NAMES = """
            kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal.sig SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS \
            SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU \
            SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS
            fcntl.cmd F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_SETOWN F_GETOWN F_SETSIG F_GETSIG F_SETOWN_EX F_GETOWN_EX \
            F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_SETLEASE F_GETLEASE F_NOTIFY F_DUPFD_CLOEXEC F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS
            madvise.advice MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_FREE MADV_REMOVE MADV_DONTFORK MADV_DOFORK \
            MADV_MERGEABLE MADV_UNMERGEABLE MADV_HUGEPAGE MADV_NOHUGEPAGE MADV_DONTDUMP MADV_DODUMP MADV_WIPEONFORK MADV_KEEPONFORK MADV_COLD \
            MADV_PAGEOUT MADV_POPULATE_READ MADV_POPULATE_WRITE MADV_HWPOISON MADV_SOFT_OFFLINE
            getrusage.who RUSAGE_SELF RUSAGE_CHILDREN RUSAGE_THREAD
            setitimer,getitimer.which ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
            seccomp.operation SECCOMP_SET_MODE_STRICT SECCOMP_SET_MODE_FILTER SECCOMP_GET_ACTION_AVAIL SECCOMP_GET_NOTIF_SIZES
            setsockopt,getsockopt.level SOL_SOCKET SOL_IP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6
            prctl.option PR_SET_PDEATHSIG PR_GET_PDEATHSIG PR_GET_DUMPABLE PR_SET_DUMPABLE PR_GET_KEEPCAPS PR_SET_KEEPCAPS PR_SET_NAME PR_GET_NAME \
            PR_GET_SECCOMP PR_SET_SECCOMP PR_CAPBSET_READ PR_CAPBSET_DROP PR_GET_SECUREBITS PR_SET_SECUREBITS PR_SET_TIMERSLACK PR_GET_TIMERSLACK \
            PR_SET_MM PR_SET_CHILD_SUBREAPER PR_GET_CHILD_SUBREAPER PR_SET_NO_NEW_PRIVS PR_GET_NO_NEW_PRIVS PR_SET_THP_DISABLE PR_GET_THP_DISABLE \
            PR_CAP_AMBIENT PR_GET_SPECULATION_CTRL PR_SET_SPECULATION_CTRL PR_SET_VMA PR_SET_PTRACER
            ioctl.request TCGETS TCSETS TCSETSW TCSETSF TIOCSTI TIOCLINUX TIOCSETD TIOCSCTTY TIOCNOTTY TIOCGWINSZ TIOCSWINSZ TIOCGPGRP TIOCSPGRP FIONREAD \
            FIONBIO FIOCLEX FIONCLEX FICLONE FICLONERANGE
            """;

    private ArgumentNames() {}

    /** For the test: each line. */
    static List<String> lines() {
        return NAMES.lines().toList();
    }

    /** The name of a value; null where none is known. */
    static String of(Architecture architecture, Syscall syscall, String parameter, long value) {
        for (String line : lines()) {
            String[] words = line.strip().split(" +", -1);
            int point = words[0].indexOf('.');
            if (words[0].substring(point + 1).equals(parameter) && isOf(words[0].substring(0, point), syscall.name())) {
                return named(architecture, words, value);
            }
        }
        return null;
    }

    private static boolean isOf(String calls, String name) {
        return ("," + calls + ",").contains("," + name + ",");
    }

    private static String named(Architecture architecture, String[] words, long value) {
        for (int i = 1; i < words.length; i++) {
            Constant constant = Constants.named(architecture, words[i]);
            if (constant != null && constant.value() == value) {
                return words[i];
            }
        }
        return null;
    }
}
