package org.pgseccomp.policy;

import org.pgseccomp.syscall.AsciiCase;

/**
 * Text that arrives as bytes of an unknown encoding, one char for each byte (0 to 255). Names of settings, actions and
 * system calls are ASCII; every other byte is kept apart from them and made printable where a message repeats it.
 */
final class Ascii {
    private static final String HEX = "0123456789abcdef";
    private static final char FIRST_OTHER = 128;

    private Ascii() {}

    /** Whether a text begins with a prefix in lower case; allocates nothing, since a request may name thousands of settings. */
    static boolean startsWith(String text, String prefix) {
        if (text.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (AsciiCase.lower(text.charAt(i)) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is one in lower case. */
    static boolean same(String text, String lowerCase) {
        return text.length() == lowerCase.length() && startsWith(text, lowerCase);
    }

    /** A text from its first byte of ASCII on. */
    static String withoutOthersBefore(String text) {
        int others = 0;
        while (others < text.length() && text.charAt(others) >= FIRST_OTHER) {
            others++;
        }
        return others == 0 ? text : text.substring(others);
    }

    /**
     * A text as a message can show it: at most {@code limit} chars of it, the rest as three dots, and what is not printable
     * ASCII as {@code \xNN}.
     */
    static String printable(String text, int limit) {
        StringBuilder shown = new StringBuilder();
        int length = Math.min(text.length(), limit);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                shown.append(c);
            } else {
                shown.append("\\x");
                shown.append(HEX.charAt((c >> 4) & 0xf));
                shown.append(HEX.charAt(c & 0xf));
            }
        }
        if (length < text.length()) {
            shown.append("...");
        }
        return shown.toString();
    }
}
