package org.pgseccomp.cli.learn;

import java.util.Map;

/**
 * What tools print in place of the kernel's name of a system call: the names of auditd's tables and of older tools, and numbers. Each
 * stands for a call with the same number, so that it can be taken for it; what libc calls a function is none of these.
 *
 * <pre>
 * pread  newfstat  getdents                    ausearch -i, aureport, perf with libaudit
 * syscall_332  syscall_0x1b7  SYS_318          strace: a call that is newer than it, or without a name
 * unknown-syscall(437)  unknown syscall(437)   ausearch -i: the same
 * </pre>
 *
 * <p>Sources: {@code lib/*_table.h} of audit-userspace, beside the kernel's tables; {@code src/linux} of strace 4.5 to 6.
 */
final class OtherNames {
    private static final String[] NUMBERED = {"syscall_", "SYS_", "sys_", "unknown-syscall(", "syscall("};

    private static final Map<String, String> SAME_CALL = Map.ofEntries(
            Map.entry("pread", "pread64"),
            Map.entry("pwrite", "pwrite64"),
            Map.entry("newfstat", "fstat"),
            Map.entry("newstat", "stat"),
            Map.entry("newlstat", "lstat"),
            Map.entry("fstatat", "newfstatat"),
            Map.entry("fstatat64", "newfstatat"),
            Map.entry("getdents", "getdents64"), // only where there is no getdents: aarch64
            Map.entry("umount", "umount2"), // the same
            Map.entry("newuname", "uname"),
            Map.entry("timerfd", "timerfd_create"),
            Map.entry("fadvise", "fadvise64"),
            Map.entry("posix_fadvise", "fadvise64"),
            Map.entry("arm_fadvise64_64", "fadvise64"),
            Map.entry("fadvise64_64", "fadvise64"),
            Map.entry("prlimit", "prlimit64"),
            Map.entry("pselect", "pselect6"),
            Map.entry("sysctl", "_sysctl"),
            Map.entry("newselect", "_newselect"),
            Map.entry("sendfile64", "sendfile"),
            Map.entry("sigreturn", "rt_sigreturn"));

    private OtherNames() {}

    /** The kernel's name of the same call, or null. */
    static String sameCall(String printed) {
        return SAME_CALL.get(printed);
    }

    /** The number that stands in place of a name; -1 if none does. */
    static long number(String printed) {
        for (String before : NUMBERED) {
            if (printed.startsWith(before)) {
                int end = printed.endsWith(")") ? printed.length() - 1 : printed.length();
                boolean isHexadecimal = printed.startsWith("0x", before.length());
                byte[] b = Bytes.ascii(printed);
                return isHexadecimal
                        ? Bytes.hexadecimal(b, before.length() + 2, end)
                        : Bytes.decimal(b, before.length(), end);
            }
        }
        return -1;
    }
}
