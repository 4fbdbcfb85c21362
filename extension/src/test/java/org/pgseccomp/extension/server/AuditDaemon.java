package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An auditd that writes to a file of ours, where no other one runs: there can be one only, and it takes root. */
final class AuditDaemon implements AutoCloseable {
    /** The folder below which bootstrap unpacked auditd, or / where the system has it. */
    private static final String FOLDER = "PGSECCOMP_TEST_AUDITD";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path programs;
    private final Path folder;
    private final Path log;
    private final String enabledBefore;
    private final String backlogBefore;
    private final Process process;

    private AuditDaemon(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("pgseccomp-auditd");
        this.log = folder.resolve("audit.log");
        String status = control("-s");
        this.enabledBefore = field(status, "enabled");
        this.backlogBefore = field(status, "backlog_limit");
        assumeTrue(field(status, "pid").equals("0"), "another audit daemon has the kernel's records");
        Files.createDirectory(folder.resolve("plugins.d"));
        Files.writeString(folder.resolve("auditd.conf"), """
                local_events = yes
                write_logs = yes
                log_file = %1$s/audit.log
                log_group = root
                log_format = ENRICHED
                flush = INCREMENTAL_ASYNC
                freq = 50
                max_log_file = 500
                max_log_file_action = IGNORE
                space_left = 75
                space_left_action = IGNORE
                admin_space_left = 50
                admin_space_left_action = IGNORE
                disk_full_action = IGNORE
                disk_error_action = IGNORE
                plugin_dir = %1$s/plugins.d
                """.formatted(folder));
        this.process = program("auditd", "-n", "-c", folder.toString())
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try {
            waitForLog("type=DAEMON_START");
            control("-b", "65536"); // of 64, records would be lost
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts the daemon, or skips the test where that cannot be. */
    static AuditDaemon start() throws IOException {
        String folder = System.getenv(FOLDER);
        assumeTrue(folder != null && !folder.isEmpty(), "no auditd; script/bootstrap fetches it for root");
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "auditd needs root");
        return new AuditDaemon(Path.of(folder));
    }

    private ProcessBuilder program(String name, String... arguments) throws IOException {
        Path found = null;
        for (String folder : List.of("sbin", "usr/sbin")) {
            if (Files.isExecutable(programs.resolve(folder).resolve(name))) {
                found = programs.resolve(folder).resolve(name);
            }
        }
        assertThat(found).as("%s below %s", name, programs).isNotNull();
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(found.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true);
        if (!programs.equals(Path.of("/"))) {
            builder.environment().put("LD_LIBRARY_PATH", libraries());
        }
        return builder;
    }

    private String libraries() throws IOException {
        try (Stream<Path> files = Files.walk(programs)) {
            return String.join(
                    ":",
                    files.filter(file -> file.getFileName().toString().contains(".so."))
                            .map(file -> file.getParent().toString())
                            .distinct()
                            .toList());
        }
    }

    private String control(String... arguments) throws IOException {
        Command.Result result = Command.run(program("auditctl", arguments));
        assumeTrue(result.exitCode() == 0, "the kernel's audit cannot be reached: " + result.output());
        return result.output();
    }

    private static String field(String status, String name) {
        Matcher matcher =
                Pattern.compile("^" + name + " (\\S+)", Pattern.MULTILINE).matcher(status);
        assertThat(matcher.find()).as("%s in %s", name, status).isTrue();
        return matcher.group(1);
    }

    private void waitForLog(String text) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(log) || !Command.text(log).contains(text)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("auditd does not write: " + Command.text(folder.resolve("out")));
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Stops the daemon, and answers its file, whole: it writes what it has before it ends. */
    Path stop() throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!field(control("-s"), "backlog").equals("0") && System.nanoTime() < deadline) {
            sleep();
        }
        process.destroy();
        assertThat(Command.ended(process, LIMIT)).as("auditd ends").isTrue();
        return log;
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.destroy();
            assertThat(Command.ended(process, LIMIT)).as("auditd ends").isTrue();
        }
        control("-b", backlogBefore);
        control("-e", enabledBefore);
        Command.run(new ProcessBuilder("rm", "-rf", folder.toString()));
    }
}
