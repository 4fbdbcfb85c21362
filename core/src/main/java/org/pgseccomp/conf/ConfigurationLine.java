package org.pgseccomp.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a configuration file that says something.
 *
 * <pre>
 *   line = [ name [ "=" ] value ] [ "#" comment ]
 * </pre>
 *
 * Text has one char (0 to 255) for each byte.
 *
 * @param number counted from 1
 * @param name as written; of a line that is none, ""
 * @param value without its quotes
 * @param wrongToken what PostgreSQL does not understand, as written, "" for the end of the line; null where it understands all
 */
public record ConfigurationLine(int number, String name, String value, String wrongToken) {
    /** Whether PostgreSQL would not read it. */
    public boolean isWrong() {
        return wrongToken != null;
    }

    /** The error that PostgreSQL reports of a line that is wrong, behind the name of the file. */
    public String problem() {
        return "syntax error, near " + (wrongToken.isEmpty() ? "end of line" : "token \"" + wrongToken + "\"");
    }

    /**
     * Reads a line, without its end.
     *
     * @return null for one that says nothing
     */
    public static ConfigurationLine read(String line, int number) {
        LineTokens tokens = new LineTokens(line);
        LineTokens.Kind first = tokens.next();
        if (first == LineTokens.Kind.END) {
            return null;
        }
        String name = tokens.text();
        if (first != LineTokens.Kind.NAME && first != LineTokens.Kind.QUALIFIED_NAME) {
            return wrong(number, tokens);
        }
        LineTokens.Kind second = tokens.next();
        if (second == LineTokens.Kind.EQUALS) {
            second = tokens.next();
        }
        String value = switch (second) {
            case NAME, WORD, NUMBER -> tokens.text();
            case STRING -> LineTokens.unquoted(tokens.text());
            default -> null;
        };
        if (value == null) {
            return wrong(number, tokens);
        }
        return tokens.next() == LineTokens.Kind.END
                ? new ConfigurationLine(number, name, value, null)
                : wrong(number, tokens);
    }

    private static ConfigurationLine wrong(int number, LineTokens tokens) {
        return new ConfigurationLine(number, "", "", tokens.kind() == LineTokens.Kind.END ? "" : tokens.text());
    }

    /** All lines of a text that say something. */
    public static List<ConfigurationLine> readAll(String text) {
        List<ConfigurationLine> lines = new ArrayList<>();
        int from = 0;
        for (int number = 1; from <= text.length(); number++) {
            int end = text.indexOf('\n', from);
            if (end < 0) {
                end = text.length();
            }
            ConfigurationLine line = read(text.substring(from, end), number);
            if (line != null) {
                lines.add(line);
            }
            from = end + 1;
        }
        return lines;
    }
}
