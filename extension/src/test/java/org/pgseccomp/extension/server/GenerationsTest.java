package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
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
    private static final int MANY = 100;
    private static final String OUTDATED = "SELECT count(*) FROM seccomp_outdated_sessions";

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @TestServer(tcp = true)
    private PostgresServer other;

    @AfterEach
    void stopTheOther() {
        other.stop();
    }

    /** A reload concerns those whose policy it changes; the others would get the same again. */
    @Test
    void whoseFiltersWouldBeTheSameIsNotOutdated() {
        String before = """
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.enabled = on
                pgseccomp.session_roles = 'kept, changed, listed, +crew'
                session_syscall_error.kept = 'acct'
                session_syscall_error.crew = 'swapon'
                session_syscall_error.changed = 'acct'
                pgseccomp.session_databases = 'kept_db, changed_db'
                database_syscall_error.kept_db = 'acct'
                database_syscall_error.changed_db = 'acct'
                """;
        other.start(before);
        other.query(
                "CREATE EXTENSION IF NOT EXISTS pgseccomp",
                "CREATE ROLE kept LOGIN",
                "CREATE ROLE changed LOGIN",
                "CREATE ROLE listed LOGIN",
                "CREATE ROLE crew",
                "CREATE ROLE joins LOGIN",
                "CREATE ROLE watcher LOGIN IN ROLE pg_monitor");
        other.query("CREATE DATABASE kept_db");
        other.query("CREATE DATABASE changed_db");
        try (ClientSession kept = ClientSession.open(other, "kept");
                ClientSession changed = ClientSession.open(other, "changed");
                ClientSession listed = ClientSession.open(other, "listed");
                ClientSession joins = ClientSession.open(other, "joins");
                ClientSession inKept = ClientSession.openIn(other, "kept_db", "postgres");
                ClientSession inChanged = ClientSession.openIn(other, "changed_db", "postgres")) {
            other.reload(before.replaceAll("(?m)^(.*\\.changed.*)'acct'", "$1'acct, swapoff'")
                    + "session_syscall_error.listed = 'swapoff'\n");
            other.query("GRANT crew TO joins");
            other.waitForQuery("SELECT max(generation) FROM seccomp_processes()", "2");
            assertThat(other.query(
                            "SELECT string_agg(coalesce(role, '') || ' ' || coalesce(database, ''), ',' ORDER BY role, database)"
                                    + " FROM seccomp_processes() WHERE outdated"))
                    .isEqualTo("changed postgres,joins postgres,listed postgres,postgres changed_db");
            for (ClientSession each : List.of(kept, changed, listed, joins, inKept, inChanged)) {
                assertThat(each.query("SELECT 1")).isEqualTo("1");
            }
            assertThat(other.query("SELECT DISTINCT reason FROM seccomp_unprotected"))
                    .isEqualTo("its policy is from before a reload");
            assertThat(other.query("SELECT count(*) FROM seccomp_unprotected WHERE backend_type <> 'client backend'"))
                    .isEqualTo("0");
        }
    }

    /** An alert on a row is none on a session that ends while it is looked at. */
    @Test
    void whoJustEndsIsNotUnprotected() {
        other.start(CONFIGURATION);
        other.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        for (int i = 0; i < MANY; i++) {
            assertThat(other.query("SELECT * FROM seccomp_unprotected")).isEmpty();
        }
    }

    @Test
    void whoIsOnlyWarnedIsUnprotected() {
        String configuration = "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n";
        other.start(configuration + "pgseccomp.warn_only = on\n");
        other.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        assertThat(other.query("SELECT count(*) > 0, string_agg(DISTINCT reason, ',') FROM seccomp_unprotected"))
                .isEqualTo("t|its policy only warns");
        other.reload(configuration);
        other.waitForQuery(
                "SELECT string_agg(DISTINCT backend_type, ',' ORDER BY backend_type) FROM seccomp_unprotected"
                        + " WHERE backend_type LIKE '%launcher'",
                "autovacuum launcher,logical replication launcher");
        other.query("SELECT pg_terminate_backend(pid) FROM seccomp_unprotected"
                + " WHERE pid <> pg_backend_pid() AND backend_type ~ 'launcher|client backend'");
        // From 17 on these have lists under strict, and live as long as the server.
        String rest = PostgresServer.VERSION >= 17 ? "background writer,checkpointer,walwriter" : "";
        other.waitForQuery(
                "SELECT string_agg(backend_type, ',' ORDER BY backend_type) FROM seccomp_unprotected"
                        + " WHERE backend_type <> 'io worker'",
                rest);
        other.stopFast();
        other.start(configuration);
        other.waitForQuery("SELECT count(*) FROM seccomp_unprotected", "0");
    }

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
