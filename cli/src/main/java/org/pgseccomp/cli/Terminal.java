package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard output and standard error lead to. */
final class Terminal {
    private Terminal() {}

    /** Whether somebody sees what goes to standard error as it comes. */
    static boolean isStandardError() {
        return isTerminal(2);
    }

    /** Whether standard output is a terminal. */
    static boolean isStandardOutput() {
        return isTerminal(1);
    }

    /** A text of somebody else, without what a terminal would obey. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return safe.toString();
    }

    private static boolean isTerminal(int fd) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
