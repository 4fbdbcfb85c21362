package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Processes that learn late of which type they are (late_types.c): auxiliary processes of PostgreSQL 14 to 16, and the logger before 18. They
 * get the filter of their type whenever and however they begin.
 */
@Tag("server")
class LateTypesTest {
    private static final int SIGNAL = 61;

    private static final String WORK = PostgresServer.ENABLED + """
                    archive_mode = always
                    archive_command = 'true'
                    logging_collector = on
                    wal_level = replica
                    """;

    private static final String POLICY = WORK + """
                    pgseccomp.process_types = 'startup, checkpointer, background_writer, walwriter, archiver, walreceiver, logger'
                    process_syscall_error.startup = 'acct'
                    process_syscall_error.checkpointer = 'acct, swapon'
                    process_syscall_error.background_writer = 'acct, swapoff'
                    process_syscall_error.walwriter = 'acct, chroot'
                    process_syscall_error.archiver = 'acct, mount'
                    process_syscall_error.walreceiver = 'acct, bpf'
                    process_syscall_error.logger = 'acct, reboot'
                    """;

    private static final List<String> OF_A_PRIMARY =
            List.of("archiver", "background writer", "checkpointer", "logger", "walwriter");

    @TestServer
    private PostgresServer server;

    @BeforeEach
    void isSoHere() {
        assumeTrue(PostgresServer.VERSION < 18, "from PostgreSQL 18 on all types are known early");
    }

    private static String policies(List<String> types) {
        return String.join(
                "\n",
                types.stream()
                        .map(type -> type + "|process:" + type.replace(' ', '_') + "|2|t")
                        .toList());
    }

    private static void waitForPolicies(PostgresServer server, List<String> types) {
        server.waitForQuery(
                "SELECT backend_type, policy, filters, agrees FROM seccomp_processes() WHERE backend_type IN ('"
                        + String.join("', '", types) + "') ORDER BY 1",
                policies(types));
    }

    private static boolean handlesTheSignal(ServerProcess process) {
        return (Long.parseUnsignedLong(process.status("SigCgt"), 16) >>> (SIGNAL - 1) & 1) == 1;
    }

    @Test
    void atTheStartAfterACrashAndOnAStandbyThatIsPromoted() {
        server.start(POLICY);
        server.query("CREATE EXTENSION pgseccomp");
        waitForPolicies(server, OF_A_PRIMARY);

        for (String title : List.of("checkpointer", "walwriter", "background writer")) {
            server.query("CREATE TABLE IF NOT EXISTS t AS SELECT generate_series(1, 10000)");
            int before = server.log().length();
            PostgresServer.signal(server.process(title), "KILL");
            server.waitForLogAfter(before, "database system is ready to accept connections");
            server.waitUntilConnected();
            waitForPolicies(server, OF_A_PRIMARY);
            assertThat(server.query("SELECT count(*) FROM t")).isEqualTo("10000");
        }

        PostgresServer standby = server.baseBackup();
        standby.start(POLICY);
        List<String> ofAStandby = new ArrayList<>(
                List.of("archiver", "background writer", "checkpointer", "logger", "startup", "walreceiver"));
        waitForPolicies(standby, ofAStandby);
        server.query("CREATE TABLE replicated AS SELECT 1 AS i");
        standby.waitForQuery("SELECT count(*) FROM pg_class WHERE relname = 'replicated'", "1");
        standby.query("SELECT pg_promote()");
        waitForPolicies(standby, OF_A_PRIMARY);
        standby.query("CREATE TABLE promoted AS SELECT 1 AS i", "CHECKPOINT");
        assertThat(standby.stopFast()).isZero();
        assertThat(server.stopFast()).isZero();
    }

    @Test
    void noMessageIsLost() {
        server.start(POLICY);
        server.query("CREATE EXTENSION pgseccomp");
        waitForPolicies(server, OF_A_PRIMARY);
        server.query(
                "DO $$ BEGIN FOR i IN 1..20000 LOOP RAISE LOG 'message % of %', i, repeat('x', 100); END LOOP; END $$");
        PostgresServer.signal(server.process("logger"), "KILL");
        server.waitForQuery(
                "SELECT count(*) FROM seccomp_processes() WHERE backend_type = 'logger' AND policy = 'process:logger'",
                "1");
        server.query("DO $$ BEGIN RAISE LOG 'message 20001 of %', repeat('x', 100); END $$");
        server.waitForLog("message 20001 of");
        Matcher messages = Pattern.compile("LOG:  message ([0-9]+) of x{100}\n").matcher(server.log());
        List<Integer> numbers = new ArrayList<>();
        while (messages.find()) {
            numbers.add(Integer.valueOf(messages.group(1)));
        }
        assertThat(numbers).hasSize(20001).doesNotHaveDuplicates();
    }

    /** The archiver's filter is there before it executes anything; that of the checkpointer is its own. */
    @Test
    void theFilterDenies() {
        assumeTrue(PostgresServer.VERSION < 17);
        server.start(WORK.replace("'true'", "'exec true'") + """
                pgseccomp.process_types = 'archiver'
                process_syscall_error.archiver = 'execve, execveat'
                """);
        server.query("CREATE TABLE t AS SELECT 1 AS i", "SELECT pg_switch_wal()");
        server.waitForLog("archive command failed");
        assertThat(server.query("SELECT archived_count FROM pg_stat_archiver")).isEqualTo("0");
    }

    @Test
    void nothingIsDoneWhereNoSuchTypeHasSettings() {
        server.start(WORK
                + "pgseccomp.process_types = 'autovacuum_worker'\nprocess_syscall_error.autovacuum_worker = 'acct'\n");
        for (String title : OF_A_PRIMARY) {
            assertThat(handlesTheSignal(server.process(title))).as(title).isFalse();
        }
        server.stop();
        assumeTrue(PostgresServer.VERSION < 17);
        server.start(WORK + "pgseccomp.process_types = 'archiver'\nprocess_syscall_error.archiver = 'acct'\n");
        assertThat(handlesTheSignal(server.process("checkpointer"))).isTrue();
        assertThat(handlesTheSignal(server.process("logger"))).isFalse();
        assertThat(handlesTheSignal(server.postmaster())).isFalse();
    }

    @Test
    void aSignalOfSomebodyElseDoesNothing() {
        server.start(POLICY);
        server.query("CREATE EXTENSION pgseccomp");
        waitForPolicies(server, OF_A_PRIMARY);
        for (String title : OF_A_PRIMARY) {
            for (int i = 0; i < 10; i++) {
                PostgresServer.signal(server.process(title), Integer.toString(SIGNAL));
            }
        }
        server.query("CHECKPOINT");
        waitForPolicies(server, OF_A_PRIMARY);
        assertThat(server.log()).doesNotContain("terminated by signal");
    }

    @Test
    void theCallByWhichItIsDoneIsNeeded() {
        assumeTrue(PostgresServer.VERSION < 17);
        assertThat(server.startExpectingFailure(POLICY + "pgseccomp.global_syscall_error = 'tgkill'\n"))
                .contains("FATAL:  ")
                .contains("tgkill");
        server.start(POLICY + "pgseccomp.global_syscall_error = 'tgkill(sig: not 61)'\n");
        server.query("CREATE EXTENSION pgseccomp");
        waitForPolicies(server, OF_A_PRIMARY);
        server.stop();
        server.start(WORK + "pgseccomp.global_syscall_error = 'tgkill'\n");
    }

    /** A reload: those that begin later. */
    @Test
    void aReloadCountsForProcessesThatBeginLater() {
        assumeTrue(PostgresServer.VERSION < 17);
        server.start(WORK);
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(handlesTheSignal(server.process("checkpointer"))).isFalse();
        server.reload(POLICY);
        assertThat(server.query("SELECT policy FROM seccomp_processes() WHERE backend_type = 'checkpointer'"))
                .isEqualTo("global");
        int before = server.log().length();
        PostgresServer.signal(server.process("checkpointer"), "KILL");
        server.waitForLogAfter(before, "database system is ready to accept connections");
        server.waitUntilConnected();
        waitForPolicies(server, List.of("archiver", "background writer", "checkpointer", "walwriter"));
    }
}
