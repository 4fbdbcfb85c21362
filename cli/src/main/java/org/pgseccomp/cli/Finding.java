package org.pgseccomp.cli;

import org.pgseccomp.plan.Severity;

/**
 * Something that is wrong with a configuration, where it stands.
 *
 * @param line 0 where it is about the file as a whole
 * @param detail sentences, or ""
 * @param hint sentences, or ""
 */
record Finding(Severity severity, String file, int line, String message, String detail, String hint) {
    /** As compilers print it. */
    void print(StringBuilder out, Colours colours) {
        String place = line == 0 ? file : file + ":" + line;
        String shown = severity == Severity.ERROR ? colours.bad(label()) : colours.doubtful(label());
        out.append(safe(place) + ": " + shown + ": " + safe(message) + "\n");
        if (!detail.isEmpty()) {
            out.append("    DETAIL: " + safe(detail) + "\n");
        }
        if (!hint.isEmpty()) {
            out.append("    HINT: " + safe(hint) + "\n");
        }
    }

    /** Without what a terminal would obey, and on one line: a code host takes lines that begin with "::" for commands. */
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }

    /** As it is printed: a remark is a warning to whoever reads a configuration. */
    String label() {
        return severity == Severity.ERROR ? "error" : "warning";
    }
}
