package org.pgseccomp.cli.learn;

/**
 * The messages with which the kernel and the daemons that its records pass say that records were dropped. A record that was dropped is a system call that
 * the list may lack.
 *
 * <pre>
 * kauditd_printk_skb: 62 callbacks suppressed         no auditd: the kernel's log takes ten records in five seconds
 * audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64
 * audit: audit_backlog=65 &gt; audit_backlog_limit=64
 * audit: backlog limit exceeded, audit: rate limit exceeded, audit: kauditd hold queue overflow
 * Missed 12 kernel messages                           journald
 * rsyslogd: imjournal: 18432 messages lost due to rate-limiting (20000 allowed within 600 seconds)
 * rsyslogd: imuxsock lost 14 messages from pid 4711 due to rate-limiting
 * audispd: queue is full - dropping event
 * auditd[612]: dispatch err (pipe full) event lost
 * ** 12 printk messages dropped **                    the kernel's console
 * </pre>
 *
 * Sources: {@code kernel/audit.c}, {@code lib/ratelimit.c}; {@code src/journal/journald-kmsg.c} of systemd.
 */
final class LossReports {
    private static final byte[] SUPPRESSED = Bytes.ascii(" callbacks suppressed");
    private static final byte[][] LIMITERS = {
        Bytes.ascii("kauditd_printk_skb: "),
        Bytes.ascii("audit_printk_skb: "),
        Bytes.ascii("audit_log_start: "),
        Bytes.ascii("audit_log_lost: ")
    };
    private static final byte[] MISSED = Bytes.ascii("Missed ");
    private static final byte[] KERNEL_MESSAGES = Bytes.ascii(" kernel messages");
    private static final byte[] PRINTK_DROPPED = Bytes.ascii(" printk messages dropped");

    /** A tag and what stands before it: the date and the host. */
    private static final int LONGEST_TAG = 160;

    /** What stands before and after a number of messages. */
    private static final byte[][][] COUNTED = {
        {Bytes.ascii("imjournal: "), Bytes.ascii(" messages lost")},
        {Bytes.ascii("imuxsock lost "), Bytes.ascii(" messages")},
        {Bytes.ascii("Suppressed "), Bytes.ascii(" messages from")},
        {Bytes.ascii("** "), PRINTK_DROPPED},
        {Bytes.ascii("printk: "), Bytes.ascii(" messages suppressed")}
    };

    /** Daemons by what their tags have in them, and what they say when messages are lost. */
    private enum Daemon {
        /** {@code plugins/imjournal}, {@code plugins/imuxsock}, {@code runtime/queue.c} of rsyslog. */
        RSYSLOG(
                "rsyslog",
                "due to rate-limiting",
                "messages lost",
                "queue full",
                "queue is full",
                "discarding",
                "discarded"),
        /** {@code src/journal} of systemd. */
        JOURNALD("journal", "Suppressed ", "messages lost", "Missed ", "to syslog missed "),
        /** {@code audisp}, {@code src/auditd-dispatch.c}, {@code src/auditd-event.c} of audit-userspace. */
        AUDISP("audisp", "dropping event", "event lost", "queue is full", "queue to plugins is full", "event dropped"),
        AUDITD(
                "auditd",
                "event lost",
                "dropping event",
                "queue full",
                "queue is full",
                "dispatch err",
                "no space left on logging partition",
                "suspending logging",
                "is stopping logging",
                "no longer be logged"),
        SYSLOG_NG("syslog-ng", "messages dropped", "dropping message", "queue full", "rate limit reached"),
        /** {@code kernel/printk} before 2.6.30. */
        KERNEL("kernel", "messages suppressed");

        private final byte[] tag;
        private final byte[][] phrases;

        Daemon(String tag, String... phrases) {
            this.tag = Bytes.ascii(tag);
            this.phrases = new byte[phrases.length][];
            for (int i = 0; i < phrases.length; i++) {
                this.phrases[i] = Bytes.ascii(phrases[i]);
            }
        }

        boolean says(byte[] b, int from, int to) {
            for (byte[] phrase : phrases) {
                if (Bytes.contains(b, from, to, phrase)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final byte[][] OTHERS = {
        Bytes.ascii("audit_lost="),
        Bytes.ascii("> audit_backlog_limit="),
        Bytes.ascii("backlog limit exceeded"),
        Bytes.ascii("rate limit exceeded"),
        Bytes.ascii("queue overflow")
    };

    private LossReports() {}

    /**
     * Whether a message reports dropped records.
     *
     * @param fromAudit whether the kernel's audit wrote it: others have limits too, in the same words
     */
    static boolean isReport(byte[] b, int from, int to, boolean fromAudit) {
        if (dropped(b, from, to) > 0) {
            return true;
        }
        if (!fromAudit) {
            return false;
        }
        for (byte[] text : OTHERS) {
            if (Bytes.contains(b, from, to, text)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a line with its tag is the word of a daemon that the records went through, or of the kernel's console, that messages were lost.
     * Any program can write such a line, and no harm comes of it: the list is said to be incomplete.
     */
    static boolean isOfDaemon(byte[] b, int from, int to) {
        if (Bytes.contains(b, from, to, PRINTK_DROPPED)) {
            return true;
        }
        for (Daemon daemon : Daemon.values()) {
            if (Bytes.contains(b, from, Math.min(to, from + LONGEST_TAG), daemon.tag) && daemon.says(b, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** The same of a message whose program is known. */
    static boolean isOfDaemon(String identifier, byte[] b, int to) {
        for (Daemon daemon : Daemon.values()) {
            if (Bytes.contains(Bytes.ascii(identifier), 0, identifier.length(), daemon.tag)) {
                return daemon.says(b, 0, to);
            }
        }
        return false;
    }

    /** How many records a report says were dropped; 0 if it does not say. */
    static long dropped(byte[] b, int from, int to) {
        for (byte[][] counted : COUNTED) {
            int at = Bytes.indexOf(b, from, to, counted[0]);
            int end = at < 0 ? -1 : Bytes.indexOf(b, at + counted[0].length, to, counted[1]);
            if (end >= 0) {
                return Math.max(0, Bytes.decimal(b, at + counted[0].length, end));
            }
        }
        int end = Bytes.indexOf(b, from, to, SUPPRESSED);
        if (end >= 0) {
            for (byte[] limiter : LIMITERS) {
                int start = Bytes.indexOf(b, from, end, limiter);
                if (start >= 0) {
                    return Math.max(0, Bytes.decimal(b, start + limiter.length, end));
                }
            }
            return 0;
        }
        end = Bytes.indexOf(b, from, to, KERNEL_MESSAGES);
        int start = end < 0 ? -1 : Bytes.indexOf(b, from, end, MISSED);
        return start < 0 ? 0 : Math.max(0, Bytes.decimal(b, start + MISSED.length, end));
    }
}
