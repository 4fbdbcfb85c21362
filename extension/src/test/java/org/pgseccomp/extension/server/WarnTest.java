package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.extension.server.Command.Result;

/** The action warn: the call is made, and counted as a denial would be. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarnTest {
    private static final String LIBRARY_CALL = "mkdir, mkdirat";

    @TestServer
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.global_syscall_warn = 'symlink, symlinkat'\n"
                + "pgseccomp.session_syscall_warn = 'symlink, symlinkat, " + LIBRARY_CALL
                + ", epoll_wait, epoll_pwait, chroot'\n"
                + "pgseccomp.session_roles = 'everything, errs, mixed'\n"
                + "session_syscall_default.everything = 'warn'\n"
                + "session_syscall_warn.everything = ''\n"
                + "session_syscall_warn.errs = ''\n"
                + "session_syscall_error.errs = '" + LIBRARY_CALL + "'\n"
                + "session_syscall_warn.mixed = 'socket(domain: AF_NETLINK)'\n"
                + "session_syscall_error.mixed = 'socket(domain: AF_PACKET)'\n"
                + "pgseccomp.process_types = 'autovacuum_worker, background_worker'\n"
                + "process_syscall_warn.autovacuum_worker = 'pread64, openat'\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION make(text) RETURNS text LANGUAGE plperlu AS 'return mkdir($_[0]) ? \"made\" : \"$!\";'",
                "CREATE FUNCTION call(number int4, arguments int8[]) RETURNS int4 LANGUAGE plperlu AS"
                        + " 'my $r = syscall($_[0], map { $_ + 0 } @{$_[1]}); return $r >= 0 ? 0 : -($! + 0);'",
                "CREATE FUNCTION link(text) RETURNS text LANGUAGE plperlu AS"
                        + " 'return symlink(\"nowhere\", $_[0]) ? \"made\" : \"$!\";'",
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                "CREATE ROLE everything SUPERUSER LOGIN",
                "CREATE ROLE mixed SUPERUSER LOGIN",
                "CREATE ROLE errs SUPERUSER LOGIN");
    }

    @BeforeEach
    void forget() {
        server.query("SELECT seccomp_denials_reset()");
    }

    private Path fresh(String name) {
        return server.folder().resolve(name);
    }

    private String counted(String condition) {
        return server.query(
                "SELECT string_agg(concat_ws(' ', action, source, syscall, count), ', ' ORDER BY action, syscall)"
                        + " FROM seccomp_denials WHERE " + condition);
    }

    @Test
    void theCallIsMadeAndCounted() {
        Path folder = fresh("counted");
        assertThat(server.query("SELECT make('" + folder + "'), make('" + folder + "')"))
                .isEqualTo("made|File exists");
        assertThat(Files.isDirectory(folder)).isTrue();
        assertThat(counted("syscall ~ '^mkdir'")).isEqualTo("warn session mkdir 2");
    }

    @Test
    void theLogHasOneLineForEachKindAndSession() {
        int before = server.log().length();
        server.query("SELECT make('" + fresh("a") + "'), make('" + fresh("b") + "')");
        server.waitForLogAfter(before, "pgseccomp warned of system call \"mkdir\" (83) in this process, count 2");
        server.waitForLogAfter(before, "The call was made. It was warned of by the filter of sessions");
    }

    @Test
    void aWarningOfTheGlobalFilterIsCountedInSessions() {
        assertThat(server.query("SELECT link('" + fresh("global") + "')")).isEqualTo("made");
        assertThat(counted("syscall ~ '^symlink'")).isEqualTo("warn global symlink 1");
    }

    @Test
    void anErrorBesideItStaysOneWhoeverIsAskedLater() {
        String folder = fresh("denied").toString();
        Result denied = server.psqlAs(
                "errs",
                "SELECT set_client_filter(NULL, NULL, NULL, '', NULL, NULL, 'mkdir')",
                "SELECT make('" + folder + "')");
        assertThat(denied.output()).contains("Permission denied");
        assertThat(counted("syscall = 'mkdir'")).isEqualTo("error role mkdir 1");
        server.query("SELECT seccomp_denials_reset()");
        assertThat(server.query(
                        "SELECT set_client_filter('allow', '', '', 'mkdir', '', '', '')",
                        "SELECT make('" + folder + "')"))
                .contains("Permission denied");
        assertThat(counted("syscall = 'mkdir'")).isEqualTo("error client mkdir 1");
        assertThat(Files.exists(Path.of(folder))).isFalse();
    }

    @Test
    void aClientFilterCanWarn() {
        String folder = fresh("client").toString();
        assertThat(server.query(
                        "SELECT set_client_filter('allow', '', '', '', '', '', 'getppid')",
                        "SELECT call(" + Syscalls.number("getppid") + ", '{}'), make('" + folder + "')"))
                .isEqualTo("OK\n0|made");
        assertThat(counted("syscall = 'getppid'")).isEqualTo("warn client getppid 1");
    }

    @Test
    void conditionsSayOfWhichCallsIsWarned() {
        String call = "SELECT call(" + Syscalls.number("socket") + ", ARRAY[%s, 3, 0])";
        assertThat(server.psqlAs("mixed", call.formatted(16), call.formatted(17), call.formatted(1))
                        .output())
                .contains("0\n-13\n");
        assertThat(counted("role = 'mixed'")).isEqualTo("error role socket 1, warn role socket 1");
    }

    @Test
    void aSessionThatIsWarnedOfEverythingWorksAsEver() {
        Path copied = fresh("copied");
        Result result = server.psqlAs(
                "everything",
                "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
                        + " SET min_parallel_table_scan_size = 0",
                "SELECT count(*), sum(i) FROM numbers",
                "CREATE TABLE more AS SELECT i, repeat('x', 1000) AS x FROM numbers",
                "SELECT count(*) FROM (SELECT x, i FROM more ORDER BY x, i DESC OFFSET 0) AS sorted",
                "COPY more TO PROGRAM 'cat > " + copied + "'",
                "DROP TABLE more");
        assertThat(result.output()).contains("20000|200010000").contains("20000\n");
        assertThat(server.psqlAs("everything", "COPY (SELECT 1) TO PROGRAM 'false'")
                        .output())
                .contains("child process exited with exit code 1");
        assertThat(server.psqlAs("everything", "SET statement_timeout = '100ms'", "SELECT pg_sleep(100)")
                        .output())
                .contains("canceling statement due to statement timeout");
        assertThat(copied).isNotEmptyFile();
        assertThat(server.query(
                        "SELECT count(*) > 5 FROM seccomp_denials WHERE role = 'everything' AND action = 'warn'"))
                .isEqualTo("t");
        assertThat(server.query("SELECT count(*) FROM seccomp_denials WHERE action <> 'warn'"))
                .isEqualTo("0");
    }

    @Test
    void aSessionThatWaitsInACallIsEnded() {
        try (RunningStatement waits = server.begin("SELECT pg_sleep(1000)")) {
            String waiting = " FROM pg_stat_activity WHERE query ~ 'pg_sleep.1000' AND pid <> pg_backend_pid()";
            server.waitForQuery("SELECT count(*)" + waiting + " AND wait_event = 'PgSleep'", "1");
            assertThat(server.query("SELECT pg_terminate_backend(pid, 10000)" + waiting))
                    .isEqualTo("t");
            assertThat(waits.process().isAlive() || waits.process().exitValue() != 0)
                    .isTrue();
        }
        assertThat(counted("syscall = 'epoll_wait'")).startsWith("warn session epoll_wait ");
    }
}
