package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** Under the policy of the demonstration, which allows what servers call and nothing else, the server does its work. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(architectures = "amd64")
class StrictPolicyTest {
    @TestServer(fsync = true)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.environment("PG_OOM_ADJUST_FILE", "/proc/self/oom_score_adj");
        server.environment("PG_OOM_ADJUST_VALUE", "10");
        server.start(Demonstration.policy() + """
                logging_collector = on
                archive_mode = on
                archive_command = 'true'
                """);
        server.createProbe();
    }

    @Test
    void tablesIndexesAndVacuumWork() {
        assertThat(server.query(
                        "CREATE TABLE work (n int PRIMARY KEY, t text)",
                        "INSERT INTO work SELECT i, repeat(md5(i::text), 100) FROM generate_series(1, 5000) i",
                        "UPDATE work SET t = 'short' WHERE n % 2 = 0",
                        "DELETE FROM work WHERE n % 5 = 0",
                        "VACUUM FULL ANALYZE work",
                        "REINDEX TABLE CONCURRENTLY work",
                        "CHECKPOINT",
                        "SELECT count(*) FROM work",
                        "DROP TABLE work"))
                .isEqualTo("4000");
    }

    @Test
    void parallelQueriesSortsOnDiskAndCompiledExpressionsWork() {
        assertThat(
                        server.query(
                                PostgresServer.ALWAYS_PARALLEL,
                                "SET work_mem = '64kB'",
                                "SELECT count(*) FROM (SELECT md5(i::text) AS m FROM generate_series(1, 20000) i ORDER BY m) s"))
                .isEqualTo("20000");
        assertThat(server.query("SET jit_above_cost = 0", "SELECT sum(i * 2) FROM generate_series(1, 100) i"))
                .isEqualTo("10100");
    }

    @Test
    void databasesFilesAndProgramsWork() {
        assertThat(server.query(
                        "CREATE DATABASE another STRATEGY file_copy",
                        "DROP DATABASE another",
                        "COPY (SELECT 7) TO PROGRAM 'cat > /dev/null'",
                        "SELECT pg_read_file('PG_VERSION') ~ '^[0-9]+'",
                        "SELECT length(pg_switch_wal()::text) > 0",
                        "SELECT pg_reload_conf()",
                        "NOTIFY something",
                        "SELECT pg_rotate_logfile()"))
                .isEqualTo("t\nt\nt\nt");
    }

    @Test
    void cancellingAndTimingOutWork() {
        assertThat(server.psql("SET statement_timeout = 50", "SELECT pg_sleep(20)")
                        .output())
                .contains("canceling statement due to statement timeout");
        try (RunningStatement statement = server.begin("SELECT pg_sleep(60)")) {
            assertThat(statement).isNotNull();
            assertThat(server.process("postgres postgres [local] SELECT")).isNotNull();
            assertThat(server.query("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                            + " WHERE query = 'SELECT pg_sleep(60)' AND backend_type = 'client backend'"))
                    .isEqualTo("1");
            server.waitForLog("canceling statement due to user request");
        }
    }

    @Test
    void whatIsNotAllowedIsRefused() {
        // mount, ptrace, bpf, io_uring_setup, and a number that no system call has.
        assertThat(server.query("SELECT probe_syscall(n) FROM unnest(ARRAY[165, 101, 321, 425, 900]) n"))
                .isEqualTo("-13\n-13\n-13\n-13\n-13");
        assertThat(server.psql("CREATE TABLESPACE t LOCATION '" + server.newTableSpaceFolder() + "'")
                        .output())
                .contains("Permission denied");
    }

    @Test
    void everyProcessHasTheFilterAndTheScore() {
        for (String title : new String[] {"logger", "checkpointer", "walwriter", "archiver"}) {
            ServerProcess process = server.process(title);
            ProcessesTest.assertFiltered(process);
            assertThat(process.oomScoreAdjustment()).as(title).isEqualTo(10);
            assertThat(process.owner()).as(title).isEqualTo("root");
        }
    }
}
