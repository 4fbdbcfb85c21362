package org.pgseccomp.cli.learn;

/**
 * What the kernel did with a recorded call, from the {@code code} of the record.
 *
 * <p>The code is also how a truncated record is told: it is the last word that the kernel writes, and no proper beginning of a
 * code that PostgreSQL's filters give is a code itself.
 *
 * <p>Sources: {@code SECCOMP_RET_*} in {@code include/uapi/linux/seccomp.h}; the words of {@code ausearch -i} in auditd's
 * {@code auparse/seccomp_code_tab.h} and {@code auparse/interpret.c}.
 */
enum RetAction {
    /** The call was made. */
    MADE,
    /** The call was not made: it failed, or the process or thread was killed. */
    REFUSED,
    /** Not a code of seccomp. */
    INVALID;

    private static final int ACTION = 0xFFFF0000;
    private static final int DATA = 0x0000FFFF;
    private static final int MAX_ERRNO = 4095;

    static RetAction ofCode(int code) {
        int data = code & DATA;
        return switch (code & ACTION) {
            // allow, log, user notification
            case 0x7FFF0000, 0x7FFC0000, 0x7FC00000 -> data == 0 ? MADE : INVALID;
            // trace: the data is the tracer's
            case 0x7FF00000 -> MADE;
            // errno
            case 0x00050000 -> data <= MAX_ERRNO ? REFUSED : INVALID;
            // trap: the data is the handler's
            case 0x00030000 -> REFUSED;
            // kill process, kill thread
            case 0x80000000, 0x00000000 -> data == 0 ? REFUSED : INVALID;
            default -> INVALID;
        };
    }

    static RetAction ofWord(String word) {
        return switch (word) {
            case "allow", "log", "trace", "user-notif" -> MADE;
            case "errno", "trap", "kill", "kill-thread", "kill-process" -> REFUSED;
            default -> INVALID;
        };
    }
}
