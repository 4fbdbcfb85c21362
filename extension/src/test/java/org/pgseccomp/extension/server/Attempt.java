package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An attempt to get at a file, a process or a port: a line of {@code attempts/attempts.tsv}, where its columns are explained.
 *
 * @param from what makes it
 * @param setting what is to restrict it
 * @param text what is said to the server
 * @param expected the names of errors, or {@link #REACHED}: one of them is the answer
 * @param absent what it answers without a restriction where it is not offered: a part of the answer, several with bars between them
 * @param why where it is documented
 */
record Attempt(From from, String setting, String text, List<String> expected, String absent, String why) {
    /** The answer of an attempt that has got what it wanted. */
    static final String REACHED = "reached";

    /** What makes an attempt. */
    enum From {
        /** A function in C, of the session. */
        NATIVE,
        /** Statements. */
        SQL,
        /** The shell of COPY FROM PROGRAM. */
        PROGRAM
    }

    /** What programs, PostgreSQL and the functions in C write for an error: strerror(3), or their own word. */
    private static final Map<String, String> ERRORS = Map.of(
            "Permission denied", "EACCES",
            "denied", "EACCES",
            "Operation not permitted", "EPERM",
            "Invalid cross-device link", "EXDEV",
            "Cannot allocate memory", "ENOMEM",
            "not there", "EXDEV",
            "done", REACHED);

    /** All of them, in the order of the table. */
    static List<Attempt> all() {
        try (InputStream in = Attempt.class.getResourceAsStream("/attempts/attempts.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Attempt::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attempt of(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 6) {
            throw new IllegalArgumentException(columns.length + " columns: " + line);
        }
        return new Attempt(
                From.valueOf(columns[0].toUpperCase(Locale.ROOT)),
                columns[1],
                columns[2],
                List.of(columns[3].split(" or ", -1)),
                columns[4],
                columns[5]);
    }

    /** Whether it gets what it wants although there is a restriction. */
    boolean isReached() {
        return expected.contains(REACHED);
    }

    /** Whether an answer that was given without a restriction says that there is no such thing here. */
    boolean isAbsent(String answer) {
        return !absent.isEmpty() && Pattern.compile(absent).matcher(answer).find();
    }

    /**
     * Makes it, and answers {@link #REACHED}, the name of the kernel's error, or what was said if that names none of those that a
     * restriction gives.
     */
    String on(PostgresServer server, String role, AttemptScene scene) {
        String said = scene.filled(text, server);
        Command.Result result = switch (from) {
            case NATIVE -> server.psqlAs(role, "SELECT " + said);
            case SQL -> server.psqlAs(role, said.split("; ", -1));
            case PROGRAM -> server.psqlAs(role, program(said));
        };
        String output = result.output().strip();
        if ((from == From.SQL && result.exitCode() == 0) || output.endsWith(REACHED)) {
            return REACHED;
        }
        return ERRORS.entrySet().stream()
                .filter(error -> output.equals(error.getKey())
                        || (error.getKey().indexOf(' ') > 0 && output.contains(error.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(output);
    }

    private static String[] program(String shell) {
        return new String[] {
            "CREATE TEMP TABLE lines (line text)",
            "COPY lines FROM PROGRAM '{ ( " + shell.replace("'", "''") + " ) 2>&1 && echo " + REACHED + "; } || true'"
                    + " (ENCODING 'SQL_ASCII', DELIMITER E'\\x01')",
            "SELECT line FROM lines"
        };
    }

    @Override
    public String toString() {
        return from.toString().toLowerCase(Locale.ROOT) + ", " + setting + ": " + text;
    }
}
