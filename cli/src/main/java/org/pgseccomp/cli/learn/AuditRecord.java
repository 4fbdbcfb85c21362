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

    // The first four bytes of a field, as Bytes.word has them.
    private static final int UID = 'u' | 'i' << 8 | 'd' << 16 | '=' << 24;
    private static final int EXE = 'e' | 'x' << 8 | 'e' << 16 | '=' << 24;
    private static final int COMM = 'c' | 'o' << 8 | 'm' << 16 | 'm' << 24;
    private static final int CODE = 'c' | 'o' << 8 | 'd' << 16 | 'e' << 24;
    private static final int ARCH = 'a' | 'r' << 8 | 'c' << 16 | 'h' << 24;
    private static final int SYSC = 's' | 'y' << 8 | 's' << 16 | 'c' << 24;
    private static final long SYSCALL = Bytes.word("syscall=");
    private static final byte[] USER_NAME = Bytes.ascii("UID=");
    private static final byte[] ENRICHED_START = Bytes.ascii("ARCH=");
    private static final String UNKNOWN = "unknown";

    /** The longest word with a code and nothing behind it: {@code code=user-notif}. */
    private static final int LONGEST_CODE = 15;

    private static final int SEEN_UID = 1;
    private static final int SEEN_EXE = 2;
    private static final int SEEN_COMM = 4;
    private static final int SEEN_ARCH = 8;
    private static final int SEEN_SYSCALL = 16;
    private static final int SEEN_CODE = 32;
    private static final int NEEDED = SEEN_UID | SEEN_ARCH | SEEN_SYSCALL | SEEN_CODE;
    private static final int REPEATED = 64;

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

    private String syscallWord;

    // The last architecture and code that were read, as bytes: nearly all records of a log have the same.
    private long lastArch;
    private long lastCodeStart;
    private long lastCodeEnd;

    /**
     * Reads the fields up to the end of the line, which is found on the way.
     *
     * @param wantUserName whether the part that auditd added is looked at too
     * @return where the line ends, or -1 if the record is not whole or its fields are not what the kernel writes. Then nothing
     *     of it may be used
     */
    int read(byte[] b, int from, boolean wantUserName) {
        int seen = 0;
        userNameFrom = 0;
        userNameTo = 0;
        syscallWord = null;
        boolean isSeparated = false;
        int at = from;
        int end;
        while (true) {
            end = Bytes.tokenEnd(b, at);
            boolean valid = true;
            switch ((int) Bytes.word(b, at)) {
                case UID -> {
                    seen |= see(seen, SEEN_UID);
                    uidFrom = at + 4;
                    uidTo = end;
                    valid = end > at + 4;
                }
                // Kernels before 3.14 write no executable, and (null) where the process has no memory: then its name
                // counts.
                case EXE -> {
                    if (b[at + 4] != '(') {
                        seen |= see(seen, SEEN_EXE);
                        exeFrom = at + 4;
                        exeTo = end;
                        valid = end > at + 4;
                    }
                }
                case COMM -> {
                    seen |= see(seen, SEEN_COMM);
                    if ((seen & SEEN_EXE) == 0) {
                        exeFrom = at + 5;
                        exeTo = end;
                    }
                    valid = end > at + 5 && b[at + 4] == '=';
                }
                case ARCH -> {
                    seen |= see(seen, SEEN_ARCH);
                    valid = end > at + 5 && b[at + 4] == '=' && arch(b, at + 5, end);
                }
                case SYSC -> {
                    if (UNKNOWN.equals(syscallWord) && b[at + 7] == '(') { // unknown syscall(437), with a blank
                        syscallWord = end - at > 64 ? UNKNOWN : Bytes.text(b, at, end);
                        break;
                    }
                    seen |= see(seen, SEEN_SYSCALL);
                    valid = end > at + 8 && Bytes.word(b, at) == SYSCALL && syscall(b, at + 8, end);
                }
                case CODE -> {
                    seen |= see(seen, SEEN_CODE);
                    int separator = end - at > LONGEST_CODE ? EscapedBytes.separator(b, at + 5, end) : end;
                    valid = separator > at + 5 && b[at + 4] == '=' && code(b, at + 5, separator);
                    if (separator < end) { // what auditd added follows, and is no field of the kernel's
                        end = separator;
                        isSeparated = true;
                    }
                }
                default -> {}
            }
            if (!valid) {
                return -1;
            }
            if (b[end] != ' ') {
                break;
            }
            at = end + 1;
        }
        int lineEnd = isSeparated ? afterSeparator(b, end, wantUserName) : lineEnd(b, end, wantUserName);
        boolean whole = (seen & (NEEDED | REPEATED)) == NEEDED && (seen & (SEEN_EXE | SEEN_COMM)) != 0;
        return whole && lineEnd >= 0 && resolveWord() ? lineEnd : -1;
    }

    private static int see(int seen, int field) {
        return (seen & field) == 0 ? field : REPEATED;
    }

    /** The end of the line after the last field; -1 if that is followed by what does not belong there. */
    private int lineEnd(byte[] b, int end, boolean wantUserName) {
        if (b[end] == '\n') {
            return end;
        }
        if (b[end] == GROUP_SEPARATOR) {
            return afterSeparator(b, end, wantUserName);
        }
        return b[end] == '\r' && b[end + 1] == '\n' ? end + 1 : -1;
    }

    private int afterSeparator(byte[] b, int end, boolean wantUserName) {
        int lineEnd = Bytes.lineEnd(b, end);
        if (wantUserName) {
            readUserName(b, end + 1, lineEnd);
        }
        return lineEnd;
    }

    private boolean arch(byte[] b, int from, int to) {
        long text = Bytes.word(b, from);
        if (text == lastArch && to - from == 8) {
            return true;
        }
        lastArch = 0;
        long word = Bytes.hexadecimal(b, from, to);
        if (word >= 0) {
            auditArch = (int) word;
            lastArch = to - from == 8 ? text : 0;
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
        boolean negative = b[from] == '-';
        long number = Bytes.decimal(b, negative ? from + 1 : from, to);
        if (number >= 0 && number <= 0xFFFFFFFFL) {
            syscall = negative ? -number : number;
            return true;
        }
        if (to - from > 64 || b[from] < 'A') {
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
        boolean usual = to - from == 10; // as 0x7ffc0000
        if (usual && Bytes.word(b, from) == lastCodeStart && Bytes.word(b, to - 8) == lastCodeEnd) {
            return true;
        }
        lastCodeStart = 0;
        RetAction action;
        if (to - from > 2 && b[from] == '0' && b[from + 1] == 'x') {
            long code = Bytes.hexadecimal(b, from + 2, to);
            action = code < 0 ? RetAction.INVALID : RetAction.ofCode((int) code);
        } else {
            action = to - from > 16 ? RetAction.INVALID : RetAction.ofWord(Bytes.text(b, from, to));
        }
        refused = action == RetAction.REFUSED;
        if (usual && action != RetAction.INVALID) {
            lastCodeStart = Bytes.word(b, from);
            lastCodeEnd = Bytes.word(b, to - 8);
        }
        return action != RetAction.INVALID;
    }

    private void readUserName(byte[] b, int from, int to) {
        int first = Bytes.indexOf(b, from, to, ENRICHED_START);
        int at = first < 0 ? from : first;
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
