package org.pgseccomp.cli.learn;

import java.util.Arrays;

/**
 * Reads the summary of {@code perf trace -s}: for each thread its name, and how often it made which call.
 *
 * <pre>
 *  postgres (4711), 101 events, 49.3%
 *
 *    syscall            calls  errors  total       min       avg       max       stddev
 *                                      (msec)    (msec)    (msec)    (msec)        (%)
 *    --------------- --------  ------ -------- --------- --------- ---------     ------
 *    wait4                  2      0     4.000     1.000     2.000     3.000     10.00%
 * </pre>
 *
 * The name is that of the thread ({@code comm}), cut to fifteen bytes, and no path. With --summary-mode=total or =cgroup, {@code total, 21580 events}
 * and {@code cgroup /system.slice, 12 events} stand in its place, and nobody is named. With --errno-summary, lines like {@code ECHILD: 5} follow a call.
 */
final class PerfSummary implements LineConsumer {
    private static final byte[] TITLE = Bytes.ascii("Summary of events:");
    private static final byte[] LOST = Bytes.ascii("LOST ");
    private static final byte[] EVENTS = Bytes.ascii(" events");
    private static final int LONGEST_NAME = 15;

    private final Selection selection;
    private final ExecutableFilter executables;
    private final Observations observations;
    private final int architecture;
    private final SyscallNames names = SyscallNames.INSTANCE;

    /** Whose calls come now; null where nobody's do. */
    private byte[] thread;

    private boolean isTable;

    /** Whether the calls that come now are of all threads together. */
    private boolean ofAll;

    PerfSummary(Selection selection, Observations observations, int architecture) {
        this.selection = selection;
        this.executables = new ExecutableFilter(
                selection.executables().stream().map(PerfSummary::asName).toList());
        this.observations = observations;
        this.architecture = architecture;
    }

    /** What a thread of an executable calls itself, unless it has chosen another name. */
    private static String asName(String executable) {
        String last = executable.substring(executable.lastIndexOf('/') + 1);
        return last.substring(0, Math.min(LONGEST_NAME, last.length()));
    }

    static boolean looksLikeOne(byte[] head, int length) {
        return Bytes.contains(head, 0, Math.min(length, 4096), TITLE)
                && (Bytes.contains(head, 0, length, Bytes.ascii(" events, "))
                        || Bytes.contains(head, 0, length, Bytes.ascii(" events\n"))
                        || Bytes.contains(head, 0, length, Bytes.ascii(" events\r\n")));
    }

    /** {@code total, 21580 events}, or the same of a cgroup. */
    private static boolean isHeadOfAll(byte[] b, int at, int to) {
        return (Bytes.at(b, at, to, Bytes.ascii("total, ")) || Bytes.at(b, at, to, Bytes.ascii("cgroup ")))
                && Bytes.contains(b, at, to, EVENTS);
    }

    @Override
    public LineKind line(byte[] b, int from, int to) {
        int at = start(b, from, to);
        if (at == to) {
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, LOST) && Bytes.contains(b, at, to, EVENTS)) {
            long lost = Bytes.decimal(b, at + LOST.length, Bytes.indexOf(b, at, to, EVENTS));
            observations.dropped(Math.max(0, lost));
            return LineKind.LOSS_REPORT;
        }
        int end = Math.min(Bytes.tokenEnd(b, at), to);
        int events = Bytes.indexOf(b, at, to, Bytes.ascii("), "));
        if (events >= 0 && Bytes.contains(b, events, to, EVENTS)) {
            int open = events;
            while (open > at && b[open] != '(') {
                open--;
            }
            thread = open - 1 <= at ? new byte[0] : Arrays.copyOfRange(b, at, open - 1);
            isTable = false;
            ofAll = false;
            return LineKind.OTHER;
        }
        if (isHeadOfAll(b, at, to)) {
            thread = new byte[0];
            isTable = false;
            ofAll = true;
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, Bytes.ascii("----"))) {
            isTable = thread != null;
            return LineKind.OTHER;
        }
        return isTable ? row(b, at, end, to) : LineKind.OTHER;
    }

    private LineKind row(byte[] b, int from, int nameEnd, int to) {
        int at = start(b, nameEnd, to);
        int end = Math.min(Bytes.tokenEnd(b, at), to);
        long calls = Bytes.decimal(b, at, end);
        String name = Bytes.text(b, from, nameEnd);
        if (calls >= 0 && name.matches("E[A-Z0-9]+:")) {
            return LineKind.OTHER; // how often the call before it failed so
        }
        if (calls < 0 || !name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            return LineKind.DAMAGED;
        }
        if (!ofAll && !executables.acceptsPath(thread, 0, thread.length)) {
            observations.otherExecutable(thread, 0, thread.length);
            return LineKind.OTHER_EXECUTABLE;
        }
        if (selection.user() != null || !selection.isTimeless()) {
            return LineKind.UNDECIDED;
        }
        if (ofAll) {
            observations.unknownExecutable();
        }
        long number = names.number(architecture, name);
        return number < 0 ? observations.countUnknown(name) : observations.count(architecture, number, calls);
    }

    @Override
    public String damage(byte[] b, int from, int to) {
        return "it is no row of perf's table";
    }

    private static int start(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ' ' || b[at] == '\t' || b[at] == '\r')) {
            at++;
        }
        return at;
    }
}
