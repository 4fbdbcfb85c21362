package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads the file {@code pgseccomp_observed}, and what a server sends to the core, which is the same text:
 *
 * <pre>
 *   file    = "pgseccomp-observed 1" line { line } "end" count-of-lines-before
 *   line    = "architecture" audit-word | "server" major-version | "learnt" since seconds not-kept crash-restarts
 *           | "uncounted" { number } | "subject" type program role database first last
 *           | "call" number calls first last { value } [ "+" ]
 * </pre>
 *
 * A call belongs to the subject before it. Words are separated by one space. In names, every byte but letters, digits, underscores
 * and dots is {@code %XX}; a name that is empty is {@code -}. Numbers are decimal, up to 64 bits without a sign. A text that is not
 * exactly so is refused, as a whole.
 */
public final class ObservationReader {
    /** How the first line begins, in every version. */
    public static final String FORMAT = "pgseccomp-observed ";
    /** What follows in it, in this one. */
    public static final String VERSION = "1";

    private final String text;
    private int position;
    private int lineEnd;
    private boolean malformed;

    private Architecture architecture;
    private int server;
    private final long[] learnt = new long[4];
    private final List<Integer> uncounted = new ArrayList<>();
    private final List<ObservedSubject> subjects = new ArrayList<>();
    private String[] names;
    private final long[] times = new long[2];
    private List<ObservedCall> calls = new ArrayList<>();

    private ObservationReader(String text) {
        this.text = text;
    }

    /**
     * Reads.
     *
     * @param text one char (0 to 255) for each byte
     * @return null if the text is not as described, or of another version
     */
    public static Observations read(String text) {
        return new ObservationReader(text).readAll();
    }

    private Observations readAll() {
        int lines = 0;
        boolean ended = false;
        while (!malformed && !ended && nextLine()) {
            if (lines == 0) {
                malformed = !text.substring(position, lineEnd).equals(FORMAT + VERSION);
            } else {
                String kind = word();
                ended = kind.equals("end");
                if (ended) {
                    malformed |= number() != lines || position < lineEnd;
                } else {
                    readLine(kind);
                }
            }
            lines++;
        }
        if (malformed || !ended || lineEnd + 1 != text.length() || architecture == null) {
            return null;
        }
        endSubject();
        return new Observations(architecture, server, learnt[0], learnt[1], learnt[2], learnt[3], uncounted, subjects);
    }

    /** Goes to the line after the present one. */
    private boolean nextLine() {
        position = lineEnd == 0 ? 0 : lineEnd + 1;
        lineEnd = position < text.length() ? text.indexOf('\n', position) : -1;
        return lineEnd > 0;
    }

    private void readLine(String kind) {
        switch (kind) {
            case "architecture" -> architecture = Architecture.ofAuditArch((int) number());
            case "server" -> server = (int) number();
            case "learnt" -> {
                for (int i = 0; i < learnt.length; i++) {
                    learnt[i] = number();
                }
            }
            case "uncounted" -> {
                while (position < lineEnd && !malformed) {
                    uncounted.add((int) number());
                }
            }
            case "subject" -> readSubject();
            case "call" -> readCall();
            default -> malformed = true;
        }
        malformed |= position < lineEnd;
    }

    private void readSubject() {
        endSubject();
        names = new String[4];
        for (int i = 0; i < names.length; i++) {
            names[i] = name();
        }
        times[0] = number();
        times[1] = number();
    }

    private void endSubject() {
        if (names != null) {
            subjects.add(new ObservedSubject(names[0], names[1], names[2], names[3], times[0], times[1], calls));
        }
        calls = new ArrayList<>();
    }

    private void readCall() {
        long number = number();
        long count = number();
        number();
        number();
        List<Long> values = new ArrayList<>();
        boolean more = false;
        while (position < lineEnd && !malformed && !more) {
            if (text.charAt(position) == '+') {
                position++;
                more = true;
            } else {
                values.add(number());
            }
        }
        malformed |= names == null || number < 0 || number > Observations.OTHER_ABI;
        if (!malformed) {
            calls.add(new ObservedCall((int) number, count, values, more));
        }
    }

    /** The next word; empty at the end of the line. */
    private String word() {
        int start = position;
        while (position < lineEnd && text.charAt(position) != ' ') {
            position++;
        }
        String word = text.substring(start, position);
        if (position < lineEnd) {
            position++;
            // A line does not end with a space.
            malformed |= position == lineEnd;
        }
        return word;
    }

    private long number() {
        String word = word();
        long value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            malformed |= digit < 0 || digit > 9;
            value = value * 10 + digit;
        }
        malformed |= word.isEmpty() || word.length() > 20;
        return value;
    }

    private String name() {
        String word = word();
        malformed |= word.isEmpty();
        if (word.equals("-")) {
            return "";
        }
        StringBuilder name = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '%') {
                int high = i + 2 < word.length() ? digit(word.charAt(i + 1)) : -1;
                int low = i + 2 < word.length() ? digit(word.charAt(i + 2)) : -1;
                malformed |= high < 0 || low < 0;
                c = (char) ((high << 4 | low) & 0xff);
                i += 2;
            }
            name.append(c);
        }
        return name.toString();
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
