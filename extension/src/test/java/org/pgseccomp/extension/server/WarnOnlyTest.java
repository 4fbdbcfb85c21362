package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code pgseccomp.warn_only}: a policy is tried before it is enforced. */
@Tag("server")
class WarnOnlyTest {
    private static final String ON = "pgseccomp.warn_only = on\n";
    private static final String POLICY = PostgresServer.ENABLED
            + "pgseccomp.global_syscall_error = 'acct'\n"
            + "pgseccomp.session_syscall_error = 'acct, mkdir, mkdirat'\n"
            + "pgseccomp.session_roles = 'joe, closed'\n"
            + "session_syscall_terminate.joe = 'mkdir, mkdirat'\n"
            + "session_syscall_error.joe = ''\n"
            + "session_syscall_kill.joe = 'symlink'\n"
            + "session_syscall_default.closed = 'error'\n"
            + "session_syscall_allow.closed = '" + StrictPolicy.calls()
            + ", mmap, munmap, mprotect, newfstatat, fstat'\n";
    private static final String SAYS_SO =
            "WARNING:  parameter \"pgseccomp.warn_only\" is on: pgseccomp denies nothing but what the global filter denies";

    @TestServer
    private PostgresServer server;

    private void start(String configuration) {
        server.start(configuration);
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION make(text) RETURNS text LANGUAGE plperlu AS 'return mkdir($_[0]) ? \"made\" : \"$!\";'",
                "CREATE FUNCTION call(number int4) RETURNS int4 LANGUAGE plperlu AS"
                        + " 'my $r = syscall($_[0], 0, 0, 0); return $r >= 0 ? 0 : -($! + 0);'",
                "CREATE ROLE joe SUPERUSER LOGIN",
                "CREATE ROLE closed SUPERUSER LOGIN");
    }

    private String make(String name) {
        return "SELECT make('" + server.folder().resolve(name) + "')";
    }

    private static String call(String name) {
        return "SELECT call(" + Syscalls.number(name) + ")";
    }

    @Test
    void nothingIsDeniedButWhatTheGlobalFilterDenies() {
        start(POLICY + ON);
        assertThat(server.log()).contains(SAYS_SO);
        assertThat(server.query("SELECT policy FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("session (only warns)");
        assertThat(server.query(make("by-sessions"))).isEqualTo("made");
        assertThat(server.psqlAs("joe", make("by-joe"), call("symlink"), "SELECT 'lives'")
                        .output())
                .contains("made\n-14\nlives"); // the kernel's own answer to no address: EFAULT
        assertThat(server.psqlAs("closed", call("chroot")).output()).contains("-14");
        assertThat(server.query(call("acct"))).isEqualTo("-13");
        assertThat(server.query(
                        "SELECT string_agg(concat_ws(' ', role, action, syscall, count), ', ' ORDER BY role, action, syscall)"
                                + " FROM seccomp_denials WHERE syscall IN ('mkdir', 'symlink', 'chroot', 'acct')"))
                .isEqualTo(
                        "closed warn chroot 1, joe warn mkdir 1, joe warn symlink 1, postgres error acct 1, postgres warn mkdir 1");
        assertThat(server.query("SELECT string_agg(DISTINCT filter_action, ',') FROM seccomp_filter()"
                        + " WHERE context = 'session' AND syscall LIKE 'mkdir%'"))
                .isEqualTo("session->warn");
    }

    @Test
    void aReloadSwitchesItForWhatBeginsAfterIt() {
        start(POLICY);
        assertThat(server.query(make("denied"))).isEqualTo("Permission denied");
        server.reload(POLICY + ON);
        server.waitForLog(SAYS_SO);
        server.waitForQuery(
                "SELECT filter_action FROM seccomp_filter() WHERE context = 'session' AND syscall = 'mkdir'",
                "session->warn");
        assertThat(server.query(make("warned"))).isEqualTo("made");
        assertThat(server.query("SELECT bool_or(agrees IS FALSE) FROM seccomp_processes()"))
                .isEqualTo("f");
        server.reload(POLICY);
        server.waitForQuery(
                "SELECT filter_action FROM seccomp_filter() WHERE context = 'session' AND syscall = 'mkdir'",
                "session->error");
        assertThat(server.query(make("denied-again"))).isEqualTo("Permission denied");
    }

    @Test
    void aPolicyThatCouldNotBeEnforcedIsRefused() {
        assertThat(server.startExpectingFailure(
                        PostgresServer.ENABLED + ON + "pgseccomp.session_syscall_error = 'epoll_wait, read'\n"))
                .contains("the session filter of pgseccomp does not allow epoll_wait, read");
    }

    @Test
    void aServerThatOnlyTightensRefusesIt() {
        start(POLICY + "pgseccomp.reload_only_tightens = on\n");
        server.reload(POLICY + "pgseccomp.reload_only_tightens = on\n" + ON);
        server.waitForLog("pgseccomp.reload_only_tightens");
        assertThat(server.query(make("denied"))).isEqualTo("Permission denied");
    }
}
