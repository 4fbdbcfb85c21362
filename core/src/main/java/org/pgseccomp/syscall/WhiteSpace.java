package org.pgseccomp.syscall;

/** White space in what PostgreSQL splits into names (scanner_isspace in scansup.c); the vertical tab is, as in PostgreSQL since 16. */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Whether a char is white space. */
    public static boolean is(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\013';
    }

    /** Where it ends that stands at a position; the position itself where none does. */
    public static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && is(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
