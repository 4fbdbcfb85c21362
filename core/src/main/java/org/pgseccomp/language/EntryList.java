package org.pgseccomp.language;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.WhiteSpace;

/**
 * Takes a list of entries apart. What has no parentheses and no equals sign is split the way PostgreSQL splits identifier lists
 * (SplitIdentifierString in varlena.c, scanner_isspace in scansup.c), but for names longer than 63 bytes, which are not cut:
 *
 * <pre>
 *   list      = [ entry { "," entry } ]
 *   entry     = space* [ "-" ] name space* [ "(" condition ")" space* ] [ "=" space* errno space* ]
 *             | space* '"' entry, with '""' for each '"' '"' space*
 *   name      = chars that are no space, comma, parenthesis or equals sign; folded to lower case, unless it is quoted
 *   condition = chars that are no parenthesis
 * </pre>
 *
 * <p>The vertical tab is white space, as in PostgreSQL since 16. What comes behind a wrong entry is read too, until so many are
 * wrong that nobody wants to hear of more.
 */
public final class EntryList {
    /** A condition is a few words; what is longer is no policy. */
    private static final int LONGEST_CONDITION = 4096;

    /** One more than a message tells of, so that it can say that there are more. A list of commas has thousands of empty entries. */
    private static final int MOST_ERRORS = 11;

    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private final List<EntryError> errors = new ArrayList<>();
    private int ordinal;
    private int next;

    private EntryList(String text) {
        this.text = text;
    }

    /** Takes a list apart. */
    public static EntryList parse(String text) {
        EntryList list = new EntryList(text);
        list.read();
        return list;
    }

    /** The entries that could be taken apart, in their order. */
    public List<Entry> entries() {
        return entries;
    }

    /** What is wrong with the others; at most eleven, what follows them is not read. */
    public List<EntryError> errors() {
        return errors;
    }

    private void read() {
        skipSpace();
        if (next == text.length()) {
            return;
        }
        while (true) {
            ordinal++;
            int start = next;
            String problem = isAt('"') ? readQuoted() : readEntry(text.length(), true);
            skipSpace();
            if (problem == null && next < text.length() && !isAt(',')) {
                problem = isAt(')') ? "closes a parenthesis that is not open" : "is not followed by a comma";
            }
            if (problem != null) {
                errors.add(new EntryError(problem, ordinal, start + 1));
                while (next < text.length() && !isAt(',')) {
                    next++;
                }
            }
            if (next == text.length() || errors.size() == MOST_ERRORS) {
                return;
            }
            next++;
            skipSpace();
        }
    }

    /** Reads a quoted entry. Answers what is wrong with it, or null. */
    private String readQuoted() {
        int start = next;
        int end = endOfQuoted(start);
        if (end < 0) {
            // Where it ends nobody knows.
            next = text.length();
            return "has no closing quote";
        }
        String inside = unquoted(start, end);
        next = end;
        if (inside.indexOf('(') < 0) {
            return readRest(inside, start, text.length(), true);
        }
        EntryList quoted = new EntryList(inside);
        quoted.ordinal = ordinal;
        String problem = quoted.readEntry(inside.length(), false);
        if (problem == null && quoted.next < inside.length()) {
            problem = "has something behind its end";
        }
        for (Entry entry : quoted.entries) {
            entries.add(new Entry(
                    entry.name(),
                    ordinal,
                    start + 1,
                    entry.removes(),
                    entry.condition(),
                    start + 1 + entry.conditionPosition(),
                    entry.errno()));
        }
        return problem;
    }

    private String readEntry(int end, boolean folds) {
        int start = next;
        while (next < end && !WhiteSpace.is(text.charAt(next)) && !endsName(text.charAt(next))) {
            next++;
        }
        if (next == start) {
            return isAt('(') || isAt('=') ? "has no name" : "is empty";
        }
        String name = text.substring(start, next);
        return readRest(folds ? AsciiCase.lower(name) : name, start, end, false);
    }

    /** Reads what stands behind a name. */
    private String readRest(String written, int start, int end, boolean isQuoted) {
        boolean removes = !isQuoted && written.length() > 1 && written.charAt(0) == '-';
        String name = removes ? written.substring(1) : written;
        skipSpace();
        String condition = null;
        int conditionPosition = 0;
        if (isAt('(')) {
            int close = next + 1;
            while (close < end && text.charAt(close) != ')') {
                if (text.charAt(close) == '(') {
                    next = end;
                    return "has a parenthesis inside of its parentheses";
                }
                close++;
            }
            if (close >= end) {
                next = end;
                return "has no closing parenthesis";
            }
            condition = text.substring(next + 1, close);
            conditionPosition = next + 2;
            next = close + 1;
            if (condition.length() > LONGEST_CONDITION) {
                return "has a condition of more than " + LONGEST_CONDITION + " characters";
            }
            skipSpace();
        }
        String errno = null;
        if (isAt('=')) {
            next++;
            skipSpace();
            int from = next;
            while (next < end && !WhiteSpace.is(text.charAt(next)) && text.charAt(next) != ',') {
                next++;
            }
            if (next == from) {
                return "has nothing behind its equals sign";
            }
            errno = text.substring(from, next);
            skipSpace();
        }
        entries.add(new Entry(name, ordinal, start + 1, removes, condition, conditionPosition, errno));
        return null;
    }

    private boolean isAt(char c) {
        return next < text.length() && text.charAt(next) == c;
    }

    private static boolean endsName(char c) {
        return c == ',' || c == '(' || c == '=';
    }

    /** The index behind the closing quote, -1 if there is none. */
    private int endOfQuoted(int start) {
        int end = start + 1;
        while (end < text.length()) {
            if (text.charAt(end) != '"') {
                end++;
            } else if (end + 1 < text.length() && text.charAt(end + 1) == '"') {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return -1;
    }

    private String unquoted(int start, int end) {
        StringBuilder name = new StringBuilder(end - start);
        int i = start + 1;
        while (i < end - 1) {
            name.append(text.charAt(i));
            i += text.charAt(i) == '"' ? 2 : 1;
        }
        return name.toString();
    }

    private void skipSpace() {
        next = WhiteSpace.skip(text, next);
    }
}
