package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ways around that docs/threat-model.md names as not closed: each is there, and so is what can be done about it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotClosedTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'loose'
                    session_syscall_error.loose = ''
                    """;

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(CONFIGURATION);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE loose SUPERUSER LOGIN", "CREATE EXTENSION plperlu");
        server.stop();
    }

    /** A program that a session executes connects as another role, and its session has the policy of that role. */
    @Test
    void connectingAgainIsOpenUntilThePolicyDeniesConnect() {
        String psql = "COPY lines FROM PROGRAM '" + server.program("psql") + " -X -A -t -h " + server.folder() + " -p "
                + server.port() + " -U loose -d postgres -c \"SELECT probe_syscall("
                + Syscalls.number("chroot") + ")\" 2>&1'";
        server.start(CONFIGURATION);
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied('chroot')")).isEqualTo("t");
            session.execute("CREATE TEMP TABLE lines (line text)");
            session.execute(psql);
            assertThat(session.query("SELECT line FROM lines")).isEqualTo("-14");
        }
        server.reload(CONFIGURATION.replace("'chroot'", "'chroot, connect'"));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("CREATE TEMP TABLE lines (line text)");
            assertThat(session.error(psql)).containsPattern("failed|extra data");
            assertThat(session.query("SELECT count(*) FROM lines WHERE line = '-14'"))
                    .isEqualTo("0");
        }
    }

    /** It counts for new sessions, after a reload. */
    @Test
    void alterSystemIsOpenUntilReloadsMayOnlyTighten() {
        for (boolean onlyTightens : new boolean[] {false, true}) {
            server.start(CONFIGURATION + "pgseccomp.reload_only_tightens = " + onlyTightens + "\n");
            try (ClientSession session = ClientSession.open(server, "postgres")) {
                session.execute("ALTER SYSTEM SET pgseccomp.session_syscall_error = ''");
                server.reload(CONFIGURATION + "pgseccomp.reload_only_tightens = " + onlyTightens + "\n");
                assertThat(session.query("SELECT denied('chroot')"))
                        .as("this session keeps its filter")
                        .isEqualTo("t");
                try (ClientSession next = ClientSession.open(server, "postgres")) {
                    assertThat(next.query("SELECT denied('chroot')")).isEqualTo(onlyTightens ? "t" : "f");
                }
                session.execute("ALTER SYSTEM RESET pgseccomp.session_syscall_error");
            }
            server.stop();
        }
    }

    /** The archiver executes what a superuser writes, under its own policy. */
    @Test
    void archiveCommandIsOpenUntilTheArchiverIsRestricted() {
        String denied = CONFIGURATION.replace("'chroot'", "'chroot, execve'") + "archive_mode = on\n";
        Path done = server.folder().resolve("done");
        String command = "archive_command = 'touch " + done + "'\n";
        server.start(denied + command);
        assertThat(server.psql("COPY calls TO PROGRAM 'cat'").exitCode())
                .as("the session itself cannot")
                .isNotZero();
        server.query("CREATE TABLE archived AS SELECT generate_series(1, 1000)", "SELECT pg_switch_wal()");
        server.waitForQuery("SELECT archived_count > 0 FROM pg_stat_archiver", "t");
        assertThat(done).exists();
        server.query("DROP TABLE archived", "SELECT pg_stat_reset_shared('archiver')");
        server.stop();
        // Before 17 only the global list restricts the archiver.
        String restricted = PostgresServer.VERSION >= 17
                ? "pgseccomp.process_types = 'archiver'\nprocess_syscall_error.archiver = 'execve'\n"
                : "pgseccomp.global_syscall_error = 'execve'\n";
        server.start(denied + command + restricted);
        server.query("CREATE TABLE archived AS SELECT generate_series(1, 1000)", "SELECT pg_switch_wal()");
        server.waitForLog("archive command failed");
        assertThat(server.query("SELECT archived_count FROM pg_stat_archiver")).isEqualTo("0");
        server.query("DROP TABLE archived");
    }

    /** Every backend needs kill, to wake others: native code, or an untrusted language, can end the server. */
    @Test
    void theServerCanBeEndedByCodeThatSignalsThePostmaster() {
        server.start(CONFIGURATION);
        server.query("CREATE FUNCTION end_server() RETURNS int4 LANGUAGE plperlu AS"
                + " $f$ return kill('INT', getppid()) $f$");
        server.psql("SELECT end_server()");
        server.waitForLog("database system is shut down");
        server.stop();
        assertThat(server.startExpectingFailure(CONFIGURATION.replace("'chroot'", "'chroot, kill'")
                        + "pgseccomp.session_syscall_default = allow\n"))
                .as("which no policy can deny")
                .contains("filter of pgseccomp does not allow kill");
        server.start(CONFIGURATION);
        assertThat(server.psqlAs("loose", "SET ROLE loose", "CREATE ROLE trusted")
                        .exitCode())
                .isZero();
        assertThat(server.psql(
                                "GRANT CREATE ON SCHEMA public TO trusted",
                                "SET ROLE trusted",
                                "CREATE FUNCTION f() RETURNS int4 LANGUAGE plperlu AS 'return 1'")
                        .output())
                .as("what the DBA can do: untrusted languages are for superusers")
                .contains("permission denied for language plperlu");
        server.query("DROP OWNED BY trusted", "DROP ROLE trusted", "DROP FUNCTION end_server()");
    }
}
