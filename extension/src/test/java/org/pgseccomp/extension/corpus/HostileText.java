package org.pgseccomp.extension.corpus;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts, one char for each byte, that a reader of names is easily wrong about. */
final class HostileText {
    /** Separators, quotes and the white space of PostgreSQL, and what resembles it. */
    private static final List<String> MARKS = List.of(
            ",",
            ",,",
            ", ",
            " ,",
            "\"",
            "\"\"",
            "\"\"\"",
            " ",
            "\t",
            "\n",
            "\r",
            "\f",
            "\013",
            "\0",
            "\u0085",
            "\u00a0",
            "*",
            "'",
            "\\",
            ";",
            "=",
            ".",
            "\u007f",
            "\u001b[0m",
            "%s",
            "%n");

    /** Beginnings and ends of UTF-8 that belong to nothing, overlong forms, surrogates, beyond Unicode; and an emoji. */
    private static final List<String> UTF8 = List.of(
            "\u0080",
            "\u00bf",
            "\u00c0\u00af",
            "\u00c3",
            "\u00e0\u0080\u00af",
            "\u00e2\u0082",
            "\u00ed\u00a0\u0080",
            "\u00ed\u00bf\u00bf",
            "\u00f0\u0080\u0080\u00af",
            "\u00f0\u009f\u0098",
            "\u00f4\u0090\u0080\u0080",
            "\u00f8\u0088\u0080\u0080\u0080",
            "\u00fe",
            "\u00ff\u00ff",
            latin1("é"),
            latin1("ß"),
            latin1("İ"),
            latin1("\uff0c"),
            latin1("😀"));

    private HostileText() {}

    /** The bytes of a text in UTF-8, as chars. */
    static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static String mark(Seeded random) {
        return random.of(MARKS);
    }

    static List<String> malformed() {
        return UTF8;
    }

    /** A few marks, bytes and broken characters in a row. */
    static String some(Seeded random, int most) {
        StringBuilder text = new StringBuilder();
        int parts = random.small(most);
        for (int i = 0; i < parts; i++) {
            switch (random.below(4)) {
                case 0 -> text.append(mark(random));
                case 1 -> text.append(random.of(UTF8));
                case 2 -> text.append((char) random.below(256));
                default -> text.append((char) ('a' + random.below(26)));
            }
        }
        return text.toString();
    }

    /** Quotes in quotes: closed or not, doubled or not, with something in the middle. */
    static String quotes(Seeded random, int most) {
        int depth = random.small(most);
        String middle = random.onceIn(2) ? "read" : some(random, 3);
        return "\"".repeat(depth) + middle + "\"".repeat(random.onceIn(2) ? depth : random.small(most));
    }

    /** The same text with one to three typing errors. */
    static String misspelt(Seeded random, String text) {
        StringBuilder changed = new StringBuilder(text);
        int errors = 1 + random.small(2);
        for (int i = 0; i < errors && changed.length() > 0; i++) {
            int at = random.below(changed.length());
            char letter = (char) ('a' + random.below(26));
            switch (random.below(5)) {
                case 0 -> changed.setCharAt(at, letter);
                case 1 -> changed.insert(at, letter);
                case 2 -> changed.deleteCharAt(at);
                case 3 -> changed.append(changed.charAt(at));
                default -> {
                    char moved = changed.charAt(at);
                    changed.setCharAt(at, changed.charAt(0));
                    changed.setCharAt(0, moved);
                }
            }
        }
        return changed.toString();
    }

    /** The same letters, some of them in upper case. */
    static String shouted(Seeded random, String text) {
        StringBuilder changed = new StringBuilder(text);
        int which = random.bits();
        for (int i = 0; i < changed.length(); i++) {
            char c = changed.charAt(i);
            if ((which >>> (i & 31) & 1) != 0 && c >= 'a' && c <= 'z') {
                changed.setCharAt(i, (char) (c - 'a' + 'A'));
            }
        }
        return changed.toString();
    }
}
