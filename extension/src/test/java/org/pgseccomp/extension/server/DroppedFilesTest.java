package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of what a transaction drops are removed after the commit. A session that cannot open them, for its list of files, ended the server (PANIC), or left the
 * locks of a prepared transaction behind.
 */
@Tag("server")
class DroppedFilesTest {
    @TestServer(tcp = true, fsync = true)
    private PostgresServer server;

    @BeforeAll
    static void needsLandlock() throws IOException {
        Landlock.assumeOffered();
    }

    private void start() {
        start("");
    }

    private void start(String more) {
        server.start(more + PostgresServer.ENABLED + "max_prepared_transactions = 4\npgseccomp.session_roles = 'joe'\n"
                + "session_paths.joe = '@data, @libraries, @share'\n");
        server.query("CREATE ROLE joe LOGIN SUPERUSER");
    }

    private void makeTableSpace() {
        server.query("CREATE TABLESPACE later LOCATION '" + server.newTableSpaceFolder() + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE moved",
                "DROP INDEX of_moved",
                "DROP SCHEMA theirs CASCADE",
                "REINDEX (TABLESPACE pg_default) INDEX of_moved"
            })
    void aSessionThatBeganBeforeTheTableSpaceDropsNothingInIt(String statement) {
        start();
        try (ClientSession early = ClientSession.open(server, "joe")) {
            early.query("CREATE SCHEMA theirs");
            early.query("CREATE TABLE theirs.moved AS SELECT 1 AS one");
            early.query("SET search_path = theirs");
            early.query("CREATE INDEX of_moved ON moved (one)");
            makeTableSpace();
            server.query("ALTER INDEX theirs.of_moved SET TABLESPACE later");
            if (statement.startsWith("DROP TABLE")) {
                server.query("ALTER TABLE theirs.moved SET TABLESPACE later");
            }
            assertThat(early.error(statement)).contains("42501", "could not open file \"pg_tblspc/", "connect again");
            assertThat(early.query("SELECT 'goes on'")).isEqualTo("goes on");
        }
        // It is there still, and one that began later may.
        assertThat(server.psqlAs("joe", "SET search_path = theirs", statement).exitCode())
                .isZero();
        assertThat(server.log()).doesNotContain("PANIC", "terminated by signal");
    }

    @Test
    void noPreparedTransactionEndsHalf() {
        start();
        try (ClientSession early = ClientSession.open(server, "joe")) {
            makeTableSpace();
            server.query("CREATE TABLE locked (i int)");
            server.query("CREATE TABLE dropped (i int) TABLESPACE later");
            server.query("ALTER TABLE dropped OWNER TO joe", "ALTER TABLE locked OWNER TO joe");
            assertThat(server.psqlAs(
                                    "joe",
                                    "BEGIN",
                                    "LOCK TABLE locked",
                                    "DROP TABLE dropped",
                                    "PREPARE TRANSACTION 'both'")
                            .output())
                    .isEmpty();
            assertThat(early.error("COMMIT PREPARED 'both'")).contains("42501", "connect again");
            assertThat(early.error("ROLLBACK PREPARED 'both'")).contains("42501", "connect again");
        }
        assertThat(server.query("SELECT gid FROM pg_prepared_xacts")).isEqualTo("both");
        assertThat(server.psqlAs("joe", "COMMIT PREPARED 'both'").exitCode()).isZero();
        assertThat(server.query("SELECT count(*) FROM locked")).isEqualTo("0");
    }

    /** Its folder stayed in the tablespace, which nobody could drop any more. */
    @Test
    void noDatabaseLeavesFilesBehind() {
        start();
        try (ClientSession early = ClientSession.open(server, "joe")) {
            makeTableSpace();
            server.query("CREATE DATABASE gone TABLESPACE later");
            server.query("CREATE DATABASE elsewhere");
            assertThat(early.error("DROP DATABASE gone"))
                    .contains("42501", "could not write in directory", "connect again");
            early.query("DROP DATABASE elsewhere");
            early.query("DROP DATABASE IF EXISTS nowhere");
        }
        assertThat(server.psqlAs("joe", "DROP DATABASE gone").exitCode()).isZero();
        server.query("DROP TABLESPACE later");
        assertThat(server.log()).doesNotContain("useless files");
    }

    /** To make room in shared memory a session writes what others have changed, whatever its statement is about. That is an error, and no more. */
    @Test
    void pagesOfALaterTableSpaceThatASessionHasToWriteFailItsStatementOnly() {
        start("shared_buffers = 512kB\nbgwriter_lru_maxpages = 0\nautovacuum = off\nmax_connections = 20\n");
        server.query("CREATE TABLE plain AS SELECT g, repeat('x', 900) FROM generate_series(1, 2000) g", "CHECKPOINT");
        try (ClientSession early = ClientSession.open(server, "joe")) {
            makeTableSpace();
            server.query(
                    "CREATE TABLE dirty TABLESPACE later AS SELECT g, repeat('x', 900) FROM generate_series(1, 2000) g");
            assertThat(early.error("SELECT count(*) FROM plain"))
                    .contains("42501", "could not open file \"pg_tblspc/", "connect again");
        }
        assertThat(server.psqlAs("joe", "SELECT count(*) FROM plain").output().strip())
                .isEqualTo("2000");
        assertThat(server.stopFast()).isZero();
        assertThat(server.log()).doesNotContain("PANIC", "terminated by signal");
    }

    /** Shared memory has what others have changed: any session may have to write it. So tablespaces that there are belong to @data. */
    @Test
    void tableSpacesBelongToTheData() {
        start();
        makeTableSpace();
        assertThat(server.psqlAs("joe", "CREATE TABLE there TABLESPACE later AS SELECT 1 AS one", "DROP TABLE there")
                        .exitCode())
                .isZero();
    }
}
