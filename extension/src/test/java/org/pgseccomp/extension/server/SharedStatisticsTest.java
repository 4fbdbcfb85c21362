package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PostgreSQL keeps the statistics of all tables in shared memory, which grows where there are thousands of them. If a session
 * cannot make it grow, PostgreSQL leaves an index of it half written, and dies of SIGSEGV.
 */
@Tag("server")
class SharedStatisticsTest {
    /** Enough tables for more than PostgreSQL reserves at its start, in transactions of their own. */
    private static final String[] MANY_TABLES = {
        "DO $$ BEGIN FOR i IN 1..9000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (a int); INSERT INTO t' || i || ' VALUES (1)';"
                + " END LOOP; END $$",
        "SELECT 'done'"
    };

    @TestServer
    private PostgresServer server;

    private void start(String type) {
        server.start(
                PostgresServer.ENABLED + "autovacuum = off\nmax_locks_per_transaction = 2000\nshared_buffers = 16MB\n"
                        + "dynamic_shared_memory_type = " + type + "\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE joe LOGIN",
                "GRANT CREATE ON SCHEMA public TO joe",
                "GRANT EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) TO joe");
    }

    @ParameterizedTest
    @CsvSource({
        "posix, fallocate",
        "posix, mmap",
        "posix, 'mmap(flags: MAP_SHARED)'",
        "mmap, mmap",
        "sysv, shmget",
        "sysv, shmat",
        "sysv, shmctl",
        "sysv, shmdt"
    })
    void noSessionCanKeepStatisticsFromGrowing(String type, String call) {
        start(type);
        String[] statements = {
            "DO $$ BEGIN END $$",
            "SELECT set_client_filter('allow', '', '', '" + call + "', '')",
            MANY_TABLES[0],
            MANY_TABLES[1]
        };
        assertThat(server.psqlAs("joe", statements).output())
                .contains("the client filter of pgseccomp does not allow " + call.replaceFirst("\\(.*", ""));
        assertThat(server.log()).doesNotContain("terminated by signal");
    }

    /** What is not needed for that stays possible. */
    @ParameterizedTest
    @CsvSource({
        "posix, 'shmget, shmat, shmctl, shmdt, mmap(prot: with PROT_EXEC), fallocate(mode: not 0)'",
        "sysv, fallocate"
    })
    void othersCanBeDenied(String type, String calls) {
        start(type);
        assertThat(server.psqlAs(
                                "joe",
                                "DO $$ BEGIN END $$",
                                "SELECT set_client_filter('allow', '', '', '" + calls + "', '')",
                                MANY_TABLES[0],
                                MANY_TABLES[1])
                        .output())
                .contains("OK")
                .contains("done");
        assertThat(server.log()).doesNotContain("terminated by signal");
    }
}
