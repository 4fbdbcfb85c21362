package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which policies a process began under, and who has older ones than those in force. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerationsTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'mount'\n";
    private static final String OWN =
            "SELECT generation, outdated FROM seccomp_processes() WHERE pid = pg_backend_pid()";
    private static final String OUTDATED = "SELECT count(*) FROM seccomp_outdated_sessions";

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @Test
    void sessionsFromBeforeAReloadAreFoundAndCanBeEnded() {
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp", "CREATE ROLE watcher LOGIN IN ROLE pg_monitor");
        try (ClientSession old = ClientSession.open(server, "postgres");
                ClientSession watcher = ClientSession.open(server, "watcher")) {
            assertThat(old.query(OWN)).isEqualTo("1|f");
            assertThat(watcher.query(OUTDATED)).isEqualTo("0");
            server.reload(CONFIGURATION + "work_mem = '5MB'\n");
            assertThat(server.query(OUTDATED)).as("no policy has changed").isEqualTo("0");
            server.reload(CONFIGURATION.replace("'mount'", "'mount, acct'"));
            assertThat(old.query(OWN)).as("nobody has connected since").isIn("1|f", "1|t");
            try (ClientSession recent = ClientSession.open(server, "postgres")) {
                assertThat(recent.query(OWN)).isEqualTo("2|f");
                assertThat(old.query(OWN)).isEqualTo("1|t");
                assertThat(watcher.query(OUTDATED)).isEqualTo("2");
                recent.query("SELECT count(pg_terminate_backend(pid, 10000)) FROM seccomp_outdated_sessions");
                assertThat(recent.query(OUTDATED)).isEqualTo("0");
                assertThat(
                                recent.query(
                                        "SELECT count(*) FROM seccomp_processes() WHERE outdated AND backend_type = 'client backend'"))
                        .isEqualTo("0");
            }
        }
    }
}
