package org.pgseccomp.extension.server;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's log tells of a life. */
final class LifeLog {
    /** More than the log of a life without a denial has. */
    private static final int FLOOD = 400_000;

    /** The life itself kills a session with signal 9. */
    private static final Pattern DEATH =
            Pattern.compile("(?<=LOG:  )[^\\n]*\\(PID \\d+\\) was terminated by signal (?!9:)[^\\n]*");

    /** A process that ended by itself, where PostgreSQL takes that for a crash. */
    private static final Pattern END = Pattern.compile(
            "(?<=LOG:  )[^\\n]*\\(PID \\d+\\) exited with exit code \\d+(?=\\n[^\\n]*terminating any other active server processes)");

    private LifeLog() {}

    /** Whether a server has written so much that its log should not be read. */
    static boolean isFlood(PostgresServer server) {
        return file(server).length() > FLOOD;
    }

    /** The last line of a log that is not read as a whole. */
    static String end(PostgresServer server) {
        try (RandomAccessFile file = new RandomAccessFile(file(server), "r")) {
            byte[] end = new byte[1000];
            file.seek(file.length() - end.length);
            file.readFully(end);
            return message(new String(end, StandardCharsets.ISO_8859_1)
                    .lines()
                    .reduce((a, b) -> b)
                    .orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File file(PostgresServer server) {
        File collected = server.data().resolve("log/server.log").toFile();
        return collected.exists() ? collected : server.folder().resolve("log").toFile();
    }

    /** Adds what a log tells. */
    static void note(String log, Findings findings) {
        Matcher death = DEATH.matcher(log);
        if (death.find()) {
            findings.add(Outcome.CRASH_RESTART, death.group().replaceAll(" \\(PID \\d+\\)", ""));
        }
        Matcher end = END.matcher(log);
        if (end.find()) {
            findings.add(Outcome.CRASH_RESTART, end.group().replaceAll(" \\(PID \\d+\\)", ""));
        }
        log.lines()
                .filter(line -> line.contains("PANIC:  "))
                .findFirst()
                .ifPresent(line -> findings.add(Outcome.PANIC, message(line)));
        for (String feature : List.of("archive command failed", "archive command was terminated by signal 31")) {
            if (log.contains(feature)) {
                findings.add(Outcome.FEATURE, "archiving: " + feature);
            }
        }
    }

    /** Why a server did not start, or died. */
    static String reason(String log) {
        List<String> lines = log.lines().toList();
        return lines.stream()
                .filter(line -> line.matches(".*(FATAL|PANIC):  .*"))
                .filter(line -> !line.contains("the database system is") && !line.contains("terminating"))
                .findFirst()
                .or(() -> lines.stream()
                        .filter(line -> DEATH.matcher(line).find())
                        .findFirst())
                .or(() ->
                        lines.stream().filter(line -> line.contains("ERROR:  ")).findFirst())
                .or(() -> lines.stream().reduce((a, b) -> b))
                .map(LifeLog::message)
                .orElse("no message");
    }

    private static String message(String line) {
        return line.replaceFirst("^.*?(?=(PANIC|FATAL|ERROR|LOG|WARNING):  )", "")
                .replaceAll("/[^\" ]*/pgseccomp-test\\.[^/\" ]*", "…")
                .replaceAll("\\(PID \\d+\\) ", "")
                .replaceAll("PostgreSQL\\.\\d+", "PostgreSQL.…");
    }
}
