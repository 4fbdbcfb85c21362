package org.pgseccomp.policy;

import java.util.Arrays;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls that a C library or a runtime tries, and does without where the kernel does not have them. Under a filter that was written before such a call
 * it would answer "Permission denied", which a library takes for an answer, and fails where it would have gone another way. So under a default action
 * of {@link Action#ERROR} these calls answer ENOSYS unless a list names them, and so does every number that is no call's.
 *
 * <p>Not {@code rseq}: glibc ends a thread whatever the error is. Not {@code execveat}, {@code io_uring_setup} and {@code memfd_create}, which libraries
 * do without too: who tries these is to be seen.
 */
final class NewerCalls {
    /** The call; since which Linux; who does without it, and how. */
    private static final String[][] CALLS = {
        {"clone3", "5.3", "glibc since 2.34: clone"},
        {
            "close_range",
            "5.9",
            "glibc since 2.34 (closefrom), Python since 3.10: /proc/self/fd, or close for each number"
        },
        {"copy_file_range", "4.5", "coreutils since 9.0, Go since 1.15: read and write"},
        {"epoll_pwait2", "5.11", "libevent since 2.2: epoll_wait"},
        {"faccessat2", "5.8", "glibc since 2.33, musl since 1.2.3: faccessat, and a look at mode and owner"},
        {"fchmodat2", "6.6", "glibc since 2.39, musl since 1.2.5: /proc/self/fd"},
        {"futex_waitv", "5.16", "Wine since 7.0: futex"},
        // musl's getentropy and glibc's have no other way, and fail: who asks these for random bytes needs the call.
        {"getrandom", "3.17", "OpenSSL since 1.1.1, Python since 3.6, Go: /dev/urandom"},
        {"membarrier", "4.3", "liburcu since 0.9: signals"},
        {"openat2", "5.6", "Go since 1.24, systemd since 248: openat"},
        {"pidfd_open", "5.3", "Go since 1.23, Python's asyncio since 3.9: the number of the process"},
        {"pidfd_send_signal", "5.1", "Go since 1.23: kill"},
        {"preadv2", "4.6", "glibc since 2.26: preadv"},
        {"pwritev2", "4.6", "glibc since 2.26: pwritev"},
        {"renameat2", "3.15", "glibc since 2.28, coreutils since 8.30: renameat"},
        {"statx", "4.11", "glibc since 2.28, Rust since 1.38: newfstatat"},
    };

    private static final int NUMBERS = 1024;

    private static final PerArchitecture<boolean[]> OF_ARCHITECTURES = new PerArchitecture<>(NewerCalls::find);

    private NewerCalls() {}

    /** For each number, whether it is one of these calls' or no call's. */
    private static boolean[] find(Architecture architecture) {
        boolean[] newer = new boolean[NUMBERS];
        Arrays.fill(newer, true);
        for (Syscall syscall : architecture.syscalls().all()) {
            newer[syscall.number()] = false;
        }
        for (String[] call : CALLS) {
            Syscall syscall = architecture.syscalls().named(call[0]);
            if (syscall != null) {
                newer[syscall.number()] = true;
            }
        }
        return newer;
    }

    /** Whether a number, taken without a sign, is one of these calls' or no call's. */
    static boolean has(Architecture architecture, int number) {
        return number < 0 || number >= NUMBERS || OF_ARCHITECTURES.of(architecture)[number];
    }

    /** The lowest number from which on there are none but these. */
    static int size(Architecture architecture) {
        boolean[] newer = OF_ARCHITECTURES.of(architecture);
        int size = NUMBERS;
        while (size > 0 && newer[size - 1]) {
            size--;
        }
        return size;
    }
}
