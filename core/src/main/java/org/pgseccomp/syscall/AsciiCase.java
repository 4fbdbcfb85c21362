package org.pgseccomp.syscall;

/** Upper and lower case of A to Z, whatever the locale; every other char stays as it is. */
public final class AsciiCase {
    private AsciiCase() {}

    /** A text in lower case. */
    public static String lower(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            folded.append(lower(text.charAt(i)));
        }
        return folded.toString();
    }

    /** One char in lower case. */
    public static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /** A text in upper case. */
    public static String upper(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c);
        }
        return folded.toString();
    }
}
