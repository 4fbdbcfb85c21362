package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** When the log hears of denials, and how often. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialLogTest {
    private static final int CHROOT = Syscalls.number("chroot");

    @TestServer(tcp = true)
    private PostgresServer server;

    private void start(String configuration) {
        server.stop();
        server.start(PostgresServer.ENABLED + "log_line_prefix = '[%p] %b '\n" + configuration);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp", "DROP FUNCTION IF EXISTS denied_in");
        server.query(DenialsTest.CREATE_FUNCTION);
    }

    @Test
    void aSessionTellsOfAKindAtOnceAndThenOfTenTimesAsMany() {
        start("pgseccomp.session_syscall_error = 'chroot'\n");
        int before = server.log().length();
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            for (int i = 0; i < 100; i++) {
                session.query("SELECT denied_in('plain', " + CHROOT + ", 1)");
            }
            server.waitForLogAfter(before, "in this process, count 100\n");
            session.query("SELECT denied_in('plain', " + CHROOT + ", 1)");
        }
        server.waitForLogAfter(before, "in this process, count 101\n");
        String log = server.log().substring(before);
        assertThat(log).containsSubsequence("process, count 1\n", "process, count 10\n", "count 100\n", "count 101\n");
        assertThat(log.split("in this process", -1)).hasSize(5);
    }

    /** These live as long as the server, and some of them commit nothing. All of them wait for something. */
    @Test
    void processesThatLiveLongTellOfItWhileTheyDo() {
        String warned = "pgseccomp.global_syscall_warn = 'epoll_wait, epoll_pwait2, pwrite64, poll'\n";
        start("""
                wal_level = logical
                archive_mode = on
                archive_command = 'true'
                autovacuum_naptime = 1
                """ + warned);
        server.query("CREATE TABLE IF NOT EXISTS written (i int4)", "SELECT pg_switch_wal()", "CHECKPOINT");
        try (PostgresServer standby = server.baseBackup()) {
            standby.start(PostgresServer.ENABLED + "hot_standby = on\nlog_line_prefix = '[%p] %b '\n" + warned);
            for (String type : new String[] {
                "checkpointer",
                "background writer",
                "walwriter",
                "autovacuum launcher",
                "logical replication launcher",
                "archiver",
                "walsender"
            }) {
                server.query("INSERT INTO written VALUES (1)", "SELECT pg_switch_wal()");
                server.waitForLog("] " + type + " LOG:  pgseccomp warned of system call \"");
            }
            standby.waitForLog("] walreceiver LOG:  pgseccomp warned of system call \"");
        }
        assertThat(server.log()).doesNotContain("logging memory contexts").doesNotContain("TopMemoryContext");
        server.query("SELECT pg_log_backend_memory_contexts(pid) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid = pg_backend_pid()");
        server.waitForLog("Grand total: ");
        assertThat(server.log()).contains("logging memory contexts of PID").contains("TopMemoryContext");
    }

    /** A process has no more than 60 lines a minute, however many calls it is denied. */
    @Test
    void linesAreLimitedAndTheLogSaysHowManyAreMissing() {
        start(
                "pgseccomp.session_syscall_error = '@obsolete, @swap, @module, @reboot, @keyring, @mount, @debug, @raw-io,"
                        + " @clock, @pkey, @aio, @cpu-emulation, @setuid, @memlock'\n");
        int before = server.log().length();
        server.query("SELECT seccomp_denials_reset()");
        String denied = server.query("SELECT count(denied_in('plain', syscallnum)) FROM seccomp_filter()"
                + " WHERE context = 'session' AND filter_action LIKE '%error%' AND syscall NOT LIKE '%(%'");
        assertThat(Integer.parseInt(denied)).isGreaterThan(65);
        for (int i = 0; i < 80 && !server.log().substring(before).contains("pgseccomp left out "); i++) {
            server.query("SELECT pg_sleep(1)");
        }
        String log = server.log().substring(before);
        long lines =
                Pattern.compile("in this process, count").matcher(log).results().count();
        // The minute may have ended in the middle of it.
        assertThat(lines).isLessThanOrEqualTo(120);
        assertThat(log).containsPattern("pgseccomp left out \\d+ lines about denied system calls");
        assertThat(server.query("SELECT count(DISTINCT syscall) > " + lines + " FROM seccomp_denials"))
                .as("all are counted")
                .isEqualTo("t");
    }
}
