package org.pgseccomp.cli.learn;

/** Control characters of a record as daemons write them on its way: the byte before what auditd has added, and line ends. */
final class EscapedBytes {
    /** The group separator as rsyslog writes it (its control characters are octal), as dmesg and vis(3) do. */
    private static final byte[][] ESCAPED_SEPARATORS = {
        Bytes.ascii("#035"), Bytes.ascii("\\x1d"), Bytes.ascii("\\035"), Bytes.ascii("^]")
    };

    /** A line feed or a carriage return at the end of a message, written in the same ways. */
    private static final byte[][] ESCAPED_ENDS = {
        Bytes.ascii("#012"),
        Bytes.ascii("#015"),
        Bytes.ascii("\\x0a"),
        Bytes.ascii("\\x0d"),
        Bytes.ascii("\\012"),
        Bytes.ascii("\\015"),
        Bytes.ascii("\\n"),
        Bytes.ascii("\\r")
    };

    private EscapedBytes() {}

    /** Where a code ends: before the separator as a daemon has escaped it, or with the word. */
    static int separator(byte[] b, int from, int to) {
        for (byte[] escaped : ESCAPED_SEPARATORS) {
            int at = Bytes.indexOf(b, from, to, escaped);
            if (at >= 0) {
                return at;
            }
        }
        boolean isLast = b[to] == '\n' || b[to] == '\r';
        return isLast ? withoutEscapedEnds(b, from, to) : to;
    }

    private static int withoutEscapedEnds(byte[] b, int from, int to) {
        int end = to;
        boolean found = true;
        while (found) {
            found = false;
            for (byte[] escaped : ESCAPED_ENDS) {
                if (end - escaped.length > from && Bytes.at(b, end - escaped.length, end, escaped)) {
                    end -= escaped.length;
                    found = true;
                }
            }
        }
        return end;
    }
}
