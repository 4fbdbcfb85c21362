package org.pgseccomp.extension.server;

import java.sql.SQLException;
import java.util.List;
import org.pgseccomp.extension.server.LifeSession.Answer;

/** What a life's sessions go through by others: locks, signals, time limits, the end of one by force. */
final class LifeSignals {
    private final ServerLife life;
    private final PostgresServer server;

    LifeSignals(ServerLife life) {
        this.life = life;
        this.server = life.server();
    }

    /** A parallel worker has to end when its leader is cancelled. */
    void cancelledWorker() {
        String always = PostgresServer.VERSION < 16 ? "force_parallel_mode" : "debug_parallel_query";
        Sleeper leader = sleeper("SET " + always + " = on; SELECT pg_sleep(20)");
        if (leader != null) {
            ServerLife.pause(200);
            life.run("SELECT pg_cancel_backend(" + leader.pid() + ")");
            leader.expectEnd("pg_cancel_backend(%d) with a parallel worker", life, true);
        }
        life.awaitRecovery();
    }

    /** A session waits for a spinlock, which another one holds longer than usual. */
    void spinlock() {
        if (life.isOver()) {
            return;
        }
        try (LifeSession holder = LifeSession.open(server, "postgres", "postgres", "")) {
            Thread holding = new Thread(() -> holder.run("SELECT hold_spinlock(1000)"), "holder");
            holding.start();
            ServerLife.pause(100);
            life.run("SELECT pg_last_wal_receive_lsn() IS NULL");
            holding.join();
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        life.awaitRecovery();
    }

    /** Time limits, cancelling, ending, stopping and continuing. */
    void signals() {
        expectError("SET statement_timeout = 100; SELECT pg_sleep(20)", "statement timeout");
        life.run("RESET statement_timeout");
        for (String act : List.of("pg_cancel_backend(%d)", "pg_terminate_backend(%d, 3000)")) {
            Sleeper sleeper = sleeper("SELECT pg_sleep(20)");
            if (sleeper != null) {
                life.run("SELECT " + act.formatted(sleeper.pid()));
                sleeper.expectEnd(act, life, true);
            }
        }
        Sleeper foreign = sleeper("SELECT pg_sleep(20)");
        if (foreign != null) {
            PostgresServer.signal(new ServerProcess(foreign.pid()), "TERM");
            foreign.expectEnd("SIGTERM", life, true);
        }
        if (life.isOver()) {
            return;
        }
        Sleeper stopped = sleeper("SELECT pg_sleep(0.4)");
        Sleeper working = sleeper("SELECT count(*) FROM generate_series(1, 1000000)");
        stopAndContinue();
        for (Sleeper one : new Sleeper[] {stopped, working}) {
            if (one != null) {
                one.expectEnd("SIGSTOP and SIGCONT", life, false);
            }
        }
        life.awaitRecovery();
        sleepInALogin();
    }

    private void stopAndContinue() {
        for (ServerProcess process : server.processes()) {
            PostgresServer.signal(process, "STOP");
        }
        ServerLife.pause(30);
        for (ServerProcess process : server.processes()) {
            PostgresServer.signal(process, "CONT");
        }
    }

    /** A session that waits by pg_usleep() is stopped and goes on. */
    private void sleepInALogin() {
        if (life.isOver()) {
            return;
        }
        Thread login = new Thread(
                () -> {
                    try (LifeSession late = LifeSession.open(server, "denied", "postgres", "-c post_auth_delay=1")) {
                        life.judge("SELECT 1 after post_auth_delay", late.run("SELECT 1"));
                    } catch (SQLException e) {
                        life.findings().add(Outcome.STATEMENT, "post_auth_delay: " + e.getMessage());
                    }
                },
                "login");
        login.start();
        ServerLife.pause(150);
        stopAndContinue();
        try {
            login.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        life.awaitRecovery();
    }

    private void expectError(String sql, String message) {
        if (life.isOver()) {
            return;
        }
        try (LifeSession other = life.open("denied")) {
            Answer answer = other.run(sql);
            if (answer.hung()) {
                life.findings().add(Outcome.HANGS, sql);
                PostgresServer.signal(new ServerProcess(other.pid()), "TERM");
            } else if (!answer.text().contains(message)) {
                life.findings().add(Outcome.STATEMENT, answer.text() + " [" + sql + "]");
            }
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
        }
        life.awaitRecovery();
    }

    private Sleeper sleeper(String sql) {
        if (life.isOver()) {
            return null;
        }
        try {
            return new Sleeper(life.open("denied"), sql);
        } catch (SQLException e) {
            life.findings().add(Outcome.STATEMENT, "no session: " + e.getMessage());
            life.awaitRecovery();
            return null;
        }
    }

    /** A session is killed, with workers and temporary files. */
    void crash() {
        if (life.isOver()) {
            return;
        }
        life.newSession();
        Sleeper victim = sleeper(
                "CREATE TEMP TABLE tt AS SELECT 1; SET work_mem = 64;"
                        + " SELECT count(pg_sleep(20)) FROM (SELECT i FROM generate_series(1, 20000) i ORDER BY -i LIMIT 20000) s");
        ServerLife.pause(50);
        if (victim != null) {
            PostgresServer.signal(new ServerProcess(victim.pid()), "KILL");
            victim.expectEnd("kill -9", life, true);
        }
        ServerLife.pause(50);
        life.awaitRecovery();
    }
}
