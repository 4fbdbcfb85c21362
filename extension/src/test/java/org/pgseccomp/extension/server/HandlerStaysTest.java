package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** Trusted PL/Perl lets an ordinary role set signal handlers. The one of denied calls stays, so that nobody else notices. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandlerStaysTest {
    /** -EACCES, as an unsigned number of 32 bits: Perl shows what geteuid answered. */
    private static final String DENIED = "4294967283";

    /** All of them: Perl takes a process whose user is not its effective user for one that is not to be trusted. */
    private static final String IDS = "geteuid, getuid, getegid, getgid";

    @TestServer
    private PostgresServer server;

    private String started;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.session_roles = 'bob, ends'\nsession_syscall_error.bob = '" + IDS + "'\n"
                + "session_syscall_terminate.ends = 'geteuid'\nsession_syscall_error.ends = '"
                + IDS.replace("geteuid, ", "") + "'\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperl",
                "CREATE ROLE bob LOGIN",
                "CREATE ROLE ends LOGIN",
                "CREATE ROLE client LOGIN",
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO client");
        started = server.query("SELECT pg_postmaster_start_time()");
    }

    private static String block(String handler) {
        return "DO LANGUAGE plperl $$ $SIG{SYS} = " + handler + "; elog(NOTICE, 'geteuid: ' . $>); $$";
    }

    private void assertNobodyElseNoticed() {
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(started);
        assertThat(server.log()).doesNotContain("terminated by signal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'DEFAULT'", "'IGNORE'", "sub { }"})
    void aDeniedCallIsAnErrorWhateverHandlerARoleWants(String handler) {
        Result result = server.psqlAs("bob", block(handler), "SELECT 'went on'");
        assertThat(result.output()).contains("geteuid: " + DENIED).contains("went on");
        assertNobodyElseNoticed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'DEFAULT'", "'IGNORE'", "sub { }"})
    void aCallThatEndsTheSessionEndsNoOther(String handler) {
        Result result = server.psqlAs("ends", block(handler), "SELECT 'went on'");
        assertThat(result.output())
                .contains("terminating session: pgseccomp denied system call \"geteuid\"")
                .doesNotContain("went on");
        assertNobodyElseNoticed();
    }

    @Test
    void aClientsFilterKeepsTheHandlerToo() {
        Result result = server.psqlAs(
                "client",
                "SELECT set_client_filter('allow', '', '', '" + IDS + ", getppid', '')",
                block("'DEFAULT'"),
                "DO LANGUAGE plperl $$ $SIG{SYS} = 'DEFAULT'; elog(NOTICE, 'getppid: ' . getppid()); $$",
                "SELECT 'went on'");
        assertThat(result.output()).contains("geteuid: " + DENIED).contains("went on");
        assertNobodyElseNoticed();
    }

    /** Perl blocks all signals for each assignment, and unblocks them after it: the next denied call must not find them blocked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rt_sigprocmask(how: SIG_SETMASK)",
                "rt_sigprocmask(how: not SIG_BLOCK)",
                "rt_sigprocmask(how: SIG_BLOCK)",
                "rt_sigprocmask"
            })
    void whoCanBlockSignalsCanUnblockThem(String call) {
        Result result = server.psqlAs(
                "client",
                "SELECT set_client_filter('allow', '', '', '" + call + ", getppid', '')",
                "DO LANGUAGE plperl $$ $SIG{SYS} = sub { }; elog(NOTICE, 'getppid: ' . getppid()); $$",
                "SELECT 'went on'");
        assertThat(result.output())
                .contains("the client filter of pgseccomp does not allow "
                        + (call.contains("how") ? "rt_sigprocmask(how: " : "rt_sigprocmask\n"));
        assertNobodyElseNoticed();
    }

    @Test
    void otherHandlersAreSetAsBefore() {
        Result result = server.psqlAs(
                "bob",
                "DO LANGUAGE plperl $$ my $seen = 0; $SIG{USR2} = sub { $seen++ };"
                        + " elog(NOTICE, 'handler: ' . ref($SIG{USR2})); $$");
        assertThat(result.output()).contains("handler: CODE");
    }

    /** Programs inherit the filter: what they want of SIGSYS succeeds, and does nothing. */
    @Test
    void programsThatSetTheHandlerStart() {
        server.query("COPY (SELECT 1) TO PROGRAM 'perl -e ''$SIG{SYS} = sub { }; exit 0'''");
        server.query("COPY (SELECT 1) TO PROGRAM 'bash -c ''trap true SYS'''");
        assertNobodyElseNoticed();
    }
}
