package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;

/** The assignments of a unit file, as systemd reads lines (systemd.syntax(7)). */
final class UnitText {
    private static final int LONGEST_LINE = 1 << 20;

    /** An assignment. */
    record Assignment(int line, String key, String value) {}

    private UnitText() {}

    static List<Assignment> read(String text) throws SourceException {
        List<Assignment> assignments = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        StringBuilder joined = new StringBuilder();
        int first = 0;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            boolean isComment = line.startsWith("#") || line.startsWith(";");
            if (line.indexOf('\0') >= 0 || line.length() > LONGEST_LINE) {
                throw new SourceException(i + 1, "has a line that no unit file has");
            }
            if (joined.length() == 0) {
                first = i + 1;
            }
            if (!isComment && line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
            } else if (!isComment) {
                add(first, joined.append(line).toString().strip(), assignments);
                joined.setLength(0);
            }
            if (joined.length() > LONGEST_LINE) {
                throw new SourceException(i + 1, "has a line that no unit file has");
            }
        }
        add(first, joined.toString().strip(), assignments);
        return assignments;
    }

    private static void add(int line, String text, List<Assignment> assignments) throws SourceException {
        if (text.isEmpty() || (text.startsWith("[") && text.endsWith("]"))) {
            return;
        }
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new SourceException(line, "has no assignment, section or comment here");
        }
        assignments.add(new Assignment(
                line,
                text.substring(0, equals).strip(),
                text.substring(equals + 1).strip()));
    }
}
