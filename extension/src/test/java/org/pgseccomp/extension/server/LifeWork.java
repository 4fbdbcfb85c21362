package org.pgseccomp.extension.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the sessions of a life do, statement by statement: a bit of everything that makes system calls. */
final class LifeWork {
    private LifeWork() {}

    /** Tables, files, programs, workers, time limits. */
    static List<String> statements(PostgresServer server) {
        Path folder = server.folder();
        List<String> steps = new ArrayList<>();
        steps.addAll(List.of(
                "SELECT 6 FROM pg_sleep(0.01)",
                "SET maintenance_work_mem = 1024; SET work_mem = 64; SET temp_buffers = 100",
                "CREATE TABLE w (i int PRIMARY KEY, t text)",
                "INSERT INTO w SELECT i, repeat('x', 200) FROM generate_series(1, 6000) i",
                "CREATE INDEX ON w (t, i)",
                "ANALYZE w",
                "UPDATE w SET t = 'y' || i WHERE i % 3 = 0",
                "DELETE FROM w WHERE i > 3000",
                "SET vacuum_cost_delay = 1; SET vacuum_cost_limit = 200",
                "VACUUM w",
                "RESET vacuum_cost_delay",
                "VACUUM FULL w",
                "DELETE FROM w",
                "VACUUM w",
                "SELECT count(*) FROM (SELECT random() AS r FROM generate_series(1, 20000) ORDER BY r) AS s",
                "CREATE TEMP TABLE tt AS SELECT repeat('z', 100) FROM generate_series(1, 20000)",
                "TRUNCATE w",
                "INSERT INTO w SELECT i, 'after' FROM generate_series(1, 100) i",
                "SET backend_flush_after = 1; CREATE TABLE f AS SELECT repeat('f', 900) FROM generate_series(1, 4000)",
                "RESET backend_flush_after; DROP TABLE f",
                "DROP TABLE w",
                "COPY (SELECT generate_series(1, 1000)) TO '" + folder + "/copied'",
                "CREATE TABLE c (i int); COPY c FROM '" + folder + "/copied'; DROP TABLE c",
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
                "CREATE TEMP TABLE cp (t text); COPY cp FROM PROGRAM 'echo x'",
                "SELECT count(*) > 5 FROM pg_ls_dir('.')",
                "SELECT length(pg_read_file('PG_VERSION')) > 0",
                "SELECT (pg_stat_file('PG_VERSION')).size > 0",
                "SELECT lo_import('" + folder + "/copied', 77777)",
                "SELECT lo_export(77777, '" + folder + "/exported'); SELECT lo_unlink(77777)",
                "CREATE SEQUENCE sq; SELECT nextval('sq') FROM generate_series(1, 100); DROP SEQUENCE sq",
                "DO $$ BEGIN FOR i IN 1..80 LOOP BEGIN INSERT INTO log VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL;"
                        + " END; END LOOP; END $$",
                "BEGIN; SELECT 1 FROM counters FOR SHARE; SAVEPOINT s; SELECT 1 FROM counters FOR UPDATE; COMMIT",
                "BEGIN; INSERT INTO log VALUES ('2pc'); PREPARE TRANSACTION 'two'",
                "COMMIT PREPARED 'two'",
                "LISTEN c; NOTIFY c, 'x'",
                "SELECT length(gen_random_uuid()::text)",
                "SET log_statement_stats = on; SELECT 1; SET log_statement_stats = off",
                "SELECT count(*) > 0 FROM pg_stat_activity",
                "SELECT count(*) > 0 FROM pg_show_all_file_settings()",
                "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
                "SELECT inet_server_addr()",
                "SELECT pg_create_logical_replication_slot('ls', 'test_decoding')",
                "INSERT INTO log VALUES ('decoded')",
                "SELECT count(*) > 0 FROM pg_logical_slot_get_changes('ls', NULL, NULL)",
                "SELECT pg_drop_replication_slot('ls')",
                "CHECKPOINT",
                "SELECT pg_switch_wal() IS NULL",
                "DROP EXTENSION pageinspect; CREATE EXTENSION pageinspect",
                "SET jit_above_cost = 0; SELECT sum(i) FROM keep; RESET jit_above_cost"));
        if (PostgresServer.VERSION >= 15) {
            steps.add("CREATE DATABASE copied STRATEGY file_copy");
            steps.add("CREATE DATABASE logged STRATEGY wal_log");
        } else {
            steps.add("CREATE DATABASE copied");
        }
        steps.add("DROP DATABASE copied");
        Path space = LifeTemplate.folder(server, "space");
        steps.add("CREATE TABLESPACE sp LOCATION '" + space + "'");
        steps.add("CREATE TABLE sp1 (i int) TABLESPACE sp; INSERT INTO sp1 VALUES (1); CHECKPOINT");
        steps.add("SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'sp'");
        steps.add("DROP TABLE sp1");
        steps.add("DROP TABLESPACE sp");
        return steps;
    }

    /** Statements with workers: how many were launched. */
    static final String WORKERS = "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
            + " SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;"
            + " EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT count(*) FROM keep a JOIN keep b USING (t)";

    /** Memory that is got and given back, time after time. */
    static final String MEMORY =
            "DO $$ DECLARE t text; BEGIN FOR i IN 1..3 LOOP t := repeat('m', 35000000);" + " t := ''; END LOOP; END $$";
}
