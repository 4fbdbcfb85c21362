package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is said of a denied call: to the client, in the log, and in seccomp_denials. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialsTest {
    static final String CREATE_FUNCTION = "CREATE FUNCTION denied_in(text, int4, int4 DEFAULT 1) RETURNS int8"
            + " LANGUAGE c PARALLEL SAFE AS 'pgseccomp_denied'";
    private static final int ACCT = Syscalls.number("acct");
    private static final int CHROOT = Syscalls.number("chroot");
    private static final String DENIED = "DETAIL: pgseccomp denied system call \"chroot\" (" + CHROOT + "), by ";
    private static final String FAIL = "SELECT denied_in('plain', " + CHROOT + ") / 0";

    @TestServer(tcp = true)
    private PostgresServer server;

    private String started;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED
                + "compute_query_id = on\n"
                + "pgseccomp.global_syscall_error = 'acct'\n"
                + "pgseccomp.session_syscall_error = 'chroot'\n"
                + "pgseccomp.session_roles = '\"web-app\", strict, bare'\n"
                + "session_syscall_default.bare = 'error'\n"
                + "session_syscall_allow.bare = '" + StrictPolicy.calls() + "'\n"
                + "session_syscall_error.bare = ''\n"
                + "pgseccomp.session_role_aliases = '\"web_app=web-app\"'\n"
                + "session_syscall_error.web_app = 'chroot'\n"
                + "session_syscall_error.strict = 'execve, execveat, chroot, symlink'\n"
                + "pgseccomp.process_types = 'walsender, background_worker'\n"
                + "process_syscall_error.walsender = 'chroot'\n"
                + "process_syscall_error.background_worker = 'chroot'\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                CREATE_FUNCTION,
                "CREATE ROLE \"web-app\" SUPERUSER LOGIN",
                "CREATE ROLE strict SUPERUSER LOGIN",
                "CREATE ROLE bare SUPERUSER LOGIN",
                "CREATE ROLE reader LOGIN IN ROLE pg_monitor",
                "CREATE ROLE nobody_much LOGIN");
        started = server.query("SELECT pg_postmaster_start_time()");
    }

    @AfterEach
    void theServerWentOn() {
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(started);
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    @Test
    void theNextErrorOfTheStatementSaysWhatWasDeniedByWhichFilterToWhomAndHowToAllowIt() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied_in('plain', " + CHROOT + ")"))
                    .isEqualTo("-13");
            assertThat(session.error("SELECT 1 / 0")).as("of another statement").doesNotContain("pgseccomp");
            int before = server.log().length();
            assertThat(session.error(FAIL).replaceAll("\n *", " "))
                    .contains("ERROR: division by zero")
                    .containsIgnoringCase(DENIED.substring("DETAIL: ".length())
                            + "the filter of sessions (\"pgseccomp.session_syscall_error\"), to role \"postgres\".")
                    .contains("Hint: Remove \"chroot\" from \"pgseccomp.session_syscall_error\"."
                            + " It takes effect for new sessions after a reload.");
            assertThat(server.log().substring(before))
                    .as("the log")
                    .contains("DETAIL:  pgseccomp denied system call \"chroot\"")
                    .contains("HINT:  Remove \"chroot\" from \"pgseccomp.session_syscall_error\"");
            assertThat(session.error("SELECT 1 / 0")).as("said once").doesNotContain("pgseccomp");
        }
    }

    @Test
    void aDetailAndAHintThatAreThereStay() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.error("DO $$ BEGIN PERFORM denied_in('plain', " + CHROOT
                            + "); RAISE 'own' USING DETAIL = 'own detail', HINT = 'own hint'; END $$"))
                    .containsSubsequence("own detail", "pgseccomp denied", "own hint", "Remove \"chroot\" from");
        }
    }

    @Test
    void aDenialThatWasCaughtDoesNotExplainTheNextStatementsError() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("DO $$ BEGIN PERFORM denied_in('plain', " + CHROOT
                    + ") / 0; EXCEPTION WHEN OTHERS THEN NULL; END $$");
            assertThat(session.error("SELECT 1 / 0")).doesNotContain("pgseccomp");
        }
    }

    @Test
    void theSourceIsTheFilterThatDenies() {
        try (ClientSession session = ClientSession.open(server, "web-app")) {
            assertThat(session.error(FAIL))
                    .contains(
                            "by the filter of role settings \"web_app\" (\"session_syscall_error.web_app\"), to role \"web-app\"")
                    .contains(
                            "Remove \"chroot\" from \"session_syscall_error.web_app\". It takes effect for new sessions");
        }
        try (ClientSession session = ClientSession.openWalsender(server, "postgres")) {
            assertThat(session.error(FAIL))
                    .contains("by the filter of process type \"walsender\"")
                    .contains(
                            "Remove \"chroot\" from \"process_syscall_error.walsender\". It takes effect for new processes of this type");
        }
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.error("SELECT denied_in('plain', " + ACCT + ") / 0"))
                    .contains("by the global filter")
                    .contains("Remove \"acct\" from \"pgseccomp.global_syscall_error\". This needs a restart")
                    .contains("restart");
            session.query("SELECT set_client_filter('allow', NULL, NULL, 'symlink', NULL)");
            assertThat(session.error("SELECT denied_in('plain', " + Syscalls.number("symlink") + ") / 0"))
                    .contains("by the client filter")
                    .contains("stays until the session ends");
        }
    }

    /** What a denial needs is among the calls that no policy may take away. */
    @Test
    void aSessionThatHasOnlyWhatItNeedsIsExplained() {
        server.query("SELECT seccomp_denials_reset()");
        int before = server.log().length();
        // psql, as the driver asks for a time zone, whose file this role cannot read.
        assertThat(server.psqlAs("bare", "CREATE DATABASE none").output())
                .contains("could not create directory")
                .contains("pgseccomp denied system call \"")
                .contains("session_syscall_allow.bare");
        assertThat(server.log().substring(before)).contains("DETAIL:  pgseccomp denied system call \"");
        server.waitForLogAfter(before, "in this process, count ");
        assertThat(server.log().substring(before)).contains("It was denied by the filter of role settings \"bare\".");
        assertThat(server.query("SELECT count(*) > 0 FROM seccomp_denials WHERE role = 'bare' AND source = 'role'"))
                .isEqualTo("t");
    }

    @Test
    void aProgramThatCannotBeStartedIsExplained() {
        try (ClientSession session = ClientSession.open(server, "strict")) {
            assertThat(session.error("COPY (SELECT 1) TO PROGRAM 'true'"))
                    .contains("could not execute command")
                    .contains("pgseccomp denied system call \"execve\"");
        }
    }

    @Test
    void theLogHasALineForEachKindAndOneForAllOfThemAtTheEndOfTheSession() {
        int before = server.log().length();
        ClientSession session = ClientSession.open(server, "postgres");
        session.query("SELECT denied_in('plain', " + CHROOT + ", 7)");
        session.query("SELECT denied_in('plain', " + CHROOT + ", 5), denied_in('plain', " + ACCT + ")");
        session.close();
        server.waitForLogAfter(
                before, "pgseccomp denied system call \"chroot\" (" + CHROOT + ") in this process, count 12");
        server.waitForLogAfter(before, "pgseccomp denied system call \"acct\" (" + ACCT + ") in this process, count 1");
        assertThat(server.log().substring(before).split("pgseccomp denied", -1))
                .as("at once: 7, 12 and 1")
                .hasSize(4);
    }

    @Test
    void theViewHasWhatHappened() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("SET application_name = viewed");
            session.execute("SELECT seccomp_denials_reset()");
            session.query("SELECT denied_in('plain', " + CHROOT + ", 3)");
            session.execute("SELECT denied_in('child', " + CHROOT + ")");
            assertThat(session.query("SELECT backend_type, role, database, syscall, syscallnum, action, source, count,"
                            + " first_at <= last_at AND last_at <= now() AND first_at > now() - interval '1 min',"
                            + " last_application_name, last_query_id <> 0, last_arguments FROM seccomp_denials"))
                    .isEqualTo(
                            "client backend|postgres|postgres|chroot|" + CHROOT + "|error|session|4|t|viewed|t|{NULL}");
            assertThat(session.query(
                            "SELECT not_counted, since > now() - interval '1 min' FROM seccomp_denials_info()"))
                    .isEqualTo("0|t");
            session.execute("SELECT seccomp_denials_reset()");
            assertThat(session.query("SELECT * FROM seccomp_denials")).isEmpty();
        }
    }

    @Test
    void monitorsMayReadAndOthersMayNot() {
        try (ClientSession reader = ClientSession.open(server, "reader");
                ClientSession other = ClientSession.open(server, "nobody_much")) {
            assertThat(reader.query("SELECT count(*) >= 0 FROM seccomp_denials"))
                    .isEqualTo("t");
            assertThat(reader.error("SELECT seccomp_denials_reset()")).contains("permission denied");
            assertThat(other.error("SELECT * FROM seccomp_denials")).contains("permission denied");
            assertThat(other.error("SELECT * FROM seccomp_denials_info()")).contains("permission denied");
        }
    }

    /** Memory is fixed: what does not fit is counted as such. */
    @Test
    void whatDoesNotFitIsCounted() {
        server.query("SELECT seccomp_denials_reset()");
        StringBuilder roles = new StringBuilder();
        for (int i = 0; i < 260; i++) {
            roles.append("CREATE ROLE many_").append(i).append(" LOGIN;");
        }
        server.query(roles.toString(), "GRANT EXECUTE ON FUNCTION denied_in TO PUBLIC");
        for (int i = 0; i < 260; i++) {
            try (ClientSession session = ClientSession.open(server, "many_" + i)) {
                session.query("SELECT denied_in('plain', " + CHROOT + ", 2)");
            }
        }
        assertThat(server.query("SELECT count(*), sum(count) FROM seccomp_denials"))
                .isEqualTo("250|500");
        assertThat(server.query("SELECT not_counted FROM seccomp_denials_info()"))
                .isEqualTo("20");
        server.query("SELECT seccomp_denials_reset()");
    }

    @Test
    void manySessionsLoseNoCount() throws InterruptedException {
        int sessions = 20;
        int each = System.getenv("PGSECCOMP_TEST_ALL") == null ? 5_000 : 50_000;
        server.query("SELECT seccomp_denials_reset()");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Thread thread = new Thread(() -> {
                try (ClientSession session = ClientSession.open(server, "postgres")) {
                    session.query("SELECT denied_in('plain', " + CHROOT + ", " + each + ")");
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(server.query("SELECT sum(count), count(*) FROM seccomp_denials"))
                .isEqualTo(sessions * each + "|1");
    }

    /** A program has the filter, and no handler. */
    @Test
    void aProgramSeesAnErrorAndLives() {
        String file = server.folder() + "/link";
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query("SELECT set_client_filter('allow', NULL, NULL, 'symlink, symlinkat', NULL)");
            assertThat(session.error("COPY (SELECT 1) TO PROGRAM 'ln -s nowhere " + file + "'"))
                    .contains("child process exited with exit code 1");
        }
        assertThat(server.log()).contains("ln: failed to create symbolic link '" + file + "': Permission denied");
    }

    @Test
    void aParallelWorkerIsExplainedToItsLeader() {
        server.query("SELECT seccomp_denials_reset()");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute(PostgresServer.ALWAYS_PARALLEL);
            assertThat(session.error("SELECT denied_in('plain', " + CHROOT + ") / 0"))
                    .contains("division by zero")
                    .contains("pgseccomp denied system call \"chroot\"");
        }
        assertThat(server.query("SELECT backend_type, role, database, source FROM seccomp_denials"))
                .contains("postgres|postgres|session");
    }
}
