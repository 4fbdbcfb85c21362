package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Names from configurations, for a terminal: they may have any character. */
final class Names {
    private Names() {}

    /** One char (0 to 255) for each byte, as configurations are read, without what a terminal would obey. */
    static String shown(String bytes) {
        return safe(read(bytes));
    }

    /** A text on one line, without what a terminal would obey: a code host takes lines that begin with "::" for commands. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }

    /** The same with all that a terminal would obey. */
    static String read(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** A name from the command line as configurations have it. */
    static String asRead(String argument) {
        return new String(argument.getBytes(UTF_8), ISO_8859_1);
    }
}
