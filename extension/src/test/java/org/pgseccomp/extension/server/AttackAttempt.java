package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An attempt at an attack of the catalogue: a line of {@code exposure/proofs.tsv}, where its columns are explained.
 *
 * @param from what makes it
 * @param text what is said to the server, or why it is not tried
 * @param without the answer without pgseccomp, a regular expression
 */
record AttackAttempt(String attack, String from, String text, String without) {
    /** Whether a program that is executed can get rights from its file. */
    private static final String PRIVILEGES =
            "grep -q \"NoNewPrivs:[^1]*0\" /proc/self/status || { echo \"Operation not permitted\"; false; }";

    /** All of them, in the order of the table. */
    static List<AttackAttempt> all() {
        try (InputStream in = AttackAttempt.class.getResourceAsStream("/exposure/proofs.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new AttackAttempt(columns[0], columns[1], columns[2], columns[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is tried. */
    boolean isTried() {
        return !from.equals("none");
    }

    /** Makes it, and answers as {@link Attempt#on}. */
    String on(PostgresServer server, AttemptScene scene) {
        Attempt attempt = from.equals("calls")
                ? new Attempt(
                        Attempt.From.NATIVE,
                        "",
                        "calls_try('" + numbered().replace("'", "''") + "')",
                        List.of(),
                        "",
                        "")
                : new Attempt(
                        Attempt.From.valueOf(from.toUpperCase(java.util.Locale.ROOT)),
                        "",
                        text.replace("{privileges}", PRIVILEGES),
                        List.of(),
                        "",
                        "");
        return attempt.on(server, "postgres", scene);
    }

    /** The calls with numbers in place of their names. */
    private String numbered() {
        StringBuilder calls = new StringBuilder();
        for (String call : text.split("; ", -1)) {
            String[] words = call.split(" ", 2);
            calls.append(calls.isEmpty() ? "" : ";")
                    .append(Syscalls.number(words[0]))
                    .append(words.length == 1 ? "" : " " + words[1]);
        }
        return calls.toString();
    }

    @Override
    public String toString() {
        return attack + ": " + text;
    }
}
