package org.pgseccomp.cli;

import java.io.PrintWriter;
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
    void print(PrintWriter out) {
        String place = line == 0 ? file : file + ":" + line;
        out.println(place + ": " + label() + ": " + message);
        if (!detail.isEmpty()) {
            out.println("    DETAIL: " + detail);
        }
        if (!hint.isEmpty()) {
            out.println("    HINT: " + hint);
        }
    }

    private String label() {
        return severity == Severity.ERROR ? "error" : "warning";
    }
}
