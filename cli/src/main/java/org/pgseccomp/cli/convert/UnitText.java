package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;

/** The assignments of a unit file, as systemd reads lines (systemd.syntax(7)). */
final class UnitText {
    private static final int LONGEST_LINE = 1 << 20;

    /**
     * An assignment.
     *
     * @param section in which it stands, without its brackets; "" before the first one
     */
    record Assignment(int line, String section, String key, String value) {}

    private final List<Assignment> assignments = new ArrayList<>();
    private String section = "";

    private UnitText() {}

    static List<Assignment> read(String text) throws SourceException {
        UnitText unit = new UnitText();
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
                unit.add(first, joined.append(line).toString().strip());
                joined.setLength(0);
            }
            if (joined.length() > LONGEST_LINE) {
                throw new SourceException(i + 1, "has a line that no unit file has");
            }
        }
        unit.add(first, joined.toString().strip());
        return unit.assignments;
    }

    private void add(int line, String text) throws SourceException {
        if (text.startsWith("[") && text.endsWith("]")) {
            section = text.substring(1, text.length() - 1);
            return;
        }
        if (text.isEmpty()) {
            return;
        }
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new SourceException(line, "has no assignment, section or comment here");
        }
        assignments.add(new Assignment(
                line,
                section,
                text.substring(0, equals).strip(),
                text.substring(equals + 1).strip()));
    }
}
