package org.pgseccomp.cli.learn;

/**
 * The fields of one seccomp record, read from its bytes. One object is used again for every line.
 *
 * <pre>
 * auid=… uid=26 gid=26 ses=… subj=… pid=1234 comm="postgres" exe="/usr/bin/postgres" sig=0 arch=c000003e syscall=17 compat=0
 * ip=0x7f… code=0x7ffc0000 [0x1d ARCH=x86_64 SYSCALL=pread64 AUID="unset" UID="postgres" GID="postgres"]
 * </pre>
 *
 * The part after 0x1d is what auditd adds with {@code log_format = ENRICHED}. Its SYSCALL is not used: auditd 3.0.9 writes {@code
 * unknown-syscall(-1)} for every call. {@code ausearch -i} writes words instead of numbers, without quotation marks.
 *
 * <p>Names of programs are text of the attacker's. The kernel writes what has blanks, quotation marks or control characters in
 * hexadecimal, so a name cannot bring fields of its own; {@code ausearch -i} writes them plainly, so it can: a field that comes
 * twice makes the record damaged.
 *
 * <p>Source: {@code audit_seccomp} and {@code audit_log_task} in {@code kernel/auditsc.c}; {@code audit_log_untrustedstring} in
 * {@code kernel/audit.c}.
 */
final class AuditRecord {
    private static final byte GROUP_SEPARATOR = 0x1d;

    private static final long SYSCALL = Bytes.word("syscall=");
    private static final byte[] UID = Bytes.ascii("uid=");
    private static final byte[] USER_NAME = Bytes.ascii("UID=");
    private static final byte[] EXE = Bytes.ascii("exe=");
    private static final byte[] COMM = Bytes.ascii("comm=");
    private static final byte[] ARCH = Bytes.ascii("arch=");
    private static final byte[] CODE = Bytes.ascii("code=");

    private static final int SEEN_UID = 1;
    private static final int SEEN_EXE = 2;
    private static final int SEEN_COMM = 4;
    private static final int SEEN_ARCH = 8;
    private static final int SEEN_SYSCALL = 16;
    private static final int SEEN_CODE = 32;
    private static final int NEEDED = SEEN_UID | SEEN_ARCH | SEEN_SYSCALL | SEEN_CODE;

    private final SyscallNames names = SyscallNames.INSTANCE;

    /** Where the values stand in the line's bytes. */
    int uidFrom;

    int uidTo;
    int exeFrom;
    int exeTo;

    /** The name of the user in an enriched record; both 0 where there is none. */
    int userNameFrom;

    int userNameTo;

    /** The audit architecture word. */
    int auditArch;

    /** The index of a known architecture, or {@link SyscallNames#FOREIGN}. */
    int architecture;

    /** The number; above {@link Integer#MAX_VALUE} for the ABIs that set the highest bits. */
    long syscall;

    boolean refused;

    private int seen;
    private String syscallWord;

    /**
     * Reads the fields between two positions; a line feed follows.
     *
     * @param wantUserName whether the part that auditd added is looked at too
     * @return whether the record is whole and its fields are what the kernel writes. If not, nothing of it may be used
     */
    boolean read(byte[] b, int from, int to, boolean wantUserName) {
        seen = 0;
        userNameFrom = 0;
        userNameTo = 0;
        syscallWord = null;
        int at = from;
        while (at < to) {
            int end = Bytes.tokenEnd(b, at);
            if (!field(b, at, end)) {
                return false;
            }
            byte delimiter = b[end];
            if (delimiter == GROUP_SEPARATOR) {
                if (wantUserName) {
                    readUserName(b, end + 1, to);
                }
                break;
            }
            if (delimiter != ' ' && end < to && !(delimiter == '\r' && end + 1 == to)) {
                return false;
            }
            at = end + 1;
        }
        return (seen & NEEDED) == NEEDED && (seen & (SEEN_EXE | SEEN_COMM)) != 0 && resolveWord();
    }

    /** Reads a field if it is one that matters. Answers false if it is malformed or has come before. */
    private boolean field(byte[] b, int at, int end) {
        return switch (b[at]) {
            case 'u' -> !Bytes.at(b, at, end, UID) || (once(SEEN_UID) && uid(at + UID.length, end));
            case 'e' -> !Bytes.at(b, at, end, EXE) || exe(b, at + EXE.length, end);
            case 'a' -> !Bytes.at(b, at, end, ARCH) || (once(SEEN_ARCH) && arch(b, at + ARCH.length, end));
            case 's' -> end - at < 8 || Bytes.word(b, at) != SYSCALL || (once(SEEN_SYSCALL) && syscall(b, at + 8, end));
            case 'c' ->
                Bytes.at(b, at, end, COMM)
                        ? once(SEEN_COMM) && comm(at + COMM.length, end)
                        : !Bytes.at(b, at, end, CODE) || (once(SEEN_CODE) && code(b, at + CODE.length, end));
            default -> true;
        };
    }

    private boolean uid(int from, int to) {
        uidFrom = from;
        uidTo = to;
        return from < to;
    }

    /** Kernels before 3.14 write no executable, and (null) where the process has no memory of its own: then its name counts. */
    private boolean exe(byte[] b, int from, int to) {
        if (from < to && b[from] == '(') {
            return true;
        }
        exeFrom = from;
        exeTo = to;
        return from < to && once(SEEN_EXE);
    }

    private boolean comm(int from, int to) {
        if ((seen & SEEN_EXE) == 0) {
            exeFrom = from;
            exeTo = to;
        }
        return true;
    }

    private boolean once(int field) {
        boolean first = (seen & field) == 0;
        seen |= field;
        return first;
    }

    private boolean arch(byte[] b, int from, int to) {
        long word = Bytes.hexadecimal(b, from, to);
        if (word >= 0) {
            auditArch = (int) word;
        } else {
            Integer named = to - from > 16 ? null : SyscallNames.AUDIT_ARCHS.get(Bytes.text(b, from, to));
            if (named == null) {
                return false;
            }
            auditArch = named;
        }
        architecture = names.architecture(auditArch);
        return true;
    }

    private boolean syscall(byte[] b, int from, int to) {
        boolean negative = from < to && b[from] == '-';
        long number = Bytes.decimal(b, negative ? from + 1 : from, to);
        if (number >= 0 && number <= 0xFFFFFFFFL) {
            syscall = negative ? -number : number;
            return true;
        }
        if (from >= to || to - from > 64 || b[from] < 'A') {
            return false;
        }
        syscallWord = Bytes.text(b, from, to); // the architecture may come later
        return true;
    }

    /** Finds the number of a system call that the record names. */
    private boolean resolveWord() {
        if (syscallWord == null) {
            return true;
        }
        if (architecture == SyscallNames.FOREIGN) {
            syscall = -1;
            return true;
        }
        syscall = names.number(architecture, syscallWord);
        return syscall >= 0;
    }

    private boolean code(byte[] b, int from, int to) {
        RetAction action;
        if (to - from > 2 && b[from] == '0' && b[from + 1] == 'x') {
            long code = Bytes.hexadecimal(b, from + 2, to);
            action = code < 0 ? RetAction.INVALID : RetAction.ofCode((int) code);
        } else {
            action = to - from > 16 ? RetAction.INVALID : RetAction.ofWord(Bytes.text(b, from, to));
        }
        refused = action == RetAction.REFUSED;
        return action != RetAction.INVALID;
    }

    private void readUserName(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Bytes.tokenEnd(b, at);
            if (Bytes.at(b, at, end, USER_NAME)) {
                userNameFrom = at + USER_NAME.length;
                userNameTo = end;
                if (end - userNameFrom >= 2 && b[userNameFrom] == '"' && b[end - 1] == '"') {
                    userNameFrom++;
                    userNameTo--;
                }
                return;
            }
            at = end + 1;
        }
    }
}
