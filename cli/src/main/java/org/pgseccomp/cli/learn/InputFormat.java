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
    OBSERVED,
    /** The summary of {@code perf trace -s}. */
    PERF,
    /** Nothing in its beginning is a line of any of these. */
    NONE;

    /** The mark of tar, and where it stands. */
    private static final byte[] TAR = Bytes.ascii("ustar");

    private static final int TAR_AT = 257;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    /** Other formats by their first bytes, and what to do with them. */
    private enum Foreign {
        XZ("\u00fd7zXZ\0", "is compressed with xz; try: xz -dc FILE | pgseccomp learn -"),
        ZSTD("(\u00b5/\u00fd", "is compressed with zstd; try: zstd -dc FILE | pgseccomp learn -"),
        BZIP2("BZh", "is compressed with bzip2; try: bzip2 -dc FILE | pgseccomp learn -"),
        JOURNAL("LPKSHHRH", "is a journal file; try: journalctl --file FILE -o json | pgseccomp learn -"),
        LZ4("\4\"M\u0018", "is compressed with lz4; try: lz4 -dc FILE | pgseccomp learn -"),
        ZIP("PK\3\4", "is a zip archive; try: unzip -p FILE | pgseccomp learn -"),
        SEVEN_ZIP("7z\u00bc\u00af'\u001c", "is a 7z archive; try: 7z x -so FILE | pgseccomp learn -"),
        PERF("PERFILE2", "is a recording of perf; try: perf trace -s -i FILE 2>&1 | pgseccomp learn -"),
        UTF_32_LITTLE("\u00ff\u00fe\0\0", "is UTF-32; try: iconv -f UTF-32 -t UTF-8 FILE | pgseccomp learn -"),
        UTF_32_BIG("\0\0\u00fe\u00ff", "is UTF-32; try: iconv -f UTF-32 -t UTF-8 FILE | pgseccomp learn -"),
        UTF_16_LITTLE("\u00ff\u00fe", "is UTF-16; try: iconv -f UTF-16 -t UTF-8 FILE | pgseccomp learn -"),
        UTF_16_BIG("\u00fe\u00ff", "is UTF-16; try: iconv -f UTF-16 -t UTF-8 FILE | pgseccomp learn -");

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
        if (Bytes.at(head, TAR_AT, length, TAR)) {
            return "is a tar archive; try: tar -xOf FILE | pgseccomp learn -";
        }
        String wide = wideCharacters(head, length);
        if (wide != null) {
            return "is " + wide + "; try: iconv -f " + wide + " -t UTF-8 FILE | pgseccomp learn -";
        }
        if (ResultFile.looksLikeOne(head, length)) {
            return "is a result of an earlier run; give it with --merge";
        }
        return null;
    }

    /** UTF-16 and UTF-32 without a mark: two characters of ASCII, which a log begins with. Null if it is neither. */
    private static String wideCharacters(byte[] b, int length) {
        String shape = "";
        for (int i = 0; i < 8 && i < length; i++) {
            shape += b[i] == 0 ? "0" : b[i] > 0 ? "a" : "?";
        }
        return switch (shape) {
            case "a0a0a0a0" -> "UTF-16LE";
            case "0a0a0a0a" -> "UTF-16BE";
            case "a000a000" -> "UTF-32LE";
            case "000a000a" -> "UTF-32BE";
            default -> null;
        };
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
        if (PerfSummary.looksLikeOne(head, length)) {
            return PERF;
        }
        boolean isLog = false;
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
            int start = Bytes.at(head, at, end, LineSplitter.BYTE_ORDER_MARK)
                    ? at + LineSplitter.BYTE_ORDER_MARK.length
                    : at;
            if (end > start && isOfLog(head, start, end, prefix)) {
                return LOG;
            }
            if (ForeignText.isLineOfLtrace(head, start, end)) {
                return NONE;
            }
            boolean isTrace = trace.isCall(head, start, end) || StraceSummary.isHead(head, start, end);
            calls += isTrace ? 1 : 0;
            isLog |= isRemarkOfTool(head, start, end);
            at = end + 1;
        }
        if (calls > 0) {
            return STRACE;
        }
        return isLog || isBlank(head, length) ? LOG : NONE;
    }

    private static boolean isOfLog(byte[] b, int from, int to, LinePrefix prefix) {
        if (b[from] == '{') {
            return Bytes.contains(b, from, to, Bytes.ascii("\"__CURSOR\""))
                    || Bytes.contains(b, from, to, Bytes.ascii("\"_TRANSPORT\""))
                    || Bytes.contains(b, from, to, Bytes.ascii("\"MESSAGE\""))
                    || Remains.wholeRecord(b, from, to);
        }
        return prefix.find(b, from, to) && prefix.message < to;
    }

    /** What ausearch and journalctl write between records, or in place of them. */
    private static boolean isRemarkOfTool(byte[] b, int from, int to) {
        return Bytes.at(b, from, to, Bytes.ascii("----"))
                || Bytes.at(b, from, to, Bytes.ascii("time->"))
                || Bytes.at(b, from, to, Bytes.ascii("<no matches>"))
                || Bytes.at(b, from, to, Bytes.ascii("-- "))
                || Remains.ofRecord(b, from, to);
    }

    private static boolean isBlank(byte[] b, int length) {
        for (int i = 0; i < length; i++) {
            if (b[i] > ' ' || b[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
