package org.pgseccomp.cli.convert;

/** The words and signs of a line of a Minijail policy. */
final class MinijailScanner {
    private final int line;
    private final String text;
    private int next;

    MinijailScanner(int line, String text) {
        this.line = line;
        this.text = text;
    }

    int line() {
        return line;
    }

    SourceException wrong(String reason) {
        return new SourceException(line, reason);
    }

    private void skipSpace() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
    }

    /** Passes a sign or a word, if it is next. */
    boolean take(String sign) {
        skipSpace();
        int end = next + sign.length();
        boolean isWord = isOfWord(sign.charAt(sign.length() - 1));
        if (!text.startsWith(sign, next) || (isWord && end < text.length() && isOfWord(text.charAt(end)))) {
            return false;
        }
        next = end;
        return true;
    }

    /** Whether a sign or a word is next, which stays there. */
    boolean isAt(String sign) {
        int before = next;
        boolean isIt = take(sign);
        next = before;
        return isIt;
    }

    /** Passes a name or a number; "" if there is none. */
    String word() {
        skipSpace();
        int from = next;
        while (next < text.length() && isOfWord(text.charAt(next))) {
            next++;
        }
        return text.substring(from, next);
    }

    /** Where there is more, it is wrong. */
    void end() throws SourceException {
        skipSpace();
        if (next < text.length()) {
            throw wrong("has \"" + SourceException.shown(text.substring(next)) + "\" where its rule should end");
        }
    }

    private static boolean isOfWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
