package org.pgseccomp.extension.server;

import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import org.pgseccomp.extension.server.LifeSession.Answer;

/** A standby of a life's server, under the same denial: it follows, is promoted, writes, and stops. */
final class LifeStandby {
    private LifeStandby() {}

    static void live(ServerLife life, Denial denial, String configuration) {
        PostgresServer primary = life.server();
        if (life.isOver() || !Files.exists(primary.folder().resolve("backup/standby.signal"))) {
            return;
        }
        life.run("INSERT INTO log VALUES ('to the standby')");
        life.run("SELECT pg_create_physical_replication_slot('standby', true)");
        boolean synchronizes = PostgresServer.VERSION >= 17;
        if (synchronizes) {
            life.run("SELECT pg_create_logical_replication_slot('followed', 'pgoutput', false, false, true)");
        }
        try (PostgresServer standby =
                PostgresServer.createFrom(primary.folder().resolve("backup")).withFsync()) {
            if (!life.isEnforced()) {
                denial.applyRaw(standby);
            }
            try {
                standby.start(configuration + "restore_command = 'cp " + primary.folder() + "/archive/%f %p'\n"
                        + "primary_slot_name = 'standby'\nhot_standby_feedback = on\n"
                        + (synchronizes ? "sync_replication_slots = on\n" : ""));
                follow(life.findings(), standby);
            } catch (AssertionError e) {
                life.findings().add(Outcome.FEATURE, "a standby does not start: " + LifeLog.reason(standby.log()));
            }
            if (standby.isRunning()) {
                stop(life.findings(), standby);
            }
            LifeLog.note(standby.log(), life.findings());
            life.observed().add(standby);
        }
    }

    private static void follow(Findings findings, PostgresServer standby) {
        for (int i = 0; i < 50; i++) {
            try (LifeSession session = LifeSession.open(standby, "denied", "postgres", "")) {
                Answer answer = session.run("SELECT count(*) FROM log WHERE t = 'to the standby'");
                if (answer.text().equals("1")) {
                    promote(findings, session);
                    return;
                }
            } catch (SQLException e) {
                if (i == 49) {
                    findings.add(Outcome.FEATURE, "a standby takes no sessions: " + e.getMessage());
                    return;
                }
            }
            ServerLife.pause(100);
        }
        findings.add(Outcome.FEATURE, "a standby does not follow: " + LifeLog.reason(standby.log()));
    }

    private static void promote(Findings findings, LifeSession session) {
        for (String sql : List.of("CHECKPOINT", "SELECT pg_promote(true, 6)", "INSERT INTO log VALUES ('promoted')")) {
            Answer answer = session.run(sql);
            if (answer.failed() || answer.text().equals("f")) {
                findings.add(Outcome.FEATURE, "a standby is not promoted: " + answer.text());
                return;
            }
        }
    }

    private static void stop(Findings findings, PostgresServer standby) {
        try {
            if (standby.stopFast() != 0) {
                findings.add(Outcome.STOPS_NOT, "a standby: " + LifeLog.reason(standby.log()));
            }
        } catch (AssertionError e) {
            findings.add(Outcome.STOPS_NOT, "a standby");
        }
    }
}
