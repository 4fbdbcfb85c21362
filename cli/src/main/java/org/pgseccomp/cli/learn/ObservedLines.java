package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.ObservationReader;

/**
 * Reads the file {@code pgseccomp_observed}, which a learning server writes into its data directory; {@link ObservationReader}
 * and docs/learning.md have its format. The server takes such a file as a whole or not at all. Here what is whole in it counts, as in a log, and
 * what is not is reported.
 *
 * <p>A line of a call stands for as many calls as it says. The calls that the server does not count, because every process needs
 * them, count once for each file, with the first call that is taken: a list without them is of no use.
 *
 * <p>Lines have to come in their order: the line of a subject says whose the calls after it are.
 */
final class ObservedLines implements LineConsumer {
    private static final String MAGIC = ObservationReader.FORMAT;
    private static final String VERSION = ObservationReader.VERSION;
    private static final byte[] MAGIC_BYTES = Bytes.ascii(MAGIC);
    private static final byte[] HEADER = Bytes.ascii(MAGIC + VERSION + "\n");

    /** An architecture that no line has named yet. */
    private static final int NOT_STATED = -2;

    private final Selection selection;
    private final ExecutableFilter executables;
    private final ExecutableFilter lastParts;
    private final Observations observations;
    private final SyscallNames names = SyscallNames.INSTANCE;

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
        String line = Bytes.text(b, from, to);
        if (lines == 0 || ended) {
            boolean begins = line.equals(MAGIC + VERSION); // also of a second file after the first, by cat
            if (begins) {
                begin();
            }
            lines++;
            return begins ? LineKind.OTHER : LineKind.DAMAGED;
        }
        LineKind kind = read(line.split(" ", -1));
        lines++;
        if (kind == LineKind.DAMAGED && (!line.startsWith("call ") || line.contains("subject"))) {
            program = null; // it may have been a subject
        }
        return kind;
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

    private LineKind read(String[] words) {
        return switch (words[0]) {
            case "architecture" -> architecture(words);
            case "server" -> ofKind(words.length == 2 && number(words[1]) >= 0, LineKind.OTHER);
            case "learnt" -> learnt(words);
            case "uncounted" -> uncounted(words);
            case "subject" -> subject(words);
            case "call" -> call(words);
            case "end" -> {
                ended = true;
                yield ofKind(words.length == 2 && number(words[1]) == lines, LineKind.OTHER);
            }
            default -> LineKind.DAMAGED;
        };
    }

    private static LineKind ofKind(boolean good, LineKind kind) {
        return good ? kind : LineKind.DAMAGED;
    }

    private LineKind architecture(String[] words) {
        long word = words.length == 2 ? number(words[1]) : -1;
        if (word < 0 || word > 0xffffffffL || architecture != NOT_STATED) {
            return LineKind.DAMAGED;
        }
        auditArch = (int) word;
        architecture = names.architecture(auditArch);
        return LineKind.OTHER;
    }

    private LineKind learnt(String[] words) {
        if (words.length != 5 || !areNumbers(words, 1)) {
            return LineKind.DAMAGED;
        }
        long notKept = number(words[3]);
        observations.dropped(notKept);
        return notKept > 0 ? LineKind.LOSS_REPORT : LineKind.OTHER;
    }

    private LineKind uncounted(String[] words) {
        if (architecture == NOT_STATED || !areNumbers(words, 1)) {
            return LineKind.DAMAGED;
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i < words.length && architecture != SyscallNames.FOREIGN; i++) {
            long number = number(words[i]);
            if (names.name(architecture, number) == null) {
                return LineKind.DAMAGED;
            }
            numbers.add((int) number);
        }
        uncounted = numbers;
        return LineKind.OTHER;
    }

    private LineKind subject(String[] words) {
        program = null;
        if (words.length != 7 || !areNumbers(words, 5)) {
            return LineKind.DAMAGED;
        }
        for (int i = 1; i < 5; i++) {
            if (name(words[i]) == null) {
                return LineKind.DAMAGED;
            }
        }
        program = name(words[2]);
        return LineKind.OTHER;
    }

    private LineKind call(String[] words) {
        boolean more = words[words.length - 1].equals("+");
        if (program == null || architecture == NOT_STATED || words.length < 5 + (more ? 1 : 0)) {
            return LineKind.DAMAGED;
        }
        if (more) {
            words[words.length - 1] = "0";
        }
        if (!areNumbers(words, 1)) {
            return LineKind.DAMAGED;
        }
        long number = number(words[1]);
        long calls = number(words[2]);
        long first = number(words[3]);
        long last = number(words[4]);
        if (number > org.pgseccomp.observe.Observations.OTHER_ABI || calls == 0 || first > last) {
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

    private static boolean areNumbers(String[] words, int from) {
        for (int i = from; i < words.length; i++) {
            if (number(words[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A number of up to 64 bits, those beyond 63 as the highest of these; -1 if the word is none. */
    private static long number(String word) {
        if (word.isEmpty() || word.length() > 20) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /** A name without its escapes; null if the word is none. */
    private static byte[] name(String word) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        byte[] text = word.equals("-") ? new byte[0] : word.getBytes(ISO_8859_1);
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            if (c == '%') {
                c = i + 2 < text.length ? (int) Bytes.hexadecimal(text, i + 1, i + 3) : -1;
                i += 2;
                if (c <= 0) {
                    return null;
                }
            } else if (!isPlain(c)) {
                return null;
            }
            name.write(c);
        }
        return word.isEmpty() ? null : name.toByteArray();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    }
}
