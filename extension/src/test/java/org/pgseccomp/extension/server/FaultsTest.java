package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.pgseccomp.extension.server.Command.Result;

/** Under the policy of the demonstration, a server survives what servers meet, and the filters are there afterwards. */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class FaultsTest {
    private static final String POLICY = Demonstration.policy();

    @TestServer(fsync = true)
    private PostgresServer server;

    /** All processes have the filter, and a call that the policy does not have is refused. */
    private static void assertStrict(PostgresServer server) {
        ServerProcess.assertEach(server.processes(), FaultsTest::assertFiltered);
        assertThat(server.query("SELECT probe_syscall(" + Syscalls.number("mount") + ")"))
                .isEqualTo(Integer.toString(Syscalls.DENIED));
    }

    /** A session has its own filter beside the global one. */
    private static void assertFiltered(ServerProcess process) {
        assertThat(process.status("Seccomp")).as("Seccomp of %s", process).isEqualTo("2");
        assertThat(Integer.parseInt(process.status("Seccomp_filters")))
                .as("filters of %s", process)
                .isPositive();
        assertThat(process.status("NoNewPrivs")).as("NoNewPrivs of %s", process).isEqualTo("1");
    }

    private void startWithATable(String... settings) {
        server.start(POLICY + String.join("\n", settings) + "\n");
        server.createProbe();
        server.query("CREATE TABLE kept AS SELECT i FROM generate_series(1, 1000) i");
    }

    private static void assertKept(PostgresServer server) {
        assertThat(server.query("SELECT count(*) FROM kept")).isEqualTo("1000");
    }

    @Test
    void aRestartKeepsThem() {
        startWithATable();
        assertThat(server.stopFast()).isZero();
        server.start(POLICY);
        assertThat(server.log()).doesNotContain("not properly shut down");
        assertKept(server);
        assertStrict(server);
    }

    @Test
    void crashRecoveryAfterAnImmediateStopWorks() {
        startWithATable("full_page_writes = on");
        server.query("UPDATE kept SET i = i + 1", "CREATE DATABASE recovered");
        server.stop();
        server.start(POLICY);
        assertThat(server.log()).contains("automatic recovery in progress");
        assertKept(server);
        assertThat(server.query("SELECT count(*) FROM pg_database WHERE datname = 'recovered'"))
                .isEqualTo("1");
        assertStrict(server);
    }

    @Test
    void aKilledBackendRestartsTheOthersUnderTheFilter() {
        startWithATable();
        try (RunningStatement statement = server.begin("SELECT pg_sleep(60)")) {
            assertThat(statement).isNotNull();
            PostgresServer.signal(server.process("postgres postgres [local] SELECT"), "KILL");
            server.waitForLog("all server processes terminated; reinitializing");
            server.waitUntilConnected();
        }
        assertKept(server);
        assertStrict(server);
    }

    @Test
    void aBaseBackupBecomesAStandbyThatStreamsAndIsPromoted() {
        startWithATable("wal_level = replica");
        PostgresServer standby = server.baseBackup();
        standby.start(POLICY);
        assertKept(standby);
        server.query("INSERT INTO kept VALUES (0)");
        standby.waitForQuery("SELECT count(*) FROM kept WHERE i = 0", "1");
        assertThat(server.query("SELECT state FROM pg_stat_replication")).isEqualTo("streaming");
        assertFiltered(server.process("walsender"));
        assertFiltered(standby.process("walreceiver"));
        assertFiltered(standby.process("startup"));
        assertStrict(standby);
        assertThat(standby.query("SELECT pg_promote()")).isEqualTo("t");
        standby.query("INSERT INTO kept VALUES (-1)");
        assertStrict(standby);
    }

    @Test
    void archivedSegmentsAreRestored() throws IOException {
        Path archive = server.newTableSpaceFolder();
        startWithATable("archive_mode = on", "archive_command = 'cp %p " + archive + "/%f'");
        PostgresServer restored = server.baseBackup();
        server.query("INSERT INTO kept VALUES (0)", "SELECT pg_switch_wal()");
        server.waitForQuery(
                "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver", "t");
        try (var segments = Files.list(archive)) {
            assertThat(segments).isNotEmpty();
        }
        assertStrict(server);
        server.stop();
        // Nothing to stream from: what it has comes from the archive.
        restored.start(POLICY + "restore_command = 'cp " + archive + "/%f %p'\n");
        restored.waitForQuery("SELECT count(*) FROM kept WHERE i = 0", "1");
        assertStrict(restored);
    }

    @Test
    void logicalReplicationWorks(@TestServer(fsync = true) PostgresServer subscriber) {
        startWithATable("wal_level = logical");
        subscriber.start(POLICY);
        subscriber.createProbe();
        subscriber.query("CREATE TABLE kept (i int)");
        server.query("CREATE PUBLICATION everything FOR ALL TABLES");
        subscriber.query("CREATE SUBSCRIPTION everything CONNECTION 'host=" + server.folder() + " port=" + server.port()
                + " dbname=postgres user=postgres' PUBLICATION everything");
        subscriber.waitForQuery("SELECT count(*) FROM kept", "1000");
        server.query("INSERT INTO kept VALUES (0)");
        subscriber.waitForQuery("SELECT count(*) FROM kept WHERE i = 0", "1");
        assertThat(subscriber.processes().toString()).contains("for subscription");
        assertFiltered(server.process("walsender"));
        assertStrict(server);
        assertStrict(subscriber);
    }

    @Test
    void aSettingIsShownAndASingleUserServerIsFiltered() throws IOException {
        startWithATable();
        server.stopFast();
        Result shown = Command.run(List.of(
                server.program("postgres"), "-D", server.data().toString(), "-C", "pgseccomp.global_syscall_default"));
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(shown.output().lines()).contains("error");
        Path statements = server.folder().resolve("statements");
        Files.writeString(
                statements,
                "SELECT count(*) AS kept FROM kept\nSELECT probe_syscall(" + Syscalls.number("mount") + ") AS mount\n");
        Result single = Command.run(Command.asServerUser(
                        List.of(
                                server.program("postgres"),
                                "--single",
                                "-D",
                                server.data().toString(),
                                "postgres"),
                        Map.of())
                .redirectInput(statements.toFile()));
        assertThat(single.output()).contains("kept = \"1000\"").contains("mount = \"-13\"");
        assertThat(single.exitCode()).isZero();
        server.start(POLICY);
        assertStrict(server);
    }

    @Test
    void pgUpgradeWorks(@TestServer(fsync = true) PostgresServer upgraded) {
        startWithATable();
        server.query("CREATE EXTENSION pgseccomp");
        server.stopFast();
        upgraded.start(POLICY);
        upgraded.stopFast();
        Result result = Command.run(List.of(
                "sh",
                "-c",
                "cd " + upgraded.folder() + " && exec \"$@\"",
                "sh",
                server.program("pg_upgrade"),
                "--username=postgres",
                "--socketdir=" + upgraded.folder(),
                "--old-bindir=" + Path.of(server.program("postgres")).getParent(),
                "--new-bindir=" + Path.of(server.program("postgres")).getParent(),
                "--old-datadir=" + server.data(),
                "--new-datadir=" + upgraded.data()));
        assertThat(result.exitCode()).as(result.output()).isZero();
        upgraded.start(POLICY);
        assertKept(upgraded);
        assertStrict(upgraded);
        assertThat(upgraded.query("SELECT count(*) > 0 FROM seccomp_filter()")).isEqualTo("t");
    }
}
