package org.pgseccomp.cli.learn;

/**
 * The messages with which the kernel and journald say that records were dropped. A record that was dropped is a system call that
 * the list may lack.
 *
 * <pre>
 * kauditd_printk_skb: 62 callbacks suppressed         no auditd: the kernel's log takes ten records in five seconds
 * audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64
 * audit: audit_backlog=65 &gt; audit_backlog_limit=64
 * audit: backlog limit exceeded, audit: rate limit exceeded, audit: kauditd hold queue overflow
 * Missed 12 kernel messages                           journald
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

    /** How many records a report says were dropped; 0 if it does not say. */
    static long dropped(byte[] b, int from, int to) {
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
