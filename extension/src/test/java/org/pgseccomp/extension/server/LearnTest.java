package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.pgseccomp.extension.server.Command.Result;

/** From a server whose default is log, through the kernel's records of its calls, to the list that the tool prints. */
@Tag("server")
@Tag("alone")
@EnabledOnOs(architectures = "amd64")
class LearnTest {
    private static final String LOGGING = PostgresServer.ENABLED + "pgseccomp.global_syscall_default = 'log'\n";
    private static final Path SYSCALL_NUMBERS = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
    private static final int ATTEMPTS = 30;

    private static String executable() {
        return Installation.usual().program("postgres");
    }

    private static Result learn(String... arguments) throws IOException {
        String tool = System.getenv("PGSECCOMP_TEST_TOOL");
        assertThat(tool)
                .as("the environment variable PGSECCOMP_TEST_TOOL: bin/pgseccomp")
                .isNotNull();
        List<String> command = new ArrayList<>(List.of(tool, "learn", "-q", "--exe", executable()));
        command.addAll(List.of(arguments));
        return Command.run(new ProcessBuilder(command));
    }

    private static void workload(PostgresServer server) throws IOException {
        Path space = server.newTableSpaceFolder();
        server.query(
                "CREATE TABLESPACE learnt LOCATION '" + space + "'",
                "CREATE TABLE work TABLESPACE learnt AS SELECT i, md5(i::text) FROM generate_series(1, 1000) i",
                "CHECKPOINT",
                "SELECT count(*) FROM work",
                "DROP TABLE work",
                "DROP TABLESPACE learnt");
    }

    /**
     * Without an audit daemon, records go to the kernel's log. That takes ten in five seconds, from all that use it, so that only
     * a call that is rarely made can be expected there, and sometimes not at once.
     */
    @Test
    void fromTheKernelsLog(@TestServer PostgresServer server) throws IOException {
        assumeTrue(Command.run(new ProcessBuilder("dmesg")).exitCode() == 0, "dmesg is for root here");
        // It has all that a server calls but symlink.
        server.start(LOGGING + Demonstration.allowedLine() + "\n");
        Path log = Files.createTempFile("pgseccomp-dmesg", ".log");
        try {
            String found = "";
            for (int i = 0; i < ATTEMPTS && !found.contains("symlink"); i++) {
                workload(server);
                Process dmesg =
                        new ProcessBuilder("dmesg").redirectOutput(log.toFile()).start();
                assertThat(Command.ended(dmesg, java.time.Duration.ofSeconds(10)))
                        .isTrue();
                found = learn(log.toString()).output();
                pause();
            }
            assumeTrue(!noRecordAtAll(log), "this kernel does not log seccomp's records");
            assertThat(found.lines().findFirst().orElse("").split(",")).contains("symlink");
        } finally {
            Files.delete(log);
        }
    }

    private static boolean noRecordAtAll(Path log) throws IOException {
        return !Command.text(log).contains("type=1326");
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The walk-through: log everything, learn the list, allow it, and find that nothing is left to learn. */
    @Test
    void fromAuditdsFileUntilNothingIsLeft(@TestServer PostgresServer first, @TestServer PostgresServer second)
            throws IOException {
        String learnt;
        try (AuditDaemon daemon = AuditDaemon.start()) {
            first.start(LOGGING);
            workload(first);
            first.stop();
            Path log = daemon.stop();
            Result result = learn("--format", "conf", "--setting", "pgseccomp.global_syscall_allow", log.toString());
            assertThat(result.exitCode()).as(result.output()).isZero();
            learnt = result.output();
            Set<String> list =
                    new TreeSet<>(List.of(learn(log.toString()).output().strip().split(",")));
            assertThat(list).isEqualTo(namesOf(log)).contains("symlink", "openat", "exit_group");
        }
        try (AuditDaemon daemon = AuditDaemon.start()) {
            second.start(LOGGING + learnt);
            workload(second);
            second.stop();
            String rest = learn(daemon.stop().toString()).output().strip();
            // What depends on timing (a lock that is waited for) may come the second time only.
            assertThat(rest.isEmpty() ? 0 : rest.split(",").length).as(rest).isLessThanOrEqualTo(5);
            assertThat(rest).doesNotContain("symlink").doesNotContain("openat");
        }
    }

    /** What the records say, read in another way: by a regular expression, with the names of the kernel's header. */
    private static Set<String> namesOf(Path log) throws IOException {
        Map<String, String> names = new HashMap<>();
        Matcher defined = Pattern.compile("#define __NR_(\\w+) (\\d+)").matcher(Files.readString(SYSCALL_NUMBERS));
        while (defined.find()) {
            names.put(defined.group(2), defined.group(1));
        }
        Set<String> found = new TreeSet<>();
        Matcher record = Pattern.compile(
                        "^type=SECCOMP .* exe=\"" + Pattern.quote(executable()) + "\" .* arch=c000003e syscall=(\\d+) ",
                        Pattern.MULTILINE)
                .matcher(Command.text(log));
        while (record.find()) {
            found.add(names.get(record.group(1)));
        }
        return found;
    }
}
