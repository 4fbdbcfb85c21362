package org.pgseccomp.observe;

import java.util.Arrays;

/**
 * Reads one line of the file {@code pgseccomp_observed}, which is also what a server that learns sends to the core:
 *
 * <pre>
 *   line    = "pgseccomp-observed 1" | "architecture" audit-word | "server" major-version
 *           | "learnt" since seconds not-kept crash-restarts | "uncounted" { number }
 *           | "subject" type program role database first last
 *           | "call" number calls first last { value } [ "+" ] | "end" count-of-lines-before
 * </pre>
 *
 * Words are separated by one space. In names, every byte but letters, digits, underscores and dots is {@code %XX}, in small letters; a name
 * that is empty is {@code -}. Numbers are decimal, up to 64 bits without a sign. A line that is not exactly so is damaged. Which lines there
 * must be, and in which order, is for others to say: {@link ObservationReader} takes a file as a whole or not at all, the command line tool
 * what is whole in it.
 *
 * <p>One object reads all lines, one after the other: a file has up to 140,000 of them, and no garbage is collected while the server waits.
 */
public final class ObservationLine {
    /** How the first line begins, in every version. */
    public static final String FORMAT = "pgseccomp-observed ";
    /** What follows in it, in this one. */
    public static final String VERSION = "1";

    /** What a line says. */
    public enum Kind {
        VERSION,
        ARCHITECTURE,
        SERVER,
        LEARNT,
        UNCOUNTED,
        SUBJECT,
        CALL,
        END,
        /** Nothing that can be used. */
        DAMAGED
    }

    /** The names of a subject, by their places. */
    public static final int TYPE = 0;

    public static final int PROGRAM = 1;
    public static final int ROLE = 2;
    public static final int DATABASE = 3;

    private static final int NAMES = 4;

    /** How many numbers a call has before its values. */
    public static final int BEFORE_VALUES = 4;

    /** The highest number of 64 bits without a sign, without its last digit, and that digit. */
    private static final long HIGHEST_TENTH = 1844674407370955161L;

    private static final int LAST_DIGIT = 5;

    private byte[] text;

    /** Where the next word begins; behind the end where there is none. */
    private int position;

    private int end;
    private final String[] names = {"", "", "", ""};
    private final StringBuilder name = new StringBuilder();
    private long[] numbers = new long[16];
    private int count;
    private boolean more;
    private String problem;

    /** Reads the bytes between two positions, a line without its end. */
    public Kind read(byte[] bytes, int from, int to) {
        text = bytes;
        position = from;
        end = to;
        count = 0;
        more = false;
        problem = null;
        Kind kind = firstWord();
        if (kind == Kind.SUBJECT) {
            for (int i = 0; i < NAMES; i++) {
                readName();
                // Most subjects have a name with the one before in common.
                names[i] = names[i].contentEquals(name) ? names[i] : name.toString();
            }
        }
        while (position <= end && problem == null) {
            if (kind == Kind.CALL && takes("+")) {
                more = true;
                break;
            }
            addNumber();
        }
        if (problem == null && (position <= end || !isCount(kind))) {
            problem = "it has too many or too few words";
        }
        return problem == null ? kind : Kind.DAMAGED;
    }

    /** What is wrong with a damaged line, as the second half of a sentence. */
    public String problem() {
        return problem;
    }

    /** How many numbers the line has. */
    public int count() {
        return count;
    }

    /** A number of the line, without a sign. */
    public long number(int place) {
        return numbers[place];
    }

    /** Whether a call has more values than the line. */
    public boolean more() {
        return more;
    }

    /** A name of a subject, one char (1 to 255) for each byte. */
    public String name(int place) {
        return names[place];
    }

    private Kind firstWord() {
        if (takes("call")) {
            return Kind.CALL;
        }
        if (takes("subject")) {
            return Kind.SUBJECT;
        }
        if (takes("architecture")) {
            return Kind.ARCHITECTURE;
        }
        if (takes("server")) {
            return Kind.SERVER;
        }
        if (takes("learnt")) {
            return Kind.LEARNT;
        }
        if (takes("uncounted")) {
            return Kind.UNCOUNTED;
        }
        if (takes("end")) {
            return Kind.END;
        }
        if (takes(FORMAT + VERSION)) {
            return Kind.VERSION;
        }
        problem = "its first word is not known";
        return Kind.DAMAGED;
    }

    private boolean isCount(Kind kind) {
        return switch (kind) {
            case VERSION -> count == 0;
            case ARCHITECTURE, SERVER, END -> count == 1;
            case LEARNT -> count == 4;
            case SUBJECT -> count == 2;
            case CALL -> count >= BEFORE_VALUES;
            case UNCOUNTED -> true;
            case DAMAGED -> false;
        };
    }

    /** Goes behind the next word, if it is this one. */
    private boolean takes(String word) {
        int after = position + word.length();
        if (after > end || (after < end && text[after] != ' ')) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[position + i] != word.charAt(i)) {
                return false;
            }
        }
        position = after + 1;
        return true;
    }

    private int endOfWord() {
        int at = position;
        while (at < end && text[at] != ' ') {
            at++;
        }
        return at;
    }

    private void addNumber() {
        int wordEnd = endOfWord();
        long value = 0;
        boolean good = wordEnd > position;
        for (int i = position; i < wordEnd; i++) {
            int digit = text[i] - '0';
            boolean fits = value >= 0 && (value < HIGHEST_TENTH || (value == HIGHEST_TENTH && digit <= LAST_DIGIT));
            good &= digit >= 0 && digit <= 9 && fits;
            value = value * 10 + digit;
        }
        position = wordEnd + 1;
        if (!good) {
            problem = "it has a word that is no number of 64 bits";
            return;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count] = value;
        count++;
    }

    private void readName() {
        int wordEnd = position > end ? position : endOfWord();
        boolean good = wordEnd > position;
        boolean isEmpty = wordEnd == position + 1 && text[position] == '-';
        name.setLength(0);
        for (int i = position; i < wordEnd && good && !isEmpty; i++) {
            int c = text[i];
            if (c == '%') {
                int high = i + 2 < wordEnd ? digit(text[i + 1]) : -1;
                int low = i + 2 < wordEnd ? digit(text[i + 2]) : -1;
                c = high < 0 || low < 0 ? 0 : high << 4 | low;
                good = c != 0;
                i += 2;
            } else {
                good = isPlain(c);
            }
            name.append((char) c);
        }
        position = wordEnd + 1;
        if (!good) {
            problem = "it has a name that is not written as names are";
        }
    }

    private static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    }
}
