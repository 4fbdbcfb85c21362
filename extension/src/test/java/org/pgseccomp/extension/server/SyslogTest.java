package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log that goes to syslog. The C library has one connection to it, which is inherited, and makes another one where that breaks (syslog.c of glibc): whoever may not
 * loses its messages when syslog is restarted, and nothing tells of it.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyslogTest {
    private static final Path SOCKET = Path.of("/dev/log");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TestServer
    private PostgresServer server;

    private Process syslog;

    @AfterEach
    void stop() throws IOException {
        if (server.isStarted()) {
            server.stop();
        }
        if (syslog != null) {
            stopSyslog();
        }
    }

    private void startSyslog() throws IOException {
        String program = """
                my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "/dev/log") or die;
                chmod 0666, "/dev/log";
                $| = 1;
                while (defined $s->recv(my $message, 65536)) { print "$message\\n" }
                """;
        // This system's modules, and not those of a server of another one.
        syslog = new ProcessBuilder("env", "-u", "PERL5LIB", "perl", "-MSocket", "-MIO::Socket::UNIX", "-e", program)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file().toFile()))
                .start();
        Await.until("syslog listens", LIMIT, SyslogTest::isListening, () -> Command.text(file().toString()));
    }

    private static boolean isListening() {
        try {
            return Files.exists(SOCKET) && Files.getPosixFilePermissions(SOCKET).size() == 6;
        } catch (IOException e) {
            return false;
        }
    }

    private void stopSyslog() throws IOException {
        syslog.destroy();
        assertThat(Command.ended(syslog, LIMIT)).isTrue();
        Files.deleteIfExists(SOCKET);
        syslog = null;
    }

    private Path file() {
        return server.folder().resolve("syslog");
    }

    private void await(String message) {
        Await.until(
                "syslog has " + message,
                LIMIT,
                () -> Command.text(file().toString()).contains(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "baseline", "strict"})
    void messagesGoOnWhenSyslogIsRestarted(String profile) throws IOException {
        assumeTrue(Command.IS_ROOT && !Files.exists(SOCKET), "syslog has another listener, or nobody may be one");
        Files.deleteIfExists(file());
        startSyslog();
        server.start("shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = '" + profile
                + "'\nlog_destination = 'syslog'\n");
        await("ready to accept connections");
        server.query("CHECKPOINT");
        await("checkpoint starting");
        int before = Command.text(file().toString()).length();
        try (RunningStatement holder = server.begin("SELECT pg_advisory_lock(7)", "SELECT pg_sleep(120)")) {
            server.waitForQuery("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted", "1");
            try (RunningStatement session = server.begin(
                    "DO 'BEGIN RAISE WARNING ''the first''; END'",
                    "SELECT pg_advisory_lock(7)",
                    "DO 'BEGIN RAISE WARNING ''the second''; END'",
                    "DO 'BEGIN RAISE WARNING ''the third''; END'")) {
                await("the first");
                stopSyslog();
                startSyslog();
                server.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
                assertThat(Command.ended(session.process(), LIMIT)).isTrue();
            }
            assertThat(Command.ended(holder.process(), LIMIT)).isTrue();
        }
        await("the second");
        await("the third");
        server.query("DO 'BEGIN RAISE WARNING ''of another session''; END'");
        await("of another session");
        server.query("CHECKPOINT");
        Await.until(
                "syslog has another checkpoint",
                LIMIT,
                () -> Command.text(file().toString()).indexOf("checkpoint starting", before) > 0);
        assertThat(Command.text(file().toString()))
                .doesNotContain("denied system call")
                .doesNotContain("doubtful");
    }

    /** The same processes may execute programs there, which need sockets of their own. */
    @Test
    void whereRecoveryExecutesProgramsToo() throws IOException {
        assumeTrue(Command.IS_ROOT && !Files.exists(SOCKET), "syslog has another listener, or nobody may be one");
        Files.deleteIfExists(file());
        startSyslog();
        server.start(
                "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\nlog_destination = 'syslog'\nrestore_command = 'false'\n");
        server.query("CHECKPOINT");
        await("checkpoint starting");
        assertThat(Command.text(file().toString()))
                .doesNotContain("denied system call")
                .doesNotContain("doubtful");
    }
}
