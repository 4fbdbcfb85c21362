package org.pgseccomp.syscall;

/**
 * Generated tables as texts: lines that begin with a name and are sorted by it. A name is searched by bisection of the text itself, without
 * any index: a text costs a server the file that it is read from, where objects would have to be made at every start, and visited by the
 * collector after every call. All names of a text are in one case.
 */
public final class SortedText {
    private SortedText() {}

    /**
     * Finds the line of a name.
     *
     * @return where the line goes on behind the name: at a blank or at the line feed; -1 if there is no such line
     */
    public static int find(String text, String name) {
        int low = 0;
        int high = text.length();
        // Both stand at the beginning of a line; the line is in [low, high), if there is one.
        while (low < high) {
            int line = (low + high) >>> 1;
            while (line > low && text.charAt(line - 1) != '\n') {
                line--;
            }
            int order = compare(name, text, line);
            if (order == 0) {
                return line + name.length();
            }
            if (order < 0) {
                high = line;
            } else {
                low = text.indexOf('\n', line) + 1;
            }
        }
        return -1;
    }

    /** Compares a name with the word that begins at a position. */
    private static int compare(String name, String text, int position) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(position + i);
            if (c == ' ' || c == '\n') {
                return 1;
            }
            if (name.charAt(i) != c) {
                return name.charAt(i) - c;
            }
        }
        char next = text.charAt(position + length);
        return next == ' ' || next == '\n' ? 0 : -1;
    }

    /** The end of the word that begins at a position. */
    static int endOfWord(String text, int from) {
        int end = from;
        while (text.charAt(end) != ' ' && text.charAt(end) != '\n') {
            end++;
        }
        return end;
    }

    /** The rest of a line behind a blank. */
    public static String restOfLine(String text, int blank) {
        return text.substring(blank + 1, text.indexOf('\n', blank));
    }

    /** Reads the decimal number between two positions. */
    public static long number(String text, int from, int to) {
        boolean isNegative = text.charAt(from) == '-';
        long number = 0;
        for (int i = isNegative ? from + 1 : from; i < to; i++) {
            number = number * 10 - (text.charAt(i) - '0'); // negative, as there is one negative number more
        }
        return isNegative ? number : -number;
    }

    /** Offers all names of a text to a search. */
    public static void offerAll(String text, NearestName nearest) {
        int position = 0;
        while (position < text.length()) {
            nearest.offer(text, position, endOfWord(text, position));
            position = text.indexOf('\n', position) + 1;
        }
    }
}
