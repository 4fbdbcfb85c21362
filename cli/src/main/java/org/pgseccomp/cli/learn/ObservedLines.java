package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.ObservationLine;

/**
 * Takes the lines of the file {@code pgseccomp_observed}, which a learning server writes into its data directory; {@link ObservationLine}
 * reads them, and docs/learning.md has the format. The server takes such a file as a whole or not at all. Here what is whole in it counts, as in a log, and
 * what is not is reported.
 *
 * <p>A line of a call stands for as many calls as it says. The calls that the server does not count, because every process needs
 * them, count once for each file, with the first call that is taken: a list without them is of no use.
 *
 * <p>Lines have to come in their order: the line of a subject says whose the calls after it are.
 */
final class ObservedLines implements LineConsumer {
    private static final String MAGIC = ObservationLine.FORMAT;
    private static final String VERSION = ObservationLine.VERSION;
    private static final byte[] MAGIC_BYTES = Bytes.ascii(MAGIC);
    private static final byte[] HEADER = Bytes.ascii(MAGIC + VERSION + "\n");

    private static final byte[] CALL = Bytes.ascii("call ");
    private static final byte[] SUBJECT = Bytes.ascii("subject");

    /** An architecture that no line has named yet. */
    private static final int NOT_STATED = -2;

    private final Selection selection;
    private final ExecutableFilter executables;
    private final ExecutableFilter lastParts;
    private final Observations observations;
    private final SyscallNames names = SyscallNames.INSTANCE;
    private final ObservationLine line = new ObservationLine();

    private int architecture = NOT_STATED;
    private int auditArch;
    private List<Integer> uncounted = List.of();

    /** The program of the subject whose calls come now; null if it is not known. */
    private byte[] program;

    private long lines;
    private boolean ended;

    ObservedLines(Selection selection, Observations observations) {
        this.selection = selection;
        this.executables = new ExecutableFilter(selection.executables());
        List<String> last = new ArrayList<>();
        for (String name : selection.executables()) {
            last.add(name.substring(name.lastIndexOf('/') + 1));
        }
        this.lastParts = new ExecutableFilter(last);
        this.observations = observations;
    }

    /** Whether an input begins like a file of this format, of any version. */
    static boolean looksLikeOne(byte[] head, int length) {
        return Bytes.at(head, 0, length, MAGIC_BYTES);
    }

    /** Why an input cannot be read as such a file; null if it can. */
    static String refusal(byte[] head, int length) {
        if (Bytes.at(head, 0, length, HEADER)) {
            return null;
        }
        if (!looksLikeOne(head, length)) {
            return "is no observation file of a server: it does not begin with " + MAGIC.trim();
        }
        int end = MAGIC_BYTES.length;
        while (end < length && Bytes.isDigit(head[end]) && end < MAGIC_BYTES.length + 9) {
            end++;
        }
        String version = Bytes.text(head, MAGIC_BYTES.length, end);
        boolean isVersion = !version.isEmpty() && end < length && head[end] == '\n';
        return "is an observation file of " + (isVersion ? "version " + version : "no known version")
                + "; this tool reads version " + VERSION;
    }

    @Override
    public LineKind line(byte[] b, int from, int to) {
        ObservationLine.Kind kind = line.read(b, from, to);
        if (lines == 0 || ended) {
            boolean begins = kind == ObservationLine.Kind.VERSION; // also of a second file after the first, by cat
            if (begins) {
                begin();
            }
            lines++;
            return begins ? LineKind.OTHER : LineKind.DAMAGED;
        }
        LineKind taken = take(kind);
        lines++;
        if (taken == LineKind.DAMAGED && (!Bytes.at(b, from, to, CALL) || Bytes.contains(b, from, to, SUBJECT))) {
            program = null; // it may have been a subject
        }
        return taken;
    }

    private void begin() {
        lines = 0;
        ended = false;
        architecture = NOT_STATED;
        uncounted = List.of();
        program = null;
    }

    @Override
    public void tooLong() {
        lines++;
        program = null;
    }

    /** A file that is whole has a last line that says so. */
    @Override
    public boolean endsEarly() {
        return !ended;
    }

    private LineKind take(ObservationLine.Kind kind) {
        return switch (kind) {
            case ARCHITECTURE -> architecture();
            case SERVER -> LineKind.OTHER;
            case LEARNT -> learnt();
            case UNCOUNTED -> uncounted();
            case SUBJECT -> {
                program = line.name(ObservationLine.PROGRAM).getBytes(ISO_8859_1);
                yield LineKind.OTHER;
            }
            case CALL -> call();
            case END -> {
                ended = true;
                yield ofKind(line.number(0) == lines, LineKind.OTHER);
            }
            case VERSION, DAMAGED -> LineKind.DAMAGED;
        };
    }

    private static LineKind ofKind(boolean good, LineKind kind) {
        return good ? kind : LineKind.DAMAGED;
    }

    private LineKind architecture() {
        long word = line.number(0);
        if (word < 0 || word > 0xffffffffL || architecture != NOT_STATED) {
            return LineKind.DAMAGED;
        }
        auditArch = (int) word;
        architecture = names.architecture(auditArch);
        return LineKind.OTHER;
    }

    private LineKind learnt() {
        long notKept = number(2);
        observations.dropped(notKept);
        return notKept > 0 ? LineKind.LOSS_REPORT : LineKind.OTHER;
    }

    private LineKind uncounted() {
        if (architecture == NOT_STATED) {
            return LineKind.DAMAGED;
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < line.count() && architecture != SyscallNames.FOREIGN; i++) {
            if (names.name(architecture, line.number(i)) == null) {
                return LineKind.DAMAGED;
            }
            numbers.add((int) line.number(i));
        }
        uncounted = numbers;
        return LineKind.OTHER;
    }

    private LineKind call() {
        long number = number(0);
        long calls = number(1);
        long first = number(2);
        long last = number(3);
        boolean isOne = program != null && architecture != NOT_STATED;
        if (!isOne || number > org.pgseccomp.observe.Observations.OTHER_ABI || calls == 0 || first > last) {
            return LineKind.DAMAGED;
        }
        LineKind selected = select(first, last);
        return selected == LineKind.TAKEN ? take(number, calls) : selected;
    }

    private LineKind select(long first, long last) {
        if (!executables.acceptsPath(program, 0, program.length)) {
            // The file has no paths: whether it is the one that was asked for cannot be told.
            return lastParts.acceptsPath(program, 0, program.length) ? LineKind.UNDECIDED : LineKind.OTHER_EXECUTABLE;
        }
        return selection.user() == null ? ofTimes(first, last) : LineKind.UNDECIDED;
    }

    /** Of the calls between the first and the last it is not known when they were made, only of these two, to the second. */
    private LineKind ofTimes(long first, long last) {
        if (selection.isTimeless()) {
            return LineKind.TAKEN;
        }
        if (first == 0 || last > Long.MAX_VALUE / 1000 - 1) {
            return selection.ofTime(Selection.NO_TIME);
        }
        if (last * 1000 + 999 < selection.since() || first * 1000 > selection.until()) {
            return LineKind.OTHER_TIME;
        }
        boolean firstIsWanted = first * 1000 + 999 >= selection.since();
        boolean lastIsWanted = last * 1000 <= selection.until();
        return firstIsWanted || lastIsWanted ? LineKind.TAKEN : LineKind.UNDECIDED;
    }

    private LineKind take(long number, long calls) {
        if (architecture == SyscallNames.FOREIGN) {
            return observations.countForeign(SyscallNames.nameOfAuditArch(auditArch), calls);
        }
        for (int always : uncounted) {
            observations.count(architecture, always, 1L);
        }
        uncounted = List.of();
        if (number == org.pgseccomp.observe.Observations.OTHER_ABI) {
            return observations.countForeign(names.architectureAt(architecture).displayName() + ", other ABI", calls);
        }
        return observations.count(architecture, number, calls);
    }

    /** A number of the line, those beyond 63 bits as the highest of these. */
    private long number(int place) {
        long number = line.number(place);
        return number < 0 ? Long.MAX_VALUE : number;
    }
}
