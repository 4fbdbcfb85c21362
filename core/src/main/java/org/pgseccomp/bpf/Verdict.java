package org.pgseccomp.bpf;

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
    /** {@code SECCOMP_RET_TRAP}; its data tells the handler of the signal what to do (denial.c in the extension). */
    public static final int TRAP_ERROR = 0x00030000 | 1;
    /** The same, for {@link Action#TERMINATE}. */
    public static final int TRAP_TERMINATE = 0x00030000 | 2;
    /** {@code SECCOMP_RET_LOG}. */
    public static final int LOG = 0x7ffc0000;
    /** {@code SECCOMP_RET_ALLOW}. */
    public static final int ALLOW = 0x7fff0000;

    private Verdict() {}

    /** The value that a program returns for an action. */
    public static int of(Action action) {
        return switch (action) {
            case ALLOW -> ALLOW;
            case LOG -> LOG;
            case ERROR -> ERRNO_EACCES;
            case TERMINATE -> TRAP_TERMINATE;
            case KILL -> KILL_PROCESS;
        };
    }

    static String nameOf(int value) {
        return switch (value) {
            case ALLOW -> "allow";
            case LOG -> "log";
            case ERRNO_EACCES -> "errno EACCES";
            case ERRNO_NONE -> "errno 0";
            case TRAP_ERROR -> "trap error";
            case TRAP_TERMINATE -> "trap terminate";
            case KILL_PROCESS -> "kill process";
            default -> "0x" + Integer.toHexString(value);
        };
    }
}
