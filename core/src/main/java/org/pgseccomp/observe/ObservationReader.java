package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads what a server has seen, from its file {@code pgseccomp_observed} or from its memory, which is the same text:
 *
 * <pre>
 *   file = version-line { line } end-line
 * </pre>
 *
 * {@link ObservationLine} has the lines. A call belongs to the subject before it. The file may come from anywhere, a backup, another version
 * or a hand: it is taken as a whole or not at all.
 */
public final class ObservationReader {
    /** The longest line, without its end. */
    private static final int LONGEST_LINE = 1022;

    private static final String OTHER_VERSION = "It is of another version.";

    private final byte[] text;
    private final int to;
    private final Architecture own;
    private final ObservationLine line = new ObservationLine();
    private int position;

    /** How many lines stand before the one that is read. */
    private int lines;

    private boolean hasArchitecture;
    private int server;
    private final long[] learnt = new long[4];
    private final boolean[] uncounted = new boolean[Observations.OTHER_ABI];
    private final List<ObservedSubject> subjects = new ArrayList<>();
    private int callCount;

    private String[] names;
    private long first;
    private long last;
    private List<ObservedCall> calls = new ArrayList<>();

    private ObservationReader(byte[] text, int from, int to, Architecture own) {
        this.text = text;
        this.position = from;
        this.to = to;
        this.own = own;
    }

    /**
     * What was read.
     *
     * @param seen null if the text cannot be used
     * @param problem a sentence that says why, null if it can
     */
    public record Result(Observations seen, String problem) {}

    /**
     * Reads the bytes between two positions.
     *
     * @param own the architecture of the server that asks
     */
    public static Result read(byte[] text, int from, int to, Architecture own) {
        ObservationReader reader = new ObservationReader(text, from, to, own);
        String problem = reader.readAll();
        return problem == null ? new Result(reader.observations(), null) : new Result(null, problem);
    }

    private Observations observations() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < uncounted.length; i++) {
            if (uncounted[i]) {
                numbers.add(i);
            }
        }
        return new Observations(own, server, learnt[0], learnt[1], learnt[2], learnt[3], numbers, subjects);
    }

    /** A sentence about what is wrong, or null. */
    private String readAll() {
        while (true) {
            int lineEnd = lineEnd();
            if (lineEnd < 0) {
                return problemOfEnd();
            }
            ObservationLine.Kind kind = line.read(text, position, lineEnd);
            position = lineEnd + 1;
            if (kind == ObservationLine.Kind.END) {
                endSubject();
                return line.number(0) == lines && position == to && lines > 0 ? withArchitecture() : ended();
            }
            String problem = lines == 0 ? versionOf(kind) : take(kind);
            if (problem != null) {
                return problem;
            }
            lines++;
        }
    }

    /** Where the line ends; -1 if it does not. */
    private int lineEnd() {
        for (int i = position; i < to && i <= position + LONGEST_LINE; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String problemOfEnd() {
        if (lines == 0) {
            return OTHER_VERSION;
        }
        return position == to ? "It is not whole." : "Line " + (lines + 1) + " is too long or not whole.";
    }

    private String ended() {
        return lines == 0 ? OTHER_VERSION : "It does not end as it should.";
    }

    private String withArchitecture() {
        return hasArchitecture ? null : "It does not say on which architecture it was written.";
    }

    private static String versionOf(ObservationLine.Kind kind) {
        return kind == ObservationLine.Kind.VERSION ? null : OTHER_VERSION;
    }

    private String take(ObservationLine.Kind kind) {
        if (kind == ObservationLine.Kind.ARCHITECTURE) {
            hasArchitecture = true;
            return line.number(0) == (own.auditArch() & 0xffffffffL) ? null : "It was written on another architecture.";
        }
        String problem = switch (kind) {
            case SERVER -> takeServer();
            case LEARNT -> takeLearnt();
            case UNCOUNTED -> takeUncounted();
            case SUBJECT -> takeSubject();
            case CALL -> takeCall();
            case DAMAGED -> line.problem();
            default -> "it stands at the wrong place";
        };
        return problem == null ? null : "Line " + (lines + 1) + " cannot be read: " + problem + ".";
    }

    private String takeServer() {
        server = (int) line.number(0);
        return isAtMost(0, 9999) ? null : "there is no such version of PostgreSQL";
    }

    private String takeLearnt() {
        for (int i = 0; i < learnt.length; i++) {
            learnt[i] = line.number(i);
        }
        return isTime(0) && isTime(1) ? null : "a time is too late";
    }

    private String takeUncounted() {
        for (int i = 0; i < line.count(); i++) {
            if (!isAtMost(i, uncounted.length - 1)) {
                return "there is no such system call";
            }
            uncounted[(int) line.number(i)] = true;
        }
        return null;
    }

    private String takeSubject() {
        endSubject();
        if (subjects.size() == Observations.MOST_SUBJECTS) {
            return "more than " + Observations.MOST_SUBJECTS + " kinds of processes are too many";
        }
        names = new String[4];
        for (int i = 0; i < names.length; i++) {
            names[i] = line.name(i);
        }
        first = line.number(0);
        last = line.number(1);
        if (ObservedType.indexOf(names[ObservationLine.TYPE]) < 0) {
            return "there is no such type of processes";
        }
        return isTime(0) && isTime(1) ? null : "a time is too late";
    }

    private void endSubject() {
        if (names != null) {
            subjects.add(new ObservedSubject(
                    names[ObservationLine.TYPE],
                    names[ObservationLine.PROGRAM],
                    names[ObservationLine.ROLE],
                    names[ObservationLine.DATABASE],
                    first,
                    last,
                    calls));
        }
        calls = new ArrayList<>();
    }

    private String takeCall() {
        if (names == null) {
            return "no subject stands before it";
        }
        if (callCount == Observations.MOST_CALLS) {
            return "more than " + Observations.MOST_CALLS + " calls are too many";
        }
        if (!isAtMost(0, Observations.OTHER_ABI)) {
            return "there is no such system call";
        }
        if (!isTime(2) || !isTime(3)) {
            return "a time is too late";
        }
        int values = Math.min(line.count() - ObservationLine.BEFORE_VALUES, Observations.MOST_VALUES);
        calls.add(new ObservedCall(
                (int) line.number(0),
                line.number(1),
                line.number(2),
                line.number(3),
                values(values),
                line.more() || line.count() > ObservationLine.BEFORE_VALUES + values));
        callCount++;
        return null;
    }

    private List<Long> values(int count) {
        if (count == 0) {
            return List.of();
        }
        List<Long> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(line.number(ObservationLine.BEFORE_VALUES + i));
        }
        return values;
    }

    private boolean isTime(int place) {
        return isAtMost(place, Observations.LATEST_TIME);
    }

    /** Numbers have no sign. */
    private boolean isAtMost(int place, long most) {
        long number = line.number(place);
        return number >= 0 && number <= most;
    }
}
