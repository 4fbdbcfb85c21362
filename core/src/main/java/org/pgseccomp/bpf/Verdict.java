package org.pgseccomp.bpf;

import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;

/**
 * The values that programs return, {@code SECCOMP_RET_*} of {@code include/uapi/linux/seccomp.h}. They are the kernel's
 * face of {@link Action}.
 */
public final class Verdict {
    /** {@code SECCOMP_RET_KILL_PROCESS}. */
    public static final int KILL_PROCESS = 0x80000000;
    /** {@code SECCOMP_RET_ERRNO} with EACCES, 13 on every architecture ({@code asm-generic/errno-base.h}). */
    public static final int ERRNO_EACCES = 0x00050000 | 13;
    /** {@code SECCOMP_RET_ERRNO} with 0: the call is not made, and seems to have succeeded. */
    public static final int ERRNO_NONE = 0x00050000;
    /** {@code SECCOMP_RET_ERRNO}, without the error. */
    private static final int ERRNO = 0x00050000;

    /** {@code SECCOMP_RET_TRAP}; its data tells the handler of the signal what to do (denial.c in the extension). */
    private static final int TRAP = 0x00030000;

    /** In the data of a trap: the bits of the error that the call is to fail with. */
    public static final int TRAP_ERRNO_MASK = 0xfff;
    /** In the data of a trap: the call fails. */
    public static final int TRAP_ERROR = 0x1000;
    /** In the data of a trap: the call fails, and the session ends. */
    public static final int TRAP_END = 0x2000;
    /** In the data of a trap: the handler counts the call, and makes it. */
    public static final int TRAP_REPEAT = 0x4000;
    /** For {@link Action#WARN}, where a handler counts. */
    public static final int TRAP_WARN = TRAP | TRAP_REPEAT;
    /** For {@link Action#TERMINATE}. */
    public static final int TRAP_TERMINATE = TRAP | TRAP_END | 13;
    /** {@code SECCOMP_RET_LOG}. */
    public static final int LOG = 0x7ffc0000;
    /** {@code SECCOMP_RET_ALLOW}. */
    public static final int ALLOW = 0x7fff0000;

    private Verdict() {}

    /** The call fails with an error, 1 to 4095. */
    public static int errno(int errno) {
        return ERRNO | errno;
    }

    /** The handler makes the call fail with an error, 1 to 4095. */
    public static int trapError(int errno) {
        return TRAP | TRAP_ERROR | errno;
    }

    /** The value that a program returns for an action. */
    public static int of(Action action) {
        return switch (action) {
            case ALLOW -> ALLOW;
            case LOG, WARN -> LOG;
            case ERROR -> ERRNO_EACCES;
            case TERMINATE -> TRAP_TERMINATE;
            case KILL -> KILL_PROCESS;
        };
    }

    static String nameOf(int value) {
        String plain = switch (value) {
            case ALLOW -> "allow";
            case LOG -> "log";
            case ERRNO_NONE -> "errno 0";
            case TRAP_WARN -> "trap warn";
            case TRAP_TERMINATE -> "trap terminate";
            case KILL_PROCESS -> "kill process";
            default -> null;
        };
        if (plain != null) {
            return plain;
        }
        int errno = value & TRAP_ERRNO_MASK;
        String name = Errnos.nameOf(errno);
        if (name != null && value == errno(errno)) {
            return "errno " + name;
        }
        if (name != null && value == trapError(errno)) {
            return errno == 13 ? "trap error" : "trap error " + name;
        }
        return "0x" + Integer.toHexString(value);
    }
}
