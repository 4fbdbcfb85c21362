package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls whose denial is expected: told to whoever meets it, and counted, but neither a line of the log nor a record of the audit. */
@Tag("server")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuietCallsTest {
    private static final int ACCT = Syscalls.number("acct");
    private static final int CHROOT = Syscalls.number("chroot");
    private static final int CAPGET = Syscalls.number("capget");

    private static final String POLICY = PostgresServer.ENABLED + """
                    pgseccomp.global_syscall_error = 'acct, capget'
                    pgseccomp.session_syscall_error = 'acct, capget, chroot, @swap'
                    pgseccomp.session_databases = 'app'
                    database_syscall_error.app = 'swapoff, symlink'
                    """;
    private static final String QUIET = POLICY + "pgseccomp.quiet_syscalls = 'acct, @swap, -swapon'\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeEach
    void start() {
        server.stop();
        server.start(QUIET);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp", "DROP FUNCTION IF EXISTS denied_in");
        server.query(DenialsTest.CREATE_FUNCTION);
    }

    private static String denied(int number, int times) {
        return "SELECT denied_in('plain', " + number + ", " + times + ")";
    }

    /** The records of this server: the audit is the whole machine's. */
    private static long records(String log, int number) {
        String executable = Pattern.quote(Installation.usual().program("postgres"));
        return Pattern.compile(
                        "^type=SECCOMP .* exe=\"" + executable + "\" .* syscall=" + number + " ", Pattern.MULTILINE)
                .matcher(log)
                .results()
                .count();
    }

    @Test
    void theyAreCountedAndExplainedAndTheLogHasNoLineOfThem() {
        int before = server.log().length();
        server.query("SELECT seccomp_denials_reset()");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query(denied(ACCT, 3))).isEqualTo("-13");
            assertThat(session.query(denied(CHROOT, 3))).isEqualTo("-13");
            assertThat(session.error("SELECT denied_in('plain', " + ACCT + ") / 0"))
                    .contains("pgseccomp denied system call \"acct\"")
                    .contains("Remove \"acct\" from");
            assertThat(session.query("SELECT policy, filters, agrees FROM seccomp_processes()"
                            + " WHERE pid = pg_backend_pid()"))
                    .as("two filters of quiet calls, of the server and of sessions")
                    .isEqualTo("session|4|t");
        }
        server.waitForLogAfter(before, "denied system call \"chroot\" (" + CHROOT + ") in this process, count 3");
        assertThat(server.log().substring(before)).doesNotContain("(" + ACCT + ") in this process");
        assertThat(server.query("SELECT syscall, count FROM seccomp_denials WHERE syscall IN ('acct', 'chroot')"
                        + " ORDER BY 1"))
                .isEqualTo("acct|4\nchroot|3");
    }

    @Test
    void theKernelAuditsAllOthers() throws IOException {
        try (AuditDaemon daemon = AuditDaemon.start()) {
            server.query("CREATE DATABASE app");
            server.queryIn("app", DenialsTest.CREATE_FUNCTION);
            for (String database : new String[] {"postgres", "app"}) {
                server.queryIn(database, denied(ACCT, 100));
                server.queryIn(database, denied(Syscalls.number("swapoff"), 100));
                server.queryIn(database, denied(CAPGET, 5));
                server.queryIn(database, denied(Syscalls.number("swapon"), 5));
            }
            server.queryIn("app", denied(Syscalls.number("symlink"), 5));
            String log = Command.text(daemon.stop());
            assertThat(records(log, ACCT)).isZero();
            assertThat(records(log, Syscalls.number("swapoff"))).isZero();
            assertThat(records(log, CAPGET)).isEqualTo(10);
            assertThat(records(log, Syscalls.number("swapon"))).isEqualTo(10);
            assertThat(records(log, Syscalls.number("symlink"))).isEqualTo(5);
        }
    }

    @Test
    void aReloadChangesThemForNewSessions() throws IOException {
        int before = server.log().length();
        server.reload(POLICY + "pgseccomp.quiet_syscalls = 'chroot'\n");
        server.waitForLogAfter(before, "new session policies are in force");
        try (AuditDaemon daemon = AuditDaemon.start()) {
            server.query(denied(CHROOT, 7));
            server.query(denied(ACCT, 7));
            String log = Command.text(daemon.stop());
            assertThat(records(log, CHROOT)).isZero();
            assertThat(records(log, ACCT))
                    .as("the sessions' filter denies it as well")
                    .isEqualTo(7);
        }
        server.waitForLogAfter(before, "denied system call \"acct\" (" + ACCT + ") in this process, count 7");
        assertThat(server.log().substring(before)).doesNotContain("(" + CHROOT + ") in this process");
    }

    @Test
    void workersOfALeaderWithAClientFilterRun() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("SET debug_parallel_query = on"
                    .replace(
                            "debug_parallel_query",
                            session.query("SELECT name FROM pg_settings WHERE name IN ('debug_parallel_query',"
                                    + " 'force_parallel_mode')")));
            session.query("SELECT set_client_filter('allow', NULL, NULL, 'symlink, acct', NULL)");
            assertThat(session.query(denied(ACCT, 1))).isEqualTo("-13");
            assertThat(session.query("SELECT count(*) FROM pg_class WHERE relname = 'pg_class'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void whatIsNoListOfCallsIsRefused() {
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.quiet_syscalls = 'acct, acctt'")
                        .output())
                .contains("acctt");
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.quiet_syscalls = 'acct = EPERM'")
                        .output())
                .contains("has an error, and this is no list of errors");
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.quiet_syscalls = 'socket(domain: AF_UNIX)'")
                        .output())
                .contains("has a condition");
    }
}
