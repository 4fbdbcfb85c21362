package org.pgseccomp.language;

import org.pgseccomp.syscall.WhiteSpace;

/** The words and signs of a condition. White space in front of each is passed over. */
final class ConditionScanner {
    private final String text;
    private int next;

    ConditionScanner(String text) {
        this.text = text;
    }

    /** Where the next word or sign begins. */
    int position() {
        skipSpace();
        return next;
    }

    boolean atEnd() {
        skipSpace();
        return next == text.length();
    }

    /** What is left, or the beginning of it, for a message. */
    String rest() {
        skipSpace();
        return text.length() - next <= 20 ? text.substring(next) : text.substring(next, next + 20) + "...";
    }

    /** Passes a sign, if it is the next one. */
    boolean take(char sign) {
        skipSpace();
        if (next < text.length() && text.charAt(next) == sign) {
            next++;
            return true;
        }
        return false;
    }

    /** Passes two points, if they are next. */
    boolean takeDots() {
        skipSpace();
        if (text.startsWith("..", next)) {
            next += 2;
            return true;
        }
        return false;
    }

    /** Passes a word, written in whatever case, if it is the next one and another word follows. */
    boolean takeWord(String lowerCase) {
        int before = position();
        String found = word();
        boolean isIt = found.length() == lowerCase.length();
        for (int i = 0; isIt && i < found.length(); i++) {
            isIt = lower(found.charAt(i)) == lowerCase.charAt(i);
        }
        if (!isIt) {
            next = before;
        }
        return isIt;
    }

    /** Whether a name and a colon are next: a parameter. */
    boolean isAtParameter() {
        int before = next;
        boolean isIt = !word().isEmpty() && take(':');
        next = before;
        return isIt;
    }

    /** Passes a name or a number, and answers it; "" if there is none. */
    String word() {
        skipSpace();
        int from = next;
        while (next < text.length() && isOfWord(text.charAt(next))) {
            next++;
        }
        return text.substring(from, next);
    }

    private void skipSpace() {
        next = WhiteSpace.skip(text, next);
    }

    private static boolean isOfWord(char c) {
        char lower = lower(c);
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
