package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hint says what helps, all of it and nothing else: whoever follows it does not come back with the same error. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HintsTest {
    private static final String ALLOWED = "@postgresql-session, @programs, -capget, -acct";

    private static final String CREATE_FUNCTION =
            "CREATE FUNCTION calls(VARIADIC numbers int4[]) RETURNS void LANGUAGE plperlu AS"
                    + " 'syscall($_, 0, 0, 0) for @{$_[0]}; die \"it failed\"'";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED + """
                pgseccomp.global_syscall_error = 'chroot'
                pgseccomp.session_syscall_error = 'chroot, capget, acct, swapoff, personality, sethostname, setdomainname'
                pgseccomp.session_roles = 'listed, inheriting, moved, bare, waits, warned'
                session_syscall_default.listed = error
                session_syscall_allow.listed = '%1$s'
                session_syscall_error.listed = ''
                session_syscall_error.inheriting = '*'
                session_syscall_log.inheriting = 'acct'
                session_syscall_default.moved = error
                session_syscall_allow.moved = '%1$s'
                session_syscall_error.moved = ''
                session_syscall_terminate.moved = 'acct'
                session_syscall_default.bare = error
                session_syscall_allow.bare = '@postgresql-session, pipe2, prlimit64, clone'
                session_syscall_error.bare = ''
                session_syscall_error.waits = 'execve, execveat, wait4'
                session_syscall_error.warned = 'execve, execveat'
                session_syscall_warn.warned = 'wait4'
                """.formatted(ALLOWED));
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE ROLE listed SUPERUSER LOGIN",
                "CREATE ROLE inheriting SUPERUSER LOGIN",
                "CREATE ROLE moved SUPERUSER LOGIN",
                "CREATE ROLE bare SUPERUSER LOGIN",
                "CREATE ROLE waits SUPERUSER LOGIN",
                "CREATE ROLE warned SUPERUSER LOGIN",
                "CREATE ROLE \"r\u20ac\" SUPERUSER LOGIN",
                "CREATE DATABASE euc ENCODING 'EUC_JP' LOCALE 'C' TEMPLATE template0",
                CREATE_FUNCTION);
        server.queryIn("euc", "CREATE EXTENSION plperlu", CREATE_FUNCTION);
    }

    private String errorOf(String role, String... calls) {
        String numbers =
                Arrays.stream(calls).map(call -> Syscalls.number(call) + "").collect(Collectors.joining(", "));
        return server.psqlAs(role, "SELECT calls(" + numbers + ")").output();
    }

    private static String hintOf(String error) {
        return error.replaceFirst("(?s).*\nHINT:  ", "")
                .replaceFirst("(?s)\n(CONTEXT|LOCATION):.*", "")
                .replaceAll("\n *", "\n");
    }

    @Test
    void everyFilterThatDeniesIsNamedWithItsSetting() {
        String error = errorOf("postgres", "chroot");
        assertThat(error)
                .contains(
                        "denied system call \"chroot\"",
                        "by the global filter (\"pgseccomp.global_syscall_error\") and the filter of sessions (\"pgseccomp.session_syscall_error\"), to role");
        assertThat(hintOf(error)).isEqualTo("""
                Remove "chroot" from "pgseccomp.global_syscall_error". This needs a restart of the server.
                Remove "chroot" from "pgseccomp.session_syscall_error". It takes effect for new sessions after a reload.""");
    }

    @Test
    void whatTheDefaultDeniesIsAddedAndTakenFromNowhere() {
        assertThat(hintOf(errorOf("listed", "acct")))
                .isEqualTo(
                        "Add \"acct\" to \"session_syscall_allow.listed\". It takes effect for new sessions after a reload.");
    }

    @Test
    void whatAListUnderSuchADefaultDeniesIsMoved() {
        assertThat(hintOf(errorOf("moved", "acct")))
                .isEqualTo(
                        "Remove \"acct\" from \"session_syscall_terminate.moved\" and add it to \"session_syscall_allow.moved\"."
                                + " It takes effect for new sessions after a reload.");
    }

    /** A list that is inherited, "*", is changed where it is written. */
    @Test
    void anInheritedListIsChangedWhereItIsWritten() {
        assertThat(hintOf(errorOf("inheriting", "chroot")))
                .isEqualTo(
                        "Remove \"chroot\" from \"pgseccomp.global_syscall_error\". This needs a restart of the server.");
    }

    /** The last call is that of the error, mostly. */
    @Test
    void theLastCallsAreToldAndTheLastOneFirst() {
        String error = errorOf(
                "postgres",
                "capget",
                "acct",
                "acct",
                "swapoff",
                "personality",
                "sethostname",
                "setdomainname",
                "swapoff");
        assertThat(error)
                .containsSubsequence("\"swapoff\"", "\"setdomainname\"", "\"sethostname\"", "\"personality\"", "HINT")
                .doesNotContain("\"acct\"", "\"capget\"");
        assertThat(hintOf(error))
                .isEqualTo("Remove \"swapoff\", \"setdomainname\", \"sethostname\", \"personality\" from"
                        + " \"pgseccomp.session_syscall_error\". It takes effect for new sessions after a reload.");
    }

    @Test
    void aClientFilterIsToldToStay() {
        String error = server.psql(
                        "SELECT set_client_filter('allow', '', '', 'acct', '')",
                        "SELECT calls(" + Syscalls.number("acct") + ")")
                .output();
        assertThat(hintOf(error)).isEqualTo("""
                Remove "acct" from "pgseccomp.session_syscall_error". It takes effect for new sessions after a reload.
                The filter that this session has set with set_client_filter() stays until the session ends.""");
    }

    /** clone3 answers that there is no such call, and the library takes clone: it is execve that fails. */
    @Test
    void ofAProgramTheCallThatFailsIsNamedAndTheGroup() {
        String error = server.psqlAs("bare", "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'")
                .output();
        assertThat(error).contains("pgseccomp denied system call \"execve\"").doesNotContain("clone3");
        assertThat(hintOf(error)).isEqualTo("""
                Add "execve" to "session_syscall_allow.bare". It takes effect for new sessions after a reload.
                What programs need on top of what sessions need is in the group "@programs".""");
    }

    /** posix_spawn waits with all signals blocked for the child that could not execute the program. */
    @ParameterizedTest
    @ValueSource(strings = {"waits", "warned"})
    void aProgramThatIsNotExecutedLeavesTheServerAlone(String role) {
        try (ClientSession other = ClientSession.open(server, "postgres")) {
            assertThat(server.psqlAs(role, "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'")
                            .output())
                    .contains("ERROR")
                    .contains("could not execute command")
                    .contains("\"execve\"");
            assertThat(other.query("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    /** The name of a role is written as in the database that made it, and may be no text in this one. */
    @Test
    void aNameOfAnotherEncodingDoesNotReplaceTheError() {
        String error = server.psqlAs(
                        "r\u20ac",
                        "\\c euc",
                        "SET client_encoding = 'UTF8'",
                        "SELECT calls(" + Syscalls.number("chroot") + ")")
                .output();
        assertThat(error)
                .contains("it failed", "pgseccomp denied system call \"chroot\"", "HINT:  Remove \"chroot\" from")
                .doesNotContain("invalid byte sequence");
    }
}
