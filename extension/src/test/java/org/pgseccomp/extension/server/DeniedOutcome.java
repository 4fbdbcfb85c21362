package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the denial of a call does, as the measurement writes it: fields with tabs between them.
 *
 * @param text what tells of the worst
 */
record DeniedOutcome(Denial denial, Outcome worst, String text) {
    private static final int LONGEST = 140;

    /** As a line of a report. */
    String line() {
        return denial.word() + "\t" + worst + "\t" + text;
    }

    /** The lines of a report. */
    static List<DeniedOutcome> read(Path report) {
        try {
            return Files.readAllLines(report).stream().map(DeniedOutcome::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DeniedOutcome of(String line) {
        String[] fields = line.split("\t", -1);
        return new DeniedOutcome(Denial.of(fields[0]), Outcome.valueOf(fields[1]), fields[2]);
    }

    /** As a cell of the table: without what differs from run to run. */
    String cell() {
        if (worst == Outcome.NOTHING || worst == Outcome.REFUSED) {
            return worst.shown();
        }
        String message = text.replaceAll(" \\[.*", "")
                .replaceAll("[^\" ]*/pgseccomp-test\\.[^\" ]*", "…")
                .replaceAll("\"[^\"]*(pgsql_tmp[0-9]|[0-9]{4})[^\"]*\"", "\"…\"")
                .replaceAll("\"[^\"]*…[^\"]*\"", "\"…\"")
                .replaceAll("\\b[0-9]{4,} bytes", "… bytes")
                // 18 calls it by its type.
                .replace("client backend was terminated", "server process was terminated")
                .replace("|", "\\|")
                .strip();
        String shortened = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        return worst == Outcome.STATEMENT ? shortened : worst.shown() + ": " + shortened;
    }
}
