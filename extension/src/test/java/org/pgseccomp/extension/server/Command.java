package org.pgseccomp.extension.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs, run to their end with a time limit, as the user who may run PostgreSQL. */
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("pgseccomp.command.limit", 60));
    /** Whether the tests run as root. */
    static final boolean IS_ROOT = isRoot();

    private Command() {}

    /**
     * How a program ended.
     *
     * @param output standard output and standard error; one char for each byte
     */
    record Result(int exitCode, String output) {}

    /** A process that runs a program as the server's user: this user, or postgres where this one is root. */
    static ProcessBuilder asServerUser(List<String> command, Map<String, String> environment) {
        List<String> whole = new ArrayList<>();
        if (IS_ROOT) {
            whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "env", "HOME=/"));
        }
        whole.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(whole).directory(Path.of("/").toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        // Differs from what the server sets for numbers: whoever calls setlocale(LC_ALL, "") in it is seen.
        variables.put("LANG", "C.UTF-8");
        variables.putAll(environment);
        return builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
    }

    /** Runs a program as the server's user. */
    static Result run(List<String> command) {
        try {
            return run(asServerUser(command, Map.of()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a program as the user of the tests. */
    static Result runHere(String... command) {
        try {
            return run(new ProcessBuilder(command).redirectErrorStream(true));
        } catch (IOException e) {
            return new Result(127, e.toString());
        }
    }

    /** A file of the system; empty if it cannot be read. */
    static String text(String file) {
        try {
            return text(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }

    /** Runs a program as the server's user and expects it to succeed. */
    static void runSuccessfully(List<String> command) {
        Result result = run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(command + " ended with " + result.exitCode() + ": " + result.output());
        }
    }

    static Result run(ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile("pgseccomp-test", ".out");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!ended(process, LIMIT)) {
                process.destroyForcibly();
                throw new AssertionError(
                        builder.command() + " did not end within " + LIMIT.toSeconds() + " s: " + text(output));
            }
            return new Result(process.exitValue(), text(output));
        } finally {
            Files.delete(output);
        }
    }

    /** Waits until a process has ended; false if it has not within the limit. */
    static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A file's bytes, one char for each. */
    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** Gives a new folder to the server's user. */
    static void giveToServerUser(Path folder) throws IOException {
        if (IS_ROOT) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
