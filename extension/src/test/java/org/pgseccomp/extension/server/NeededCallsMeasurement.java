package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/**
 * Finds the calls without which a server is lost, for NeededCalls.java: under a filter that allows a list and answers EACCES to
 * the rest, each call in turn is taken from the demonstration's list, and stays out as long as the server starts, answers,
 * reports errors, keeps a time limit, ends a session, takes a reload, recovers from a crash and ends. No test (it takes ten
 * minutes): {@code script/test-on PG_CONFIG NeededCallsMeasurement}, and the list is in target/needed-VERSION.txt.
 */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class NeededCallsMeasurement {
    @Test
    void measure() throws IOException {
        List<String> report = new ArrayList<>();
        List<String> rest = new ArrayList<>(Demonstration.allowedCalls());
        rest.addAll(List.of("symlink", "symlinkat", "getpriority", "alarm", "sched_setaffinity", "mlock", "msync"));
        assertThat(problem(rest)).isEmpty();
        for (String call : List.copyOf(new TreeSet<>(rest))) {
            List<String> fewer = new ArrayList<>(rest);
            fewer.remove(call);
            String problem = problem(fewer);
            if (problem.isEmpty()) {
                rest = fewer;
            } else {
                report.add(call + ": " + problem);
                Files.write(report(), report);
            }
        }
        report.add("in all: " + String.join(", ", rest));
        Files.write(report(), report);
    }

    private static Path report() {
        return Path.of(System.getProperty("basedir", "."), "../target/needed-" + PostgresServer.VERSION + ".txt");
    }

    private static String problem(List<String> calls) {
        List<String> numbers = new ArrayList<>();
        for (String call : calls) {
            numbers.add(Integer.toString(Syscalls.number(call)));
        }
        try (PostgresServer server = PostgresServer.create().withTcp()) {
            server.environment("PROBE_ALLOW_AT_START", String.join(",", numbers));
            server.start("shared_preload_libraries = 'pgseccomp_probe'\n");
            LostServer.assertNotLost(server);
            return "";
        } catch (AssertionError e) {
            return e.getMessage().replaceAll("\\s+", " ").replaceAll("^(.{0,300}).*", "$1");
        }
    }
}
