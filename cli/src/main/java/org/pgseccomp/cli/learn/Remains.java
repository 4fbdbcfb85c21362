package org.pgseccomp.cli.learn;

import java.util.List;

/** Tells lines that hold a seccomp record, or what is left of one, from all others. */
final class Remains {
    private static final byte[] SIG = Bytes.ascii("sig=");
    private static final byte[] SYSCALL = Bytes.ascii("syscall=");
    private static final byte[] COMPAT = Bytes.ascii(" compat=");
    private static final byte[] CODE = Bytes.ascii(" code=");
    private static final byte[][] TYPES = {Bytes.ascii("type=SECCOMP"), Bytes.ascii("type=1326")};

    private Remains() {}

    /** Whether the line has all that a record has, wherever it comes from. */
    static boolean wholeRecord(byte[] b, int from, int to) {
        return Bytes.contains(b, from, to, SYSCALL)
                && Bytes.contains(b, from, to, SIG)
                && Bytes.contains(b, from, to, CODE)
                && hasHeader(b, from, to);
    }

    private static boolean hasHeader(byte[] b, int from, int to) {
        for (byte[] type : TYPES) {
            if (Bytes.contains(b, from, to, type)) {
                return true;
            }
        }
        return Bytes.contains(b, from, to, Bytes.ascii("SECCOMP auid="));
    }

    /** Whether the line looks like a part of a record: its header, or two neighbouring fields of its end; or has null bytes. */
    static boolean ofRecord(byte[] b, int from, int to) {
        if (hasHeader(b, from, to) || isCutHeader(b, from, to)) {
            return true;
        }
        if (Bytes.contains(b, from, to, SYSCALL)
                && (Bytes.contains(b, from, to, SIG) || Bytes.contains(b, from, to, COMPAT))) {
            return true;
        }
        if (Bytes.contains(b, from, to, COMPAT) && Bytes.contains(b, from, to, CODE)) {
            return true;
        }
        return hasNull(b, from, to);
    }

    /** Whether the line has null bytes: what a file system leaves after a crash. */
    static boolean hasNull(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** What is wrong with a line that is damaged, for a person. */
    static String damage(byte[] b, int from, int to) {
        if (hasNull(b, from, to)) {
            return "it has null bytes, as a file system leaves them after a crash";
        }
        if (b[from] == '{') {
            return Bytes.contains(b, from, to, Bytes.ascii("\"MESSAGE\":null"))
                    ? "its message was too long for journalctl, which prints it with --all"
                    : "its JSON is not whole";
        }
        String missing = "";
        String repeated = "";
        for (String field : List.of("uid=", "arch=", "syscall=", "code=")) {
            byte[] text = Bytes.ascii(" " + field);
            int at = Bytes.indexOf(b, from, to, text);
            if (at < 0) {
                missing += (missing.isEmpty() ? "" : ", ") + field;
            } else if (Bytes.indexOf(b, at + 1, to, text) >= 0) {
                repeated += (repeated.isEmpty() ? "" : ", ") + field;
            }
        }
        if (!missing.isEmpty()) {
            return "it lacks " + missing;
        }
        return repeated.isEmpty()
                ? "it has a value that neither the kernel nor auditd writes, or text after its end"
                : "it has " + repeated + " more than once";
    }

    /** Whether the whole line is the beginning of a record's header. */
    private static boolean isCutHeader(byte[] b, int from, int to) {
        for (byte[] type : TYPES) {
            boolean same = to > from && to - from < type.length;
            for (int i = from; same && i < to; i++) {
                same = b[i] == type[i - from];
            }
            if (same) {
                return true;
            }
        }
        return false;
    }
}
