package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Native code, SQL and programs of a session try to get at files, processes and ports, and the kernel answers as its documentation and
 * the threat model say. The attempts are in {@code attempts/attempts.tsv}. Each is made without the restriction too, where it succeeds.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsTest {
    private static final List<Path> DOCUMENTS = Stream.of("threat-model.md", "files-and-ports.md", "isolation.md")
            .map(name -> Path.of(System.getProperty("basedir", "."), "../docs", name))
            .toList();

    /** Without the extension. */
    @TestServer
    private PostgresServer plain;

    /** With the extension, without any restriction that a setting makes. */
    @TestServer(tcp = true)
    private PostgresServer open;

    @TestServer(tcp = true)
    private PostgresServer restricted;

    private AttemptScene scene;

    @BeforeAll
    void start() throws IOException {
        Landlock.assumePortsOffered();
        scene = new AttemptScene(open);
        plain.start("");
        open.start(
                PostgresServer.ENABLED + "pgseccomp.isolate_processes = off\n",
                "-c",
                "unix_socket_directories=" + open.folder() + ",@" + open.folder());
        restricted.start(configuration());
        for (PostgresServer server : List.of(plain, open, restricted)) {
            createFunctions(server);
        }
    }

    private String configuration() {
        String listed = "@data, @libraries, @share, " + scene.listed();
        return PostgresServer.ENABLED
                + "pgseccomp.isolate_processes = require\n"
                + "pgseccomp.session_roles = 'apart, listed, programs, ports, closed'\n"
                + "session_paths.apart = ''\n"
                + "session_paths.listed = '" + listed + "'\n"
                + "session_paths.programs = '" + listed + ", @programs'\n"
                + "session_connect_ports.ports = 'none'\n"
                + "session_bind_ports.ports = 'none'\n"
                + "session_paths.closed = '" + listed + "'\n"
                + "session_connect_ports.closed = 'none'\n"
                + "session_bind_ports.closed = 'none'\n"
                + "session_syscall_error.closed = '" + advised() + "'\n";
    }

    /** The list of calls in the threat model. */
    private static String advised() {
        String text = document();
        int from =
                text.indexOf("session_syscall_error = '", text.indexOf("What a list of files or ports does not see"));
        assertThat(from).isPositive();
        int begin = text.indexOf('\'', from) + 1;
        return text.substring(begin, text.indexOf('\'', begin));
    }

    private static void createFunctions(PostgresServer server) {
        for (String role : List.of("apart", "listed", "programs", "ports", "closed")) {
            server.query("CREATE ROLE " + role + " LOGIN SUPERUSER");
        }
        server.query(
                "SELECT lo_from_bytea(4711, 'x')",
                "CREATE FUNCTION files_try(text, text, text DEFAULT '') RETURNS text AS 'pgseccomp_files' LANGUAGE C",
                "CREATE FUNCTION around_try(text, text, text) RETURNS text AS 'pgseccomp_around' LANGUAGE C",
                "CREATE FUNCTION others_try(text, int4) RETURNS text AS 'pgseccomp_others' LANGUAGE C",
                "CREATE FUNCTION ports_try(text, text) RETURNS text AS 'pgseccomp_ports' LANGUAGE C");
    }

    @AfterAll
    void end() throws IOException {
        if (scene != null) {
            scene.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> attempts() {
        return Attempt.all().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.toString(), () -> isAnsweredAsDocumented(attempt)));
    }

    private void isAnsweredAsDocumented(Attempt attempt) throws IOException {
        boolean isOfTheExtension = attempt.setting().equals("enabled");
        String role = isOfTheExtension ? "apart" : attempt.setting();
        PostgresServer without = isOfTheExtension ? plain : open;
        scene.restore(without);
        String before = attempt.on(without, role, scene);
        assumeThat(attempt.isAbsent(before)).as("not offered here: %s", before).isFalse();
        assertThat(before).as("without the restriction").isEqualTo(Attempt.REACHED);
        scene.restore(restricted);
        assertThat(attempt.on(restricted, role, scene)).as(attempt.why()).isIn(attempt.expected());
    }

    /** A base backup that the server itself writes, on behalf of a role with a list. */
    @Test
    void aWalsenderWritesNoBackupElsewhere() throws IOException {
        assertThat(backup(open)).doesNotContain("Permission denied");
        assertThat(Path.of(scene.filled("{outside}/empty/base.tar", open))).exists();
        assertThat(backup(restricted)).contains("Permission denied");
    }

    private String backup(PostgresServer server) throws IOException {
        scene.restore(server);
        try (ClientSession walsender = ClientSession.openWalsender(server, "listed")) {
            return walsender.answer(scene.filled(
                    "BASE_BACKUP (TARGET 'server', TARGET_DETAIL '{outside}/empty', CHECKPOINT 'fast', WAIT false)",
                    server));
        }
    }

    /** What is open although it looks restricted is named. */
    @Test
    void whatIsReachedIsDocumented() {
        String documents = document();
        for (Attempt attempt : Attempt.all()) {
            if (attempt.isReached()) {
                assertThat(attempt.why())
                        .as(attempt.toString())
                        .startsWith("\"")
                        .endsWith("\"");
                assertThat(documents)
                        .as(attempt.toString())
                        .contains(attempt.why().substring(1, attempt.why().length() - 1));
            }
        }
    }

    @Test
    void thereAreEnoughOfEachKind() {
        for (Attempt.From from : Attempt.From.values()) {
            assertThat(Attempt.all().stream().filter(attempt -> attempt.from() == from))
                    .as(from.toString())
                    .hasSizeGreaterThan(20);
        }
    }

    private static String document() {
        StringBuilder text = new StringBuilder();
        try {
            for (Path document : DOCUMENTS) {
                text.append(Files.readString(document));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }
}
