package org.pgseccomp.cli.learn;

/**
 * The table that strace -c prints, and strace -C after the trace. It says how often each call was made, and neither by whom nor when.
 *
 * <pre>
 * % time     seconds  usecs/call     calls    errors syscall
 * ------ ----------- ----------- --------- --------- ----------------
 *  60.00    0.000120          12        10           mmap
 * ------ ----------- ----------- --------- --------- ----------------
 * 100.00    0.000200          12        10           total
 * </pre>
 *
 * The columns and their order are the user's (-U); a column may be empty, so a number belongs to the column whose name ends where it ends.
 */
final class StraceSummary {
    private static final byte[] NAME = Bytes.ascii("syscall");
    private static final byte[] CALLS = Bytes.ascii("calls");
    private static final byte[] RULE = Bytes.ascii("---");
    private static final String TOTAL = "total";

    /** {@code System call usage summary for 32 bit mode:} stands before the table of each other ABI. */
    private static final byte[] OTHER_ABI = Bytes.ascii("System call usage summary for ");

    private final Selection selection;
    private final Observations observations;
    private final int architecture;
    private final SyscallNames names = SyscallNames.INSTANCE;

    private boolean isOpen;

    /** Whether the calls of the table are of another ABI, whose names do not stand for the same calls. */
    private boolean isForeign;

    /** Where the column with the number of calls ends, from the start of a line. */
    private int callsEnd;

    StraceSummary(Selection selection, Observations observations, int architecture) {
        this.selection = selection;
        this.observations = observations;
        this.architecture = architecture;
    }

    /** Whether a line begins like the names of the columns. */
    static boolean isHead(byte[] b, int from, int to) {
        int at = start(b, from, to);
        boolean begins = at < to
                && (b[at] == '%'
                        || Bytes.at(b, at, to, CALLS)
                        || Bytes.at(b, at, to, NAME)
                        || Bytes.at(b, at, to, Bytes.ascii("seconds"))
                        || Bytes.at(b, at, to, Bytes.ascii("usecs/call")));
        return begins && word(b, from, to, NAME) >= 0 && word(b, from, to, CALLS) >= 0;
    }

    /** Whether a line belongs to a table. */
    boolean isPartOf(byte[] b, int from, int to) {
        return isOpen || isHead(b, from, to) || Bytes.at(b, from, to, OTHER_ABI);
    }

    /** Whether a table has begun and not ended. */
    boolean isOpen() {
        return isOpen;
    }

    /** Takes a line of a table; its calls only if they are wanted. */
    LineKind line(byte[] b, int from, int to, boolean wanted) {
        if (Bytes.at(b, from, to, OTHER_ABI)) {
            isForeign = true;
            return LineKind.OTHER;
        }
        if (!isOpen) {
            isOpen = true;
            callsEnd = word(b, from, to, CALLS) + CALLS.length - from;
            return LineKind.OTHER;
        }
        int at = start(b, from, to);
        if (at == to) {
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, RULE)) {
            return LineKind.OTHER;
        }
        String name = name(b, from, to);
        if (name.equals(TOTAL)) {
            isOpen = false;
            isForeign = false;
            return LineKind.OTHER;
        }
        if (!wanted) {
            return LineKind.OTHER;
        }
        long calls = calls(b, from, to);
        return calls < 0 || !isName(name) ? LineKind.DAMAGED : count(name, calls);
    }

    private LineKind count(String name, long calls) {
        if (selection.user() != null || !selection.isTimeless()) {
            return LineKind.UNDECIDED;
        }
        if (isForeign) {
            String same = names.architectureAt(architecture).displayName();
            return observations.countForeign(same + ", other ABI", calls);
        }
        observations.unknownExecutable();
        long number = names.number(architecture, name);
        return number < 0 ? observations.countUnknown(name) : observations.count(architecture, number, calls);
    }

    /** The only word that is no number. */
    private static String name(byte[] b, int from, int to) {
        int at = start(b, from, to);
        while (at < to) {
            int end = Math.min(Bytes.tokenEnd(b, at), to);
            if (!Bytes.isDigit(b[at])) {
                return Bytes.text(b, at, end);
            }
            at = start(b, end, to);
        }
        return "";
    }

    private static boolean isName(String name) {
        return name.matches("(SYS_)?[a-z_][a-z0-9_]*");
    }

    /** The number that ends where its column does; -1 if there is none. */
    private long calls(byte[] b, int from, int to) {
        int end = from + callsEnd;
        if (end > to || (end < to && b[end] != ' ' && b[end] != '\r')) {
            return -1;
        }
        int at = end;
        while (at > from && Bytes.isDigit(b[at - 1])) {
            at--;
        }
        return at > from && b[at - 1] != ' ' ? -1 : Bytes.decimal(b, at, end);
    }

    /** Where a whole word stands, -1 if nowhere. */
    private static int word(byte[] b, int from, int to, byte[] text) {
        int at = start(b, from, to);
        while (at < to) {
            int end = Math.min(Bytes.tokenEnd(b, at), to);
            if (end - at == text.length && Bytes.at(b, at, end, text)) {
                return at;
            }
            at = start(b, end, to);
        }
        return -1;
    }

    /** Where the next word begins: behind all that ends one. */
    private static int start(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] >= 0 && b[at] <= ' ') {
            at++;
        }
        return at;
    }
}
