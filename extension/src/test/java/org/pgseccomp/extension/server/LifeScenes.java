package org.pgseccomp.extension.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.pgseccomp.extension.server.LifeSession.Answer;

/** What a life goes through beside single statements. */
final class LifeScenes {
    private final ServerLife life;
    private final PostgresServer server;

    LifeScenes(ServerLife life) {
        this.life = life;
        this.server = life.server();
    }

    /** Parallel query, again and again. */
    void workers() {
        for (int i = 0; i < 8; i++) {
            Optional<String> plan = life.run(LifeWork.WORKERS);
            if (plan.isPresent() && plan.get().contains("Workers Launched: 0")) {
                life.findings().add(Outcome.FEATURE, "parallel query: no workers");
            }
        }
    }

    /** A background worker of a library, with a connection to a database, which has to end when it is told to. */
    void worker() {
        Optional<String> pid = life.run("SELECT worker_start('postgres', '')");
        if (pid.isEmpty()) {
            life.findings().add(Outcome.FEATURE, "background workers do not work");
            return;
        }
        expectSoon("background workers", "SELECT 1", isThere(pid.get()));
        life.run("SELECT pg_terminate_backend(" + pid.get() + ")");
        if (!life.isOver()
                && !isSoon("SELECT 1", "SELECT NOT (" + isThere(pid.get()).substring("SELECT ".length()) + ")")) {
            life.findings().add(Outcome.HANGS, "a background worker that is told to end");
        }
    }

    private static String isThere(String pid) {
        return "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = " + pid + ")";
    }

    /** What statements have left behind, while the server runs: it removes much of it when it stops. */
    void leftovers() throws IOException {
        life.newSession();
        ServerLife.pause(100);
        if (life.isOver()) {
            return;
        }
        int shared = Boolean.getBoolean("pgseccomp.own.shm") ? count(Path.of("/dev/shm")) : 0;
        if (shared > 6) {
            life.findings().add(Outcome.LEAKS, shared + " files in /dev/shm after parallel queries");
        }
        int temporary = count(server.data().resolve("base/pgsql_tmp"));
        if (temporary > 0) {
            life.findings().add(Outcome.LEAVES_FILES, temporary + " files in base/pgsql_tmp after statements");
        }
    }

    private static int count(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    /** Memory that a session gets and gives back. */
    void memory() throws IOException {
        Optional<String> pid = life.run("SELECT pg_backend_pid()");
        if (pid.isEmpty()) {
            return;
        }
        life.run(LifeWork.MEMORY);
        long before = size(pid.get());
        life.run(LifeWork.MEMORY);
        long after = size(pid.get());
        if (before > 0 && after - before > 60_000) {
            life.findings().add(Outcome.LEAKS, "a session grows by " + (after - before) / 1000 + " MB");
        }
    }

    private static long size(String pid) throws IOException {
        Path status = Path.of("/proc", pid, "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Command.text(status)
                .lines()
                .filter(line -> line.startsWith("VmSize:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }

    /** Many sessions that want the same rows. */
    void contention(LifeLedger ledger) {
        if (life.isOver()) {
            return;
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Thread thread = new Thread(() -> contend(ledger), "client");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        life.awaitRecovery();
    }

    private void contend(LifeLedger ledger) {
        long end = System.nanoTime() + 700_000_000L;
        try (LifeSession client = life.open("denied")) {
            while (System.nanoTime() < end) {
                String sql = "UPDATE counters SET n = n + 1 WHERE i = "
                        + ThreadLocalRandom.current().nextInt(1, 6);
                Answer answer = client.run(sql);
                life.judge(sql, answer);
                ledger.counted(!answer.failed());
                if (answer.lost()) {
                    return;
                }
                client.run("BEGIN; SELECT 1 FROM counters WHERE i = 7 FOR SHARE; SELECT count(*) FROM keep; COMMIT");
            }
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
        }
    }

    /** A backup, which a session of the role takes. */
    void backup() {
        if (life.isOver()) {
            return;
        }
        try {
            Command.Result result = Command.run(List.of(
                    server.program("pg_basebackup"),
                    "-h",
                    server.folder().toString(),
                    "-p",
                    Integer.toString(server.port()),
                    "-U",
                    "denied",
                    // For the worker of the standby that synchronizes slots.
                    "-d",
                    "dbname=postgres",
                    "--checkpoint=fast",
                    "--write-recovery-conf",
                    // One that could not be dropped is there still.
                    "--tablespace-mapping=" + server.folder().resolve("space") + "="
                            + server.folder().resolve("space of the backup"),
                    "-D",
                    server.folder().resolve("backup").toString()));
            if (result.exitCode() != 0) {
                life.findings().add(Outcome.FEATURE, "base backup: " + result.output());
            }
        } catch (AssertionError e) {
            life.findings().add(Outcome.HANGS, "pg_basebackup");
        }
        life.awaitRecovery();
    }

    /** Another database of the server subscribes to a table. */
    void subscription() {
        if (life.isOver()) {
            return;
        }
        try (LifeSession other = LifeSession.open(server, "denied", "other", "")) {
            Answer made =
                    other.run("CREATE SUBSCRIPTION s CONNECTION 'host=" + server.folder() + " port=" + server.port()
                            + " dbname=postgres user=denied' PUBLICATION p WITH (create_slot = false, slot_name = 'subscribed',"
                            + " copy_data = false)");
            life.judge("CREATE SUBSCRIPTION", made);
            life.run("INSERT INTO source VALUES (1)");
            boolean isThere = false;
            for (int i = 0; i < 40 && !made.failed() && !isThere; i++) {
                isThere = other.run("SELECT count(*) FROM source").text().equals("1");
                ServerLife.pause(100);
            }
            if (!isThere) {
                life.findings().add(Outcome.FEATURE, "logical replication does not work");
            }
            other.run("ALTER SUBSCRIPTION s DISABLE");
            other.run("ALTER SUBSCRIPTION s SET (slot_name = none)");
            life.judge("DROP SUBSCRIPTION", other.run("DROP SUBSCRIPTION s"));
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
        }
        life.awaitRecovery();
    }

    /** Reads the configuration again, and begins another file of the log. */
    void reloadAndRotation() {
        life.run("SELECT pg_reload_conf()");
        life.run("SELECT pg_rotate_logfile()");
        ServerLife.pause(50);
    }

    /** What a recovery has to do again. */
    void workBeforeTheCrash(LifeLedger ledger) {
        life.run("CHECKPOINT");
        String n = Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000));
        ledger.record(life, "t", "CREATE TABLE t" + n + " AS SELECT repeat('r', 500) FROM generate_series(1, 2000)");
        ledger.record(life, "x", "CREATE TABLE x" + n + " AS SELECT 1 AS i; DROP TABLE x" + n);
        ledger.record(life, "u", "TRUNCATE t" + n);
        ledger.record(life, "d", "CREATE DATABASE d" + n);
        ledger.record(
                life, "s", "CREATE TABLESPACE s" + n + " LOCATION '" + LifeTemplate.folder(server, "s" + n) + "'");
        ledger.record(life, "st", "CREATE TABLE st" + n + " (i int) TABLESPACE s" + n);
        ledger.record(life, "g", "DROP TABLE st" + n);
        ledger.record(life, "h", "DROP TABLESPACE s" + n);
        ledger.record(life, "e", "DROP DATABASE d" + n);
    }

    /**
     * What no checkpoint follows, so that the process that recovers does it once more: files and folders that are made, extended, truncated
     * and removed. Where the role cannot do it there is less to recover.
     */
    void unfinishedWork() {
        String n = Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000));
        for (String unfinished : List.of("max_wal_size = '500MB'", "checkpoint_timeout = '1h'")) {
            life.run("ALTER SYSTEM SET " + unfinished);
        }
        life.run("SELECT pg_reload_conf() FROM pg_sleep(0.01)");
        ServerLife.pause(50);
        life.run("CREATE UNLOGGED TABLE un" + n + " AS SELECT generate_series(1, 5000) AS i");
        life.run("CREATE DATABASE gone" + n);
        // It makes a checkpoint, and then a record.
        life.run("DROP DATABASE gone" + n);
        if (PostgresServer.VERSION >= 15) {
            life.run("CREATE DATABASE new" + n + " STRATEGY wal_log");
        }
        life.run("CREATE TABLESPACE empty" + n + " LOCATION '" + LifeTemplate.folder(server, "empty" + n) + "'");
        life.run("DROP TABLESPACE empty" + n);
        life.run("CREATE TABLESPACE used" + n + " LOCATION '" + LifeTemplate.folder(server, "used" + n) + "'");
        life.run("CREATE TABLE big" + n + " TABLESPACE used" + n
                + " AS SELECT repeat('b', 900) FROM generate_series(1, 4000)");
        life.run("CREATE TABLE shrunk" + n + " AS SELECT generate_series(1, 20000) AS i");
        life.run("DELETE FROM shrunk" + n + " WHERE i > 100");
        life.run("VACUUM shrunk" + n);
        life.run("TRUNCATE shrunk" + n);
        life.run("DROP TABLE shrunk" + n);
        life.run("VACUUM FULL pg_proc");
        life.run("BEGIN; INSERT INTO log VALUES ('unfinished'); PREPARE TRANSACTION 'unfinished" + n + "'");
    }

    /** What the auxiliary processes have to have done by now. */
    void backgroundWork() {
        life.run("SELECT pg_switch_wal() IS NULL");
        expectSoon(
                "autovacuum",
                "INSERT INTO log SELECT 'x' FROM generate_series(1, 1000)",
                "SELECT count(*) > 0 FROM pg_stat_all_tables WHERE autoanalyze_count > 0");
        expectSoon("archiving", "SELECT 1", "SELECT archived_count > 0 FROM pg_stat_archiver");
        if (PostgresServer.VERSION >= 17) {
            expectSoon("WAL summaries", "CHECKPOINT", "SELECT count(*) > 0 FROM pg_available_wal_summaries()");
        }
    }

    private void expectSoon(String feature, String cause, String sql) {
        if (!life.isOver() && !isSoon(cause, sql)) {
            life.findings().add(Outcome.FEATURE, feature + " does not work");
        }
    }

    /** Brought about and looked at by another role: to whom the call is denied may not be able to. */
    private boolean isSoon(String cause, String sql) {
        try (LifeSession other = LifeSession.open(server, "postgres", "postgres", "")) {
            other.run(cause);
            for (int i = 0; i < 50; i++) {
                Answer answer = other.run(sql);
                if (!answer.failed()
                        && (answer.text().equals("true") || answer.text().equals("t"))) {
                    return true;
                }
                ServerLife.pause(100);
            }
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
        }
        return false;
    }
}
