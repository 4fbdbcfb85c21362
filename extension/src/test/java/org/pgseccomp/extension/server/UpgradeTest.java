package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A database that has the extension of the original, version 1.0: two functions, whose names in the library are
 * pg_get_seccomp_filter and pg_set_client_filter, the second one declared immutable.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTest {
    static final String VERSION_1_0 = """
            CREATE FUNCTION seccomp_filter(OUT syscall text, OUT syscallnum int4, OUT filter_action text, OUT context text)
              RETURNS SETOF record AS 'MODULE_PATHNAME', 'pg_get_seccomp_filter' LANGUAGE C STABLE PARALLEL RESTRICTED;
            REVOKE EXECUTE ON FUNCTION seccomp_filter() FROM PUBLIC;
            CREATE FUNCTION set_client_filter(default_action text, allow_list text, log_list text, error_list text,
                                              kill_list text)
              RETURNS text AS 'MODULE_PATHNAME', 'pg_set_client_filter'
              LANGUAGE C IMMUTABLE PARALLEL UNSAFE CALLED ON NULL INPUT;
            REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) FROM PUBLIC;
            """;

    @TestServer(tcp = true, started = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'chroot'\n")
    private PostgresServer server;

    private Path script;

    @BeforeAll
    void offerVersion1() throws IOException {
        script = server.extensionFolder().resolve("pgseccomp--1.0.sql");
        Files.writeString(script, VERSION_1_0);
        server.query("CREATE ROLE granted LOGIN");
    }

    @AfterAll
    void withdraw() throws IOException {
        Files.deleteIfExists(script);
    }

    @Test
    void itWorksBeforeAndAfterTheUpdateAndGrantsStay() {
        server.query(
                "CREATE EXTENSION pgseccomp VERSION '1.0'",
                "CREATE VIEW watched AS SELECT * FROM seccomp_filter() WHERE context = 'session'",
                "GRANT EXECUTE ON FUNCTION seccomp_filter() TO granted");
        String before = server.query("SELECT string_agg(f::text, ',') FROM seccomp_filter() f");
        assertThat(before).contains("global->error");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT set_client_filter('allow', '', '', 'mount', '')"))
                    .isEqualTo("OK");
        }
        server.query("ALTER EXTENSION pgseccomp UPDATE");
        assertThat(server.query(
                        "SELECT extversion FROM pg_extension WHERE extname = 'pgseccomp'",
                        "SELECT string_agg(f::text, ',') FROM seccomp_filter() f",
                        "SELECT count(*) > 0 FROM watched",
                        "SELECT provolatile, proparallel, prosrc FROM pg_proc WHERE proname = 'set_client_filter'",
                        "SELECT has_function_privilege('granted', 'seccomp_filter()', 'EXECUTE'),"
                                + " has_function_privilege('public', 'seccomp_filter()', 'EXECUTE')"))
                .isEqualTo("2.0\n" + before
                        + "\nt\nv|u|set_client_filter\nv|u|set_client_filter\nv|u|set_client_filter\nt|f");
        String updated = describe();
        server.query("DROP VIEW watched", "DROP EXTENSION pgseccomp", "CREATE EXTENSION pgseccomp");
        assertThat(updated).as("the same as a new installation").isEqualTo(describe());
        server.query("DROP EXTENSION pgseccomp");
    }

    private static final String COLUMNS = "SELECT c.relname, a.attname, col_description(c.oid, a.attnum)"
            + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_depend d ON d.objid = c.oid"
            + " WHERE d.deptype = 'e' AND c.relname LIKE 'seccomp%' AND a.attnum > 0";

    @Test
    void everyColumnOfAViewHasAComment() {
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.query(COLUMNS + " AND col_description(c.oid, a.attnum) IS NULL"))
                .isEmpty();
        assertThat(server.query("SELECT count(*) > 20 FROM (" + COLUMNS + ") columns"))
                .isEqualTo("t");
        server.query("DROP EXTENSION pgseccomp");
    }

    private String describe() {
        return server.query(
                "SELECT proname, pg_get_function_arguments(oid), pg_get_function_result(oid), provolatile,"
                        + " proparallel, proisstrict, prosrc, obj_description(oid) FROM pg_proc"
                        + " WHERE probin LIKE '%pgseccomp' ORDER BY 1, 2",
                COLUMNS + " ORDER BY 1, 2");
    }
}
