package org.pgseccomp.cli.learn;

/** What an input is a log of. */
public enum InputFormat {
    /** Found out from its beginning. */
    AUTO,
    /** Audit logs, kernel logs, journals as text or JSON, in any mixture. */
    LOG,
    /** What strace prints. */
    STRACE,
    /** The file {@code pgseccomp_observed} of a learning server. */
    OBSERVED;

    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    /** Other formats by their first bytes, and what to do with them. */
    private enum Foreign {
        XZ("\u00fd7zXZ\0", "is compressed with xz; try: xz -dc FILE | pgseccomp learn -"),
        ZSTD("(\u00b5/\u00fd", "is compressed with zstd; try: zstd -dc FILE | pgseccomp learn -"),
        BZIP2("BZh", "is compressed with bzip2; try: bzip2 -dc FILE | pgseccomp learn -"),
        JOURNAL("LPKSHHRH", "is a journal file; try: journalctl --file FILE -o json | pgseccomp learn -");

        private final byte[] start;
        private final String advice;

        Foreign(String start, String advice) {
            this.start = Bytes.ascii(start);
            this.advice = advice;
        }
    }

    /** Whether an input begins like a file of gzip. */
    static boolean isGzip(byte[] head, int length) {
        return Bytes.at(head, 0, length, GZIP);
    }

    /** What is to be said about an input that cannot be a log; null if it can. */
    static String refusal(byte[] head, int length) {
        for (Foreign foreign : Foreign.values()) {
            if (Bytes.at(head, 0, length, foreign.start)) {
                return foreign.advice;
            }
        }
        if (ResultFile.looksLikeOne(head, length)) {
            return "is a result of an earlier run; give it with --merge";
        }
        return null;
    }

    /**
     * What an input is, from its first lines. Only a file of a learning server begins with the name of its format. A log with lines of a trace in it is a log: its text may be
     * somebody else's.
     *
     * @param head has {@link Bytes#PADDING} bytes after its end
     */
    static InputFormat detect(byte[] head, int length) {
        if (ObservedLines.looksLikeOne(head, length)) {
            return OBSERVED;
        }
        int calls = 0;
        LinePrefix prefix = new LinePrefix();
        StraceHead trace = new StraceHead();
        int at = 0;
        while (at < length) {
            int end = at;
            while (end < length && head[end] != '\n') {
                end++;
            }
            if (end == length && at > 0) {
                break; // cut off by us
            }
            if (end > at && (head[at] == '{' || (prefix.find(head, at, end) && prefix.message < end))) {
                return LOG;
            }
            calls += trace.isCall(head, at, end) ? 1 : 0;
            at = end + 1;
        }
        return calls > 0 ? STRACE : LOG;
    }
}
