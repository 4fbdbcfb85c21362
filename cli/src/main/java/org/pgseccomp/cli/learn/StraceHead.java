package org.pgseccomp.cli.learn;

/** What stands before a call in a line of strace: the process and the time. */
final class StraceHead {
    private static final byte[] PID = Bytes.ascii("[pid ");
    private static final byte[] SINCE = Bytes.ascii("(+");
    private static final byte[] SINCE_END = Bytes.ascii(") ");
    private static final int LONGEST_NAME = 64;

    /** {@code SYS_318(}: a call that an old strace has no name for. */
    private static final byte[] NUMBERED = Bytes.ascii("SYS_");

    /** The process, or {@link StraceProcesses#UNNAMED}. */
    int pid;

    /** The time in milliseconds since 1970, or {@link Selection#NO_TIME}. */
    long time;

    /** Reads the process and the time, and answers where they end. */
    int read(byte[] b, int from, int to) {
        int at = skipTime(b, skipPid(b, from, to), to);
        while (at < to && b[at] == '[') {
            int end = bracketEnd(b, at, to);
            if (end < 0) {
                break;
            }
            at = skipBlanks(b, end, to);
        }
        return at;
    }

    /** The instruction pointer of -i, {@code [00007f6264bc8c47]} or question marks, and the number of -n, {@code [  59]}; -1: something else. */
    private static int bracketEnd(byte[] b, int from, int to) {
        int at = from + 1;
        while (at < to && (Bytes.hexDigit(b[at]) >= 0 || b[at] == ' ' || b[at] == '?')) {
            at++;
        }
        return at > from + 1 && at < to && b[at] == ']' ? at + 1 : -1;
    }

    /** Whether a line begins like a call. */
    boolean isCall(byte[] b, int from, int to) {
        return nameEnd(b, read(b, from, to), to) >= 0;
    }

    /** The end of the name of a call, which an opening parenthesis follows. -1 if there is none. */
    static int nameEnd(byte[] b, int from, int to) {
        int at = Bytes.at(b, from, to, NUMBERED) ? from + NUMBERED.length : from;
        while (at < to && at - from <= LONGEST_NAME && isNameCharacter(b[at])) {
            at++;
        }
        return at > from && at < to && b[at] == '(' && !Bytes.isDigit(b[from]) ? at : -1;
    }

    private static boolean isNameCharacter(byte c) {
        return (c >= 'a' && c <= 'z') || Bytes.isDigit(c) || c == '_';
    }

    /** Reads {@code [pid 123] } or {@code 123 }. */
    private int skipPid(byte[] b, int from, int to) {
        pid = StraceProcesses.UNNAMED;
        boolean bracket = Bytes.at(b, from, to, PID);
        int at = bracket ? skipBlanks(b, from + PID.length, to) : from;
        int end = at;
        while (end < to && Bytes.isDigit(b[end])) {
            end++;
        }
        byte after = bracket ? (byte) ']' : (byte) ' ';
        int number = end;
        if (end > at && end < to && b[end] == '<') { // -Y: 123<postgres>
            while (end < to && b[end] != '>' && b[end] != '(') {
                end++;
            }
            end = end < to && b[end] == '>' ? end + 1 : number;
        }
        if (number == at || number - at > 9 || end + 1 >= to || b[end] != after) {
            return from;
        }
        pid = (int) Bytes.decimal(b, at, number);
        return skipBlanks(b, end + 1, to);
    }

    /** Reads the times of -t, -tt, -ttt and -r. Only that of -ttt says on which day. */
    private int skipTime(byte[] b, int from, int to) {
        time = Selection.NO_TIME;
        int at = skipBlanks(b, from, to);
        int start = at;
        boolean point = false;
        boolean colon = false;
        while (at < to && (Bytes.isDigit(b[at]) || b[at] == '.' || b[at] == ':')) {
            point |= b[at] == '.';
            colon |= b[at] == ':';
            at++;
        }
        if (at == start || at >= to || b[at] != ' ') {
            return start;
        }
        if (point && !colon && at - start > 7 && b[at - 7] == '.') {
            long seconds = Bytes.decimal(b, start, at - 7);
            long micros = Bytes.decimal(b, at - 6, at);
            if (seconds > 100_000_000 && micros >= 0) {
                time = seconds * 1000 + micros / 1000;
            }
        }
        return skipSince(b, skipBlanks(b, at, to), to);
    }

    /** {@code (+ 0.000123) }, the time since the last call, with -r and another time. */
    private static int skipSince(byte[] b, int from, int to) {
        int end = Bytes.at(b, from, to, SINCE) ? Bytes.indexOf(b, from, to, SINCE_END) : -1;
        return end < 0 ? from : end + SINCE_END.length;
    }

    private static int skipBlanks(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] == ' ') {
            at++;
        }
        return at;
    }
}
