package org.pgseccomp.cli;

import org.pgseccomp.plan.Severity;

/**
 * Something that is wrong with a configuration, where it stands.
 *
 * @param rule what kind of thing it is ({@link AcceptedWarnings#rules})
 * @param setting that it is about, or ""
 * @param isAccepted a warning that does not count
 * @param line 0 where it is about the file as a whole
 * @param detail sentences, or ""
 * @param hint sentences, or ""
 */
record Finding(
        Severity severity,
        String rule,
        String setting,
        boolean isAccepted,
        String file,
        int line,
        String message,
        String detail,
        String hint) {
    /** As compilers print it. */
    void print(StringBuilder out, Colours colours) {
        String place = line == 0 ? file : file + ":" + line;
        String shown = severity == Severity.ERROR ? colours.bad(label()) : colours.doubtful(label());
        out.append(Names.safe(place) + ": " + shown + ": " + Names.safe(message) + "\n");
        if (!detail.isEmpty()) {
            out.append("    DETAIL: " + Names.safe(detail) + "\n");
        }
        if (!hint.isEmpty()) {
            out.append("    HINT: " + Names.safe(hint) + "\n");
        }
    }

    /** As it is printed: a remark is a warning to whoever reads a configuration. */
    String label() {
        return severity == Severity.ERROR ? "error" : isAccepted ? "note" : "warning";
    }

    /** The same as a warning that does not count. */
    Finding accepted() {
        return new Finding(severity, rule, setting, true, file, line, message, detail, hint);
    }
}
