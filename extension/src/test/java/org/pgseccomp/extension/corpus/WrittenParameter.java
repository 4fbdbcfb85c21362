package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * A parameter of a system call, written down from the manual page and the kernel's SYSCALL_DEFINE, for cases whose answers are known without the core.
 *
 * @param index which of the six arguments it is
 * @param bits how many of the register the kernel looks at
 * @param ignored bits of these that are not compared
 * @param constants some of its values by name, with the numbers of include/uapi
 */
record WrittenParameter(
        String syscall,
        String name,
        int index,
        int bits,
        boolean isSigned,
        boolean isPointer,
        long ignored,
        List<Constant> constants) {
    /** A name of a value. */
    record Constant(String name, long value) {}

    /** SOCK_NONBLOCK and SOCK_CLOEXEC. */
    private static final long SOCKET_FLAGS = 0x80800;

    /** Whole calls, so that conditions on several arguments can be made. */
    static final List<List<WrittenParameter>> CALLS = List.of(
            List.of(
                    signed("socket", "domain", 0)
                            .with("AF_UNIX", 1)
                            .with("AF_INET", 2)
                            .with("AF_INET6", 10)
                            .with("AF_NETLINK", 16)
                            .with("AF_PACKET", 17),
                    new WrittenParameter("socket", "type", 1, 32, true, false, SOCKET_FLAGS, List.of())
                            .with("SOCK_STREAM", 1)
                            .with("SOCK_RAW", 3),
                    signed("socket", "protocol", 2).with("IPPROTO_TCP", 6)),
            List.of(
                    unsigned("fcntl", "cmd", 1, 32).with("F_GETFL", 3).with("F_SETFL", 4),
                    unsigned("fcntl", "arg", 2, 64)),
            List.of(
                    unsigned("ioctl", "fd", 0, 32),
                    unsigned("ioctl", "op", 1, 32).with("TIOCSTI", 0x5412).with("TIOCLINUX", 0x541C),
                    unsigned("ioctl", "arg2", 2, 64)),
            List.of(
                    signed("prctl", "option", 0).with("PR_SET_NAME", 15).with("PR_SET_NO_NEW_PRIVS", 38),
                    unsigned("prctl", "arg2", 1, 64),
                    unsigned("prctl", "arg5", 4, 64)),
            List.of(
                    unsigned("mmap", "prot", 2, 64).with("PROT_WRITE", 2).with("PROT_EXEC", 4),
                    unsigned("mmap", "flags", 3, 64)
                            .with("MAP_PRIVATE", 2)
                            .with("MAP_FIXED", 0x10)
                            .with("MAP_ANONYMOUS", 0x20)),
            List.of(unsigned("clone", "flags", 0, 32)
                    .with("CLONE_VM", 0x100)
                    .with("CLONE_NEWUSER", 0x10000000)
                    .with("CLONE_NEWNET", 0x40000000)),
            List.of(
                    signed("madvise", "advice", 2).with("MADV_DONTNEED", 4).with("MADV_FREE", 8),
                    unsigned("madvise", "length", 1, 64)),
            List.of(signed("getpriority", "which", 0).with("PRIO_USER", 2), signed("getpriority", "who", 1)),
            List.of(
                    signed("setpriority", "which", 0),
                    signed("setpriority", "who", 1),
                    signed("setpriority", "prio", 2)),
            List.of(signed("setns", "fd", 0), signed("setns", "nstype", 1).with("CLONE_NEWNS", 0x20000)),
            List.of(signed("shutdown", "sockfd", 0), signed("shutdown", "how", 1)),
            List.of(unsigned("flock", "fd", 0, 32), unsigned("flock", "operation", 1, 32)),
            List.of(signed("tkill", "tid", 0), signed("tkill", "sig", 1).with("SIGKILL", 9)),
            List.of(signed("bpf", "cmd", 0), pointer("bpf", "attr", 1), unsigned("bpf", "size", 2, 32)),
            List.of(signed("perf_event_open", "pid", 1), unsigned("perf_event_open", "flags", 4, 64)),
            List.of(unsigned("unshare", "flags", 0, 64).with("CLONE_NEWUSER", 0x10000000)),
            List.of(signed("reboot", "magic", 0), signed("reboot", "magic2", 1), unsigned("reboot", "op", 2, 32)),
            List.of(unsigned("setrlimit", "resource", 0, 32).with("RLIMIT_CORE", 4), pointer("setrlimit", "rlim", 1)),
            List.of(
                    signed("readahead", "fd", 0),
                    signed64("readahead", "offset", 1),
                    unsigned("readahead", "count", 2, 64)),
            List.of(signed("mkdirat", "dirfd", 0), unsigned("mkdirat", "mode", 2, 16)),
            List.of(unsigned("personality", "persona", 0, 32)),
            List.of(signed("semget", "key", 0), signed("semget", "semflg", 2)));

    private WrittenParameter with(String constant, long value) {
        List<Constant> more = new ArrayList<>(constants);
        more.add(new Constant(constant, value));
        return new WrittenParameter(syscall, name, index, bits, isSigned, isPointer, ignored, List.copyOf(more));
    }

    private static WrittenParameter signed(String syscall, String name, int index) {
        return new WrittenParameter(syscall, name, index, 32, true, false, 0, List.of());
    }

    private static WrittenParameter signed64(String syscall, String name, int index) {
        return new WrittenParameter(syscall, name, index, 64, true, false, 0, List.of());
    }

    private static WrittenParameter unsigned(String syscall, String name, int index, int bits) {
        return new WrittenParameter(syscall, name, index, bits, false, false, 0, List.of());
    }

    private static WrittenParameter pointer(String syscall, String name, int index) {
        return new WrittenParameter(syscall, name, index, 64, false, true, 0, List.of());
    }

    /** What the kernel takes of a register. */
    long taken(long register) {
        long cut = bits == 64 ? register : isSigned ? (int) register : register & ((1L << bits) - 1);
        return cut & ~ignored;
    }
}
