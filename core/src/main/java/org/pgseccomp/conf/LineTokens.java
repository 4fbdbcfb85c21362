package org.pgseccomp.conf;

/**
 * The tokens of one line of a configuration file, as PostgreSQL's scanner has them (guc-file.l): the longest token that begins at a place
 * counts.
 */
final class LineTokens {
    /** What a token is. */
    enum Kind {
        /** Letters, digits and underscores. */
        NAME,
        /** Two names with a dot between them. */
        QUALIFIED_NAME,
        /** In single quotes. */
        STRING,
        /** A letter, then what may also have dots, colons, slashes and hyphens. */
        WORD,
        /** A number, with a unit or without. */
        NUMBER,
        EQUALS,
        END,
        ERROR
    }

    private final String line;
    private int from;
    private int to;
    private Kind kind = Kind.END;

    LineTokens(String line) {
        this.line = line;
    }

    /** Goes on to the next token. */
    Kind next() {
        from = to;
        while (from < line.length() && " \t\r".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        to = from;
        kind = Kind.END;
        if (from < line.length() && line.charAt(from) != '#') {
            scan();
        }
        return kind;
    }

    Kind kind() {
        return kind;
    }

    /** The token as it is written. */
    String text() {
        return line.substring(from, to);
    }

    private void scan() {
        char first = line.charAt(from);
        kind = Kind.ERROR;
        to = from + 1;
        if (first == '=') {
            kind = Kind.EQUALS;
        } else if (first == '\'') {
            string();
        } else if (isLetter(first)) {
            word();
        } else {
            number();
        }
    }

    private void string() {
        int at = from + 1;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '\'' && at + 1 < line.length() && line.charAt(at + 1) == '\'') {
                at += 2;
            } else if (c == '\'') {
                kind = Kind.STRING;
                to = at + 1;
                return;
            } else {
                at += c == '\\' ? 2 : 1;
            }
        }
    }

    private void word() {
        int name = endOf(from, "");
        int word = endOf(from, "-._:/");
        int qualified = name;
        if (name + 1 < line.length() && line.charAt(name) == '.' && isLetter(line.charAt(name + 1))) {
            qualified = endOf(name + 1, "");
        }
        to = word;
        kind = word > qualified ? Kind.WORD : qualified > name ? Kind.QUALIFIED_NAME : Kind.NAME;
    }

    private int endOf(int start, String besides) {
        int at = start;
        while (at < line.length()
                && (isLetter(line.charAt(at)) || isDigit(line.charAt(at)) || besides.indexOf(line.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private void number() {
        int at = from;
        if (line.charAt(at) == '-' || line.charAt(at) == '+') {
            at++;
        }
        int digits = digits(at);
        int end = digits > at ? letters(digits) : at;
        if (line.startsWith("0x", at) && hexadecimal(at + 2) > at + 2) {
            end = Math.max(end, letters(hexadecimal(at + 2)));
        }
        if (digits < line.length() && line.charAt(digits) == '.') {
            end = Math.max(end, exponent(digits(digits + 1)));
        }
        if (end > at) {
            kind = Kind.NUMBER;
            to = end;
        }
    }

    private int exponent(int at) {
        int sign = at + 1;
        if (at >= line.length() || (line.charAt(at) != 'e' && line.charAt(at) != 'E')) {
            return at;
        }
        if (sign < line.length() && (line.charAt(sign) == '-' || line.charAt(sign) == '+')) {
            sign++;
        }
        return digits(sign) > sign ? digits(sign) : at;
    }

    private int digits(int start) {
        int at = start;
        while (at < line.length() && isDigit(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private int hexadecimal(int start) {
        int at = start;
        while (at < line.length() && isHexadecimal(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private int letters(int start) {
        int at = start;
        while (at < line.length() && isLetter(line.charAt(at)) && line.charAt(at) != '_' && line.charAt(at) < 128) {
            at++;
        }
        return at;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHexadecimal(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** What a quoted text stands for. */
    static String unquoted(String quoted) {
        StringBuilder text = new StringBuilder();
        int end = quoted.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = quoted.charAt(i);
            if (c == '\'') {
                i++;
            } else if (c == '\\') {
                i++;
                c = quoted.charAt(i);
                int octal = octalEnd(quoted, i, end);
                if (octal > i) {
                    text.append((char) (octal(quoted, i, octal) & 0xff));
                    i = octal - 1;
                    continue;
                }
                c = escaped(c);
            }
            text.append(c);
        }
        return text.toString();
    }

    private static int octalEnd(String text, int from, int end) {
        int at = from;
        while (at < end && at < from + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '7') {
            at++;
        }
        return at;
    }

    private static int octal(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = 8 * value + (text.charAt(i) - '0');
        }
        return value;
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }
}
