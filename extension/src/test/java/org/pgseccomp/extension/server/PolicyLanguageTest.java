package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions and errors of lists, with real calls: the kernel says what became of each. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyLanguageTest {
    private static final String POLICY = """
            pgseccomp.session_syscall_error = 'socket(domain: not AF_UNIX, AF_INET), mprotect(prot: with PROT_EXEC), clone3 = ENOSYS, \
            readahead(offset: 0x100000000..0x1ffffffff) = ENXIO, @swap = ENOTTY, -swapon, ioctl(op: TIOCSTI; fd: 0..2)'
            pgseccomp.session_syscall_warn = 'statx'
            pgseccomp.session_roles = 'stricter'
            session_syscall_error.stricter = 'socket'
            """.replace("\\\n", "");

    @TestServer
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED + POLICY);
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE ROLE stricter SUPERUSER LOGIN",
                "CREATE FUNCTION call(number int4, arguments int8[]) RETURNS int4 LANGUAGE plperlu AS"
                        + " 'my $r = syscall($_[0], map { $_ + 0 } @{$_[1]}); return $r >= 0 ? 0 : -($! + 0);'");
    }

    private static String call(String syscall, String arguments) {
        return "SELECT call(" + Syscalls.number(syscall) + ", ARRAY[" + arguments + "]::int8[])";
    }

    /** Answers of the kernel are 0, EBADF (9) and ENOMEM (12), EPERM (1) for swapon; those of the filter are the others. */
    @ParameterizedTest
    @CsvSource({
        "socket, '1, 1, 0', 0",
        "socket, '2, 2, 0', 0",
        "socket, '4294967297, 1, 0', 0", // int: the upper half is not looked at
        "socket, '16, 3, 0', -13",
        "socket, '4294967312, 3, 0', -13",
        "socket, '17, 3, 0', -13",
        "mprotect, '0, 4096, 1', -12",
        "mprotect, '0, 4096, 4', -13",
        "mprotect, '0, 4096, 5', -13",
        "readahead, '-1, 5, 0', -9",
        "readahead, '-1, 4294967295, 0', -9",
        "readahead, '-1, 4294967296, 0', -6",
        "readahead, '-1, 8589934591, 0', -6",
        "readahead, '-1, 8589934592, 0', -9",
        "readahead, '-1, -1, 0', -9",
        "clone3, '0, 0', -38",
        "swapoff, '0', -25",
        "swapon, '0, 0', -1",
        "ioctl, '2, 21522, 0', -13",
        "ioctl, '-1, 21522, 0', -9",
        "ioctl, '-1, 21523, 0', -9",
    })
    void callsGetWhatIsWritten(String syscall, String arguments, int expected) {
        assertThat(server.query(call(syscall, arguments))).isEqualTo(String.valueOf(expected));
    }

    @Test
    void theTableHasARowForEachCondition() {
        assertThat(server.query(
                        "SELECT string_agg(syscall || ' ' || filter_action, ', ' ORDER BY syscallnum, syscall) FROM seccomp_filter()"
                                + " WHERE context = 'session' AND syscall ~ '^(socket|readahead|clone3|swapo)'"))
                .isEqualTo(
                        "socket session->allow, socket(domain: not AF_UNIX, AF_INET) session->error,"
                                + " swapoff session->error(ENOTTY), readahead session->allow,"
                                + " readahead(offset: 0x100000000..0x1ffffffff) session->error(ENXIO), clone3 session->error(ENOSYS)");
    }

    @Test
    void aDeniedCallIsExplained() {
        server.query("SELECT seccomp_denials_reset()");
        assertThat(server.psql(call("socket", "16, 3, 0") + " / 0").output())
                .contains("pgseccomp denied system call \"socket\"", "by the filter of sessions");
        server.query(call("socket", "1, 1, 0"));
        assertThat(server.query("SELECT syscall, count, last_arguments FROM seccomp_denials WHERE syscall = 'socket'"))
                .isEqualTo("socket|1|{16,3,0}");
    }

    /** Which condition did not hold, for whoever meets the denial and for whoever watches. */
    @Test
    void theConditionsOfADeniedCallAreTold() {
        server.query("SELECT seccomp_denials_reset()");
        String asked = "allow socket(domain: AF_UNIX), else error";
        String made = "The call was socket(domain: 2; type: 1; protocol: 0). The client filter says: " + asked + ".";
        String output = server.psql(
                        "SELECT set_client_filter('allow', 'socket(domain: AF_UNIX)', '', 'socket', '')",
                        "SELECT call(" + Syscalls.number("socket") + ", '{2,1,0}') / 0")
                .output();
        assertThat(output).contains("by the client filter (conditions), to role \"postgres\". " + made);
        assertThat(server.query("SELECT last_conditions, last_arguments FROM seccomp_denials WHERE source = 'client'"))
                .isEqualTo(asked + "|{2,1,0}");
    }

    @Test
    void theHintSaysWhatToDoAboutConditions() {
        assertThat(server.psql(call("socket", "16, 3, 0") + " / 0").output())
                .contains("The call was socket(domain: 16; type: 3; protocol: 0). The filter of sessions says:"
                        + " error socket(domain: not AF_UNIX, AF_INET), else allow.")
                .contains(
                        "Change the conditions of \"socket\" in \"pgseccomp.session_syscall_error\" that hold for this call. It takes effect");
        assertThat(server.psql(call("swapoff", "0") + " / 0").output())
                .contains(
                        "Remove \"swapoff\" from \"pgseccomp.session_syscall_error\", with -NAME behind the group that has it. It takes effect")
                .doesNotContain("The call was");
    }

    /** Two filters that both may deny a call: it is the one whose conditions hold for this call that is named. */
    @Test
    void theFilterIsNamedThatDeniesThisCall() {
        String filter = "SELECT set_client_filter('allow', '', '', 'socket(domain: AF_UNIX)', '')";
        assertThat(server.psql(filter, call("socket", "1, 1, 0") + " / 0").output())
                .contains("by the client filter")
                .doesNotContain("by the filter of sessions");
        assertThat(server.psql(filter, call("socket", "16, 3, 0") + " / 0").output())
                .contains("by the filter of sessions")
                .doesNotContain("by the client filter");
    }

    /** What no plain entry leaves open: some programs can be executed, and have no handler. */
    @Test
    void conditionsOnTheCallsThatExecuteAreCompiled() {
        assertThat(server.query("SELECT set_client_filter('allow', '', '', 'execve(envp: 0), execveat, mkdir', '')"))
                .isEqualTo("OK");
        assertThat(server.query(
                        "SELECT set_client_filter('allow', '', '', 'execve, execveat(flags: with AT_EMPTY_PATH), mkdir', '')",
                        call("mkdir", "0, 0")))
                .isEqualTo("OK\n-13");
    }

    /** A call that is newer than the client's filter, and that the sessions' filter warns of. */
    @Test
    void aWarnedCallThatIsNewerForALaterFilterFailsWithEnosys() {
        assertThat(server.query(
                        "SELECT set_client_filter('error', '@postgresql-session, @pl-perl', '', '', '', '', '')",
                        call("statx", "-1, 0, 0, 0, 0")))
                .isEqualTo("OK\n-38");
    }

    @Test
    void ofSeveralFiltersTheStrictestCountsCallByCall() {
        assertThat(server.query(
                        "SELECT set_client_filter('allow', '', '', 'socket(domain: AF_INET) = EPERM, readahead = ESPIPE', '')",
                        call("socket", "1, 1, 0"),
                        call("socket", "2, 1, 0"),
                        call("socket", "16, 3, 0"),
                        call("readahead", "-1, 4294967296, 0")))
                .isEqualTo("OK\n0\n-1\n-13\n-29");
        assertThat(server.psqlAs("stricter", call("socket", "1, 1, 0")).output())
                .contains("-13");
    }

    @Test
    void aClientHearsWhereItsListIsWrong() {
        assertThat(server.psql("SELECT set_client_filter('allow', '', '', 'mount, socket(domain: AF_INTE)', '')")
                        .output())
                .contains(
                        "Element 2, \"socket(domain: AF_INTE)\" at character 8, has the unknown constant \"AF_INTE\", at character 23.")
                .contains("Did you mean \"AF_INET\"?");
    }
}
