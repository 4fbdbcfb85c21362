package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A session that cannot ask how long the memory is cannot attach what others have made; the call for that depends on the C library. */
    @ParameterizedTest
    @ValueSource(strings = {"posix", "mmap"})
    void noSessionIsKeptFromAttachingStatistics(String type) {
        start(type);
        String call = PostgresServer.VERSION < 17 ? "newfstatat" : "fstat";
        assertThat(server.psqlAs(
                                "joe",
                                "DO $$ BEGIN END $$",
                                "SELECT set_client_filter('allow', '', '', 'fstat, newfstatat', '')")
                        .output())
                .contains("the client filter of pgseccomp does not allow " + call);
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

    /** Processes that are not sessions attach statistics when they begin or end, and PostgreSQL takes one that cannot for crashed. */
    @ParameterizedTest
    @ValueSource(
            strings = {"autovacuum_launcher", "background_writer", "walwriter", "walsummarizer", "archiver", "io_worker"
            })
    void noAuxiliaryProcessIsKeptFromStatistics(String type) {
        assumeTrue(DeniedTypes.types().contains(type));
        String call = PostgresServer.VERSION < 17 ? "newfstatat" : "fstat";
        for (String denied : List.of("mmap(flags: MAP_SHARED)", call)) {
            assertThat(server.startExpectingFailure(PostgresServer.ENABLED + "pgseccomp.process_types = '" + type
                            + "'\nprocess_syscall_error." + type + " = '" + denied + "'\n"))
                    .contains(
                            "the " + type + " filter of pgseccomp does not allow " + denied.replaceFirst("\\(.*", ""));
        }
    }

    /** What such a process does when it ends is not denied by what is accepted: the server stops as it should. */
    @Test
    void aServerOfManyTablesStops() {
        StringBuilder policies = new StringBuilder();
        List<String> types = new ArrayList<>();
        for (String type : List.of(
                "autovacuum_launcher", "background_writer", "walwriter", "walsummarizer", "archiver", "io_worker")) {
            if (DeniedTypes.types().contains(type)) {
                types.add(type);
                policies.append("process_syscall_error." + type + " = 'mmap(prot: with PROT_EXEC), mkdir, socket'\n");
            }
        }
        server.start(PostgresServer.ENABLED
                + "max_locks_per_transaction = 2000\nshared_buffers = 16MB\nautovacuum_naptime = 1\n"
                + "archive_mode = on\narchive_command = 'true'\npgseccomp.process_types = '" + String.join(",", types)
                + "'\n"
                + (PostgresServer.VERSION >= 17 ? "summarize_wal = on\n" : "") + policies);
        server.query(MANY_TABLES[0], MANY_TABLES[1]);
        assertThat(server.stopFast()).isZero();
        assertThat(server.log())
                .doesNotContain("abnormal database system shutdown")
                .doesNotContain("terminating any other");
    }
}
