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
        boolean tagless = true; // so far nothing but times of the kernel's
        for (int words = 0; words < MAX_WORDS && at < to; words++) {
            if (tagless && isMessage(b, at, to)) {
                message = skipNode(b, skipAudit(b, at, to), to);
                return true;
            }
            if (b[at] == '[') {
                at = skipBlanks(b, afterBracket(b, at, to), to);
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
