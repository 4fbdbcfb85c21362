package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With what a policy must leave and nothing else, a server is not lost, nor does a session take it down. */
@Tag("server")
class NeededCallsTest {
    /** What some version makes at the start, or under some settings, and says so if it cannot. */
    private static final String OF_THIS_START = ",fstat";

    @TestServer(tcp = true, fsync = true)
    private PostgresServer server;

    @Test
    void aServerThatHasNothingElseIsNotLost() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_default = 'error'\n"
                + "pgseccomp.global_syscall_allow = '" + StrictPolicy.callsOfTheServer() + OF_THIS_START + "'\n"
                + "pgseccomp.session_syscall_default = 'error'\n");
        LostServer.assertNotLost(server);
    }

    /** With fsync on, a call that fails while a session writes the write-ahead log would be a PANIC. */
    @Test
    void aSessionThatHasNothingElseWritesAndTruncatesWithoutAPanic() {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.session_roles = 'strict'\nwal_writer_delay = 10s\nautovacuum = off\n"
                + "session_syscall_default.strict = 'error'\nsession_syscall_allow.strict = '"
                + StrictPolicy.calls()
                + "'\n");
        server.query("CREATE ROLE strict SUPERUSER LOGIN");
        String start = server.query("SELECT pg_postmaster_start_time()");
        for (int i = 0; i < 2; i++) {
            assertThat(server.psqlAs(
                                    "strict",
                                    "CREATE TABLE w (i int, t text)",
                                    "INSERT INTO w SELECT i, repeat('x', 900) FROM generate_series(1, 3000) i",
                                    "SELECT pg_switch_wal() IS NULL",
                                    "UPDATE w SET i = i + 1",
                                    "DELETE FROM w",
                                    "VACUUM w",
                                    "TRUNCATE w",
                                    "SELECT pg_switch_wal() IS NULL",
                                    "DROP TABLE w")
                            .output())
                    .doesNotContain("server closed the connection");
            server.psql("DROP TABLE IF EXISTS w");
        }
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(start);
        assertThat(server.log()).doesNotContain("PANIC").doesNotContain("terminated by signal");
    }
}
