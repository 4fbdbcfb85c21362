package org.pgseccomp.cli.learn;

/**
 * What stands before a record in a line, and whether it shows that the kernel's audit wrote the line.
 *
 * <pre>
 * type=SECCOMP msg=audit(…): …                                          auditd's file
 * node=db1 type=SECCOMP msg=audit(…): …                                 the same with name_format
 * Jan 29 07:58:12 db1 audispd[568]: node=db1 type=SECCOMP msg=…         sent on to syslog
 * [  412.010001] audit: type=1326 audit(…): …                           dmesg, also with -T, -x, --time-format and --raw
 * Aug 03 20:12:42 db1 kernel: audit: type=1326 audit(…): …              journalctl -k, syslog's files
 * Aug 03 20:12:42 db1 kernel: [  412.010001] audit: type=1326 …         the same with the kernel's own time
 * Aug 03 20:12:42 db1 audit[1234]: SECCOMP auid=…                       journalctl, what journald read from the audit socket
 * &lt;5&gt;1 2026-03-05T10:11:12Z db1 kernel - - - audit: type=1326 …   RFC 5424, with the program as a field
 * 6,339,5140900,-;audit: type=1326 audit(…): …                          /dev/kmsg
 * </pre>
 *
 * In a shared log any program can write a line of its own with a record in it, so the tag, which is the first word that ends
 * with a colon, has to be one of the kernel's or the audit daemon's. Known weakness: a program can choose its own tag (logger
 * -t kernel). {@code journalctl -k} and {@code journalctl -o json} are free of that.
 */
final class LinePrefix {
    /** Words before the tag: date, time, time zone, host, level. */
    private static final int MAX_WORDS = 10;

    private static final byte[] AUDIT = Bytes.ascii("audit: ");
    private static final byte[] NODE = Bytes.ascii("node=");
    private static final byte[] TYPE = Bytes.ascii("type=");
    private static final byte[] TAG_END = Bytes.ascii(": ");
    private static final byte[][] TRUSTED_TAGS = {
        Bytes.ascii("kernel"),
        Bytes.ascii("audit"),
        Bytes.ascii("auditd"),
        Bytes.ascii("audispd"),
        Bytes.ascii("audisp-syslog")
    };
    /** The version, which follows the priority. */
    private static final byte[] RFC_5424 = Bytes.ascii("1 ");

    private static final byte[] KERNEL = TRUSTED_TAGS[0];
    private static final byte[] AUDIT_TAG = TRUSTED_TAGS[1];

    /** Where the message begins after the last {@link #find}. */
    int message;

    /** Whether the message has the tag {@code audit[…]:}, with which journald marks what it read from the audit socket. */
    boolean journalAudit;

    /** Whether the message has the mark {@code audit:} of the kernel's audit. */
    boolean audit;

    /**
     * Finds the message of a line.
     *
     * @return whether the line comes from the kernel's audit or, without a tag, could be of a file that only the kernel or
     *     auditd writes
     */
    boolean find(byte[] b, int from, int to) {
        journalAudit = false;
        audit = false;
        message = from;
        int at = skipKernelPriority(b, from, to);
        if (Bytes.at(b, at, to, RFC_5424) && at > from) {
            return rfc5424(b, at + RFC_5424.length, to);
        }
        boolean tagless = true; // so far nothing but times of the kernel's
        for (int words = 0; words < MAX_WORDS && at < to; words++) {
            if (tagless && isMessage(b, at, to)) {
                message = skipNode(b, skipAudit(b, at, to), to);
                return true;
            }
            if (b[at] == '[') {
                int end = afterBracket(b, at, to);
                if (tagless && !isKernelTime(b, at, end) && !(words > 0 && isCaller(b, at, end))) {
                    return false;
                }
                at = skipBlanks(b, end, to);
                continue;
            }
            int end = Math.min(Bytes.tokenEnd(b, at), to);
            if (end > at + 1 && b[end - 1] == ':') {
                return tag(b, at, end - 1, to);
            }
            tagless &= words == 0 && isIsoTime(b, at, end);
            at = skipBlanks(b, end + 1, to);
        }
        return false;
    }

    private boolean isMessage(byte[] b, int at, int to) {
        return Bytes.at(b, at, to, TYPE) || Bytes.at(b, at, to, AUDIT) || Bytes.at(b, at, to, NODE);
    }

    /** Reads the tag and what follows it. */
    private boolean tag(byte[] b, int from, int end, int to) {
        int nameEnd = end;
        for (int i = from; i < end; i++) {
            if (b[i] == '[') {
                nameEnd = i;
                break;
            }
        }
        for (byte[] trusted : TRUSTED_TAGS) {
            if (nameEnd - from == trusted.length && Bytes.at(b, from, nameEnd, trusted)) {
                int at = Math.min(end + TAG_END.length, to);
                if (trusted == KERNEL && at < to && b[at] == '[') {
                    at = skipBlanks(b, afterBracket(b, at, to), to);
                }
                journalAudit = nameEnd < end && trusted == AUDIT_TAG;
                message = skipNode(b, skipAudit(b, at, to), to);
                audit |= nameEnd == end && trusted == AUDIT_TAG;
                return true;
            }
        }
        return false;
    }

    /** Reads {@code TIME HOST PROGRAM PROCID MSGID STRUCTURED-DATA MESSAGE}, the fields of RFC 5424. */
    private boolean rfc5424(byte[] b, int from, int to) {
        int at = nextWord(b, nextWord(b, from, to), to);
        int nameEnd = Math.min(Bytes.tokenEnd(b, at), to);
        boolean isTrusted = false;
        for (byte[] trusted : TRUSTED_TAGS) {
            isTrusted |= nameEnd - at == trusted.length && Bytes.at(b, at, nameEnd, trusted);
        }
        if (!isTrusted) {
            return false;
        }
        boolean ofKernel = Bytes.at(b, at, nameEnd, KERNEL);
        at = afterStructuredData(b, nextWord(b, nextWord(b, nextWord(b, at, to), to), to), to);
        if (ofKernel && at < to && b[at] == '[') {
            at = skipBlanks(b, afterBracket(b, at, to), to);
        }
        message = skipNode(b, skipAudit(b, at, to), to);
        return true;
    }

    private static int nextWord(byte[] b, int at, int to) {
        return skipBlanks(b, Math.min(Bytes.tokenEnd(b, at), to), to);
    }

    /** {@code -}, or {@code [name key="value"]} once or more, without blanks between; a value has quotation marks and brackets escaped or not. */
    private static int afterStructuredData(byte[] b, int from, int to) {
        if (from < to && b[from] == '-') {
            return skipBlanks(b, from + 1, to);
        }
        int at = from;
        boolean quoted = false;
        while (at < to && (quoted || b[at] != ' ' || (at > from && b[at - 1] != ']'))) {
            if (b[at] == '\\' && quoted) {
                at++;
            } else if (b[at] == '"') {
                quoted = !quoted;
            }
            at++;
        }
        return skipBlanks(b, Math.min(at, to), to);
    }

    /** {@code [  412.010001]}, {@code [  +0.000100]}, {@code [Mar 5 10:11]}, {@code [Thu Mar  5 10:11:12 2026 <    0.000010>]}. */
    private static boolean isKernelTime(byte[] b, int from, int to) {
        boolean hasTime = false;
        boolean hasLetter = false;
        for (int i = from + 1; i < to - 1; i++) {
            boolean letter = (b[i] >= 'a' && b[i] <= 'z') || (b[i] >= 'A' && b[i] <= 'Z');
            boolean point = b[i] == '.' || b[i] == ':';
            if (!letter && !point && !Bytes.isDigit(b[i]) && " +<>-".indexOf(b[i]) < 0) {
                return false;
            }
            hasLetter |= letter;
            hasTime |= point && Bytes.isDigit(b[i - 1]) && Bytes.isDigit(b[i + 1]) && (!hasLetter || b[i] == ':');
        }
        return hasTime;
    }

    /** {@code [ T4711]}, {@code [   C1]}: who calls printk, where the kernel writes it. */
    private static boolean isCaller(byte[] b, int from, int to) {
        int at = skipBlanks(b, from + 1, to);
        return at + 1 < to && (b[at] == 'T' || b[at] == 'C') && Bytes.decimal(b, at + 1, to - 1) >= 0;
    }

    /** {@code 2020-08-03T20:12:42,123456+00:00} of dmesg --time-format iso. */
    private static boolean isIsoTime(byte[] b, int from, int to) {
        return to - from > 19 && Bytes.isDigit(b[from]) && b[from + 10] == 'T';
    }

    /** {@code <5>}, {@code 6,339,5140900,-;} or {@code kern  :notice: }. */
    private static int skipKernelPriority(byte[] b, int from, int to) {
        if (from < to && b[from] == '<') {
            for (int i = from + 1; i < to && i < from + 5; i++) {
                if (b[i] == '>') {
                    return i + 1;
                }
            }
            return from;
        }
        if (from < to && Bytes.isDigit(b[from])) {
            for (int i = from; i < to && i < from + 80; i++) {
                if (b[i] == ';') {
                    return i + 1;
                }
                if (b[i] == ' ') {
                    return from;
                }
            }
            return from;
        }
        if (Bytes.at(b, from, to, Bytes.ascii("kern  :"))) {
            int end = Bytes.indexOf(b, from + 7, Math.min(to, from + 24), TAG_END);
            return end < 0 ? from : end + TAG_END.length;
        }
        return from;
    }

    private int skipAudit(byte[] b, int at, int to) {
        audit = Bytes.at(b, at, to, AUDIT);
        return audit ? at + AUDIT.length : at;
    }

    private static int skipNode(byte[] b, int at, int to) {
        return Bytes.at(b, at, to, NODE) ? Math.min(Bytes.tokenEnd(b, at) + 1, to) : at;
    }

    private static int afterBracket(byte[] b, int at, int to) {
        for (int i = at; i < to && i < at + 48; i++) {
            if (b[i] == ']') {
                return i + 1;
            }
        }
        return to;
    }

    private static int skipBlanks(byte[] b, int at, int to) {
        int i = at;
        while (i < to && b[i] == ' ') {
            i++;
        }
        return Math.min(i, to);
    }
}
