package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.extension.server.Command.Result;

/**
 * The original's document and its observed behaviour, sentence by sentence: who logs in, what he runs (statements separated by
 * two semicolons, of which all but the last succeed), and what the last one answers.
 */
@Tag("server")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedDocumentTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    pgseccomp.global_syscall_error = 'swapon'
                    pgseccomp.global_syscall_log = 'swapoff'
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'joe, alice, inherits, "Joan D''Arc", equal, noseccomp, noprctl, readlinks, logs, notlisted_other'
                    pgseccomp.session_role_aliases = '"joan=Joan D''Arc"'
                    session_syscall_error.joe = 'mount'
                    session_syscall_log.joe = 'acct'
                    session_syscall_default.joe = 'ALLOW'
                    session_syscall_error.inherits = '*'
                    session_syscall_kill.inherits = 'pivot_root'
                    session_syscall_error.joan = 'acct'
                    session_syscall_error.equal = ' SWAPON ,"swapon"'
                    session_syscall_error.noseccomp = 'seccomp'
                    session_syscall_error.noprctl = 'prctl'
                    session_syscall_error.readlinks = 'readlinkat'
                    session_syscall_default.logs = 'log'
                    session_syscall_error.logs = 'readlinkat'
                    session_syscall_allow.logs = 'read,write'
                    session_syscall_error.notlisted = 'bpf'
                    """;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        for (String role : new String[] {
            "joe",
            "alice",
            "inherits",
            "\"Joan D'Arc\"",
            "equal",
            "noseccomp",
            "noprctl",
            "readlinks",
            "logs",
            "notlisted"
        }) {
            server.query("CREATE ROLE " + role + " SUPERUSER LOGIN");
        }
        server.query("CREATE ROLE plain LOGIN", "CREATE ROLE granted LOGIN");
        server.query("REVOKE EXECUTE ON FUNCTION seccomp_filter() FROM PUBLIC");
        server.query("REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) FROM PUBLIC");
        server.query("GRANT EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) TO granted");
        server.query("GRANT EXECUTE ON FUNCTION seccomp_filter() TO granted");
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', maxCharsPerColumn = 1000, textBlock = """
        a session can be locked down more tightly than the postmaster        | postgres    | SELECT denied('chroot')  | t
        what the global filter denies is denied in every session             | postgres    | SELECT denied('swapon')  | t
        calls on no list have the default action                             | postgres    | SELECT denied('acct')    | f
        backends can be locked down differently from each other              | joe         | SELECT denied('mount')   | t
        and what another role may not, this one may                          | joe         | SELECT denied('chroot')  | f
        a role's list takes the place of the session's list                  | joe         | SELECT denied('acct')    | f
        a listed role without lists has the session's values                 | alice       | SELECT denied('chroot')  | t
        a role's list that is missing falls back to the session's            | readlinks   | SELECT filter_action FROM seccomp_filter() WHERE syscall = 'swapoff' AND context = 'session' | session->log
        a role that has lists but is not in session_roles is not looked at   | notlisted   | SELECT denied('bpf')     | f
        it has the session's lists                                           | notlisted   | SELECT denied('chroot')  | t
        a single asterisk means the global list                              | inherits    | SELECT denied('swapon'), denied('chroot') | t,f
        the name must be exact, quotes and white space included              | Joan D'Arc  | SELECT denied('acct')    | t
        the session filter of a role is loaded before any query              | Joan D'Arc  | SELECT filter_action FROM seccomp_filter() WHERE syscall = 'acct' AND context = 'session' | session->error
        the rows of the context global are the postmaster's filter alone     | joe         | SELECT string_agg(concat(syscall, ' ', filter_action), ', ' ORDER BY syscallnum) FROM seccomp_filter() WHERE context = 'global' | <default> global->allow, swapon global->error, swapoff global->log
        with the numbers of the architecture                                 | joe         | SELECT every(f.syscallnum = c.number) FROM seccomp_filter() f JOIN calls c ON f.syscall = c.name | t
        the strictest action wins: the global one over the session's default | readlinks   | SELECT filter_action FROM seccomp_filter() WHERE syscall = 'swapon' AND context = 'session' | global->error
        the session's over the global default                                | logs        | SELECT string_agg(filter_action, ' ' ORDER BY context) FROM seccomp_filter() WHERE syscall = 'readlinkat' | session->error
        on a tie the later filter is the source                              | inherits    | SELECT filter_action FROM seccomp_filter() WHERE syscall = 'swapon' AND context = 'session' | session->error
        the default has a row as well                                        | logs        | SELECT filter_action FROM seccomp_filter() WHERE syscallnum = -1 AND context = 'session' | session->log
        with this name                                                       | logs        | SELECT syscall FROM seccomp_filter() WHERE syscallnum = -1 AND context = 'session' | <default>
        a call that one filter does not name has that filter's default       | logs        | SELECT filter_action FROM seccomp_filter() WHERE syscall = 'swapoff' AND context = 'session' | session->log
        a rule with the default action is dropped and has no row             | joe         | SELECT count(*) FROM seccomp_filter() WHERE syscall = 'chroot' | 0
        where lists and default equal the global ones rows are the global's  | equal       | SELECT string_agg(DISTINCT split_part(filter_action, '->', 1), ',') FROM seccomp_filter() WHERE syscallnum >= 0 | global
        but the default's, which is not inherited                            | equal       | SELECT filter_action FROM seccomp_filter() WHERE syscallnum = -1 AND context = 'session' | session->allow
        set_client_filter answers OK                                         | granted     | SELECT set_client_filter('allow', '', '', 'acct', '') | OK
        it overlays the session's filter                                     | joe         | SELECT set_client_filter('allow', '', '', 'acct', '');; SELECT denied('acct'), denied('mount') | t,t
        its source is client                                                 | joe         | SELECT set_client_filter('allow', '', '', 'acct', '');; SELECT filter_action FROM seccomp_filter() WHERE syscall = 'acct' AND context = 'session' | client->error
        the postmaster's rows are as before                                  | joe         | SELECT set_client_filter('allow', '', '', 'acct', '');; SELECT count(*) FROM seccomp_filter() WHERE context = 'global' | 3
        attempts to make a less restrictive filter are ineffective           | joe         | SELECT set_client_filter('allow', 'mount', '', '', '');; SELECT denied('mount') | t
        and the rows say so                                                  | joe         | SELECT set_client_filter('allow', 'mount', '', '', '');; SELECT filter_action FROM seccomp_filter() WHERE syscall = 'mount' AND context = 'session' | session->error
        NULL is the session's value, here the role's own                     | joe         | SELECT set_client_filter(NULL, NULL, NULL, NULL, 'bpf');; SELECT filter_action FROM seccomp_filter() WHERE syscall = 'mount' AND context = 'session' | client->error
        NULL is the session's default action too                             | logs        | SELECT set_client_filter(NULL, NULL, NULL, NULL, NULL);; SELECT filter_action FROM seccomp_filter() WHERE syscallnum = -1 AND context = 'session' | client->log
        an asterisk is the global list                                       | joe         | SELECT set_client_filter('allow', '*', '*', '*', '*');; SELECT filter_action FROM seccomp_filter() WHERE syscall = 'swapon' AND context = 'session' | client->error
        a second call in a session is an error                               | joe         | SELECT set_client_filter('allow', '', '', 'acct', '');; SELECT set_client_filter('allow', '', '', 'acct', '') | 55000 ERROR: this session has a client filter already
        an unknown default action is an error                                | joe         | SELECT set_client_filter('deny', '', '', '', '') | 22023 ERROR: invalid value for argument "default_action": "deny"
        with the names as a hint                                             | joe         | SELECT set_client_filter('deny', '', '', '', '') | Hint: Available values: allow, log, warn, error, terminate, kill.
        an unknown call is an error that names argument, place and match     | joe         | SELECT set_client_filter('allow', '', 'chroot, mnount', '', '') | Detail: Element 2, "mnount" at character 9, is not a system call of
        also in a list that is equal to the default                          | joe         | SELECT set_client_filter('allow', 'mnount', '', '', '') | 22023 ERROR: unknown system call "mnount" in argument "allow_list"
        one call in two lists is an error                                    | joe         | SELECT set_client_filter('allow', '', 'acct', 'acct', '') | 22023 ERROR: conflicting actions for system call "acct"
        a call with two actions, of which one is the default, is none        | joe         | SELECT set_client_filter('log', '', 'acct', 'acct', '') | OK
        a filter that leaves no way to answer is refused                     | joe         | SELECT set_client_filter('error', '', '', '', '') | ERROR: the client filter of pgseccomp does not allow access, brk, clock_nanosleep
        and the session goes on                                              | joe         | SELECT denied('mount') | t
        without execute permission the call fails                            | plain       | SELECT set_client_filter('allow', '', '', 'acct', '') | 42501 ERROR: permission denied for function set_client_filter
        nobody may look at the filters by default                            | plain       | SELECT * FROM seccomp_filter() | 42501 ERROR: permission denied for function seccomp_filter
        it fails unless seccomp is allowed by the filters before             | noseccomp   | SELECT set_client_filter('allow', '', '', 'acct', '') | ERROR: the session filter of pgseccomp does not allow seccomp
        and so is prctl                                                      | noprctl     | SELECT set_client_filter('allow', '', '', 'acct', '') | ERROR: the session filter of pgseccomp does not allow prctl
        lists fold names to lower case                                       | joe         | SELECT set_client_filter('ALLOW', '', '', 'ACCT', '');; SELECT denied('acct') | t
        double quotes keep the case                                          | joe         | SELECT set_client_filter('allow', '', '', '"ACCT"', '') | unknown system call "ACCT"
        white space around names is ignored                                  | joe         | SELECT set_client_filter('allow', '', '', E' acct ,\\tbpf\\n', '');; SELECT denied('acct'), denied('bpf') | t,t
        an empty element is an error                                         | joe         | SELECT set_client_filter('allow', '', '', 'acct,,bpf', '') | Detail: Element 2, at character 6, is empty.
        """)
    void thisHolds(String sentence, String role, String statements, String expected) {
        try (ClientSession session = ClientSession.open(server, role)) {
            String[] parts = statements.split(";;", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                session.query(parts[i]);
            }
            String last = parts[parts.length - 1];
            boolean fails = expected.contains("ERROR")
                    || expected.startsWith("Hint: ")
                    || expected.startsWith("Detail: ")
                    || expected.startsWith("unknown");
            if (fails) {
                assertThat(session.error(last)).contains(expected);
            } else {
                assertThat(session.query(last).replace('|', ',')).isEqualTo(expected);
            }
        }
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    @ParameterizedTest(name = "{0} has {1} filters: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        postgres   | 2 | a session has a filter beside the global one
        joe        | 2 | a role's filter takes the place of the session's
        equal      | 1 | where all lists and the default equal the global ones no second filter is loaded
        """)
    void theKernelCounts(String role, int filters, String sentence) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(session.filters()).as(sentence).isEqualTo(filters);
            session.query("SELECT set_client_filter('allow', '', '', 'acct', '')");
            assertThat(session.filters()).as("with a client filter").isEqualTo(filters + 1);
            assertThat(session.process().status("NoNewPrivs")).isEqualTo("1");
            assertThat(session.process().owner()).as("not dumpable").isEqualTo("root");
        }
    }

    /** The section "Test basic functionality": the one-liner of the documentation shows what the original's loop prints. */
    @ParameterizedTest
    @CsvSource({"NoNewPrivs,1", "Seccomp,2"})
    void everyProcessOfTheServerShows(String field, String value) {
        ServerProcess.assertEach(
                server.processes(),
                process -> assertThat(process.status(field)).as("%s", process).isEqualTo(value));
    }

    /** Where the processor offers the mitigation for single processes; the log says where it does not. */
    @Test
    void speculativeStoreBypassIsMitigatedWhereItCanBe() {
        boolean isNot = server.log().contains("pgseccomp: Speculative Store Bypass is not mitigated");
        for (ServerProcess process : List.of(server.postmaster(), server.process("checkpointer"))) {
            assertThat(process.status("Speculation_Store_Bypass"))
                    .isIn(
                            isNot
                                    ? List.of("vulnerable", "unknown")
                                    : List.of("thread force mitigated", "globally mitigated", "not vulnerable"));
        }
    }

    /** Everything that is not allowed is flagged for the kernel's audit, also what is refused. */
    @ParameterizedTest
    @CsvSource({"joe,mount,3", "joe,acct,7ffc"})
    void theAuditLogHasWhatIsNotAllowed(String role, String syscall, String code) {
        Result dmesg = Command.runHere("dmesg");
        assumeTrue(dmesg.exitCode() == 0 && dmesg.output().contains("type=1326"), "the kernel's log can be read");
        assumeTrue(
                Command.text("/proc/sys/kernel/seccomp/actions_logged").matches("(?s).*\\berrno\\b.*\\blog\\b.*"),
                "the kernel logs both");
        try (ClientSession session = ClientSession.open(server, role)) {
            long pid = session.process().pid();
            String wanted = "pid=" + pid + " .*syscall=" + Syscalls.number(syscall) + " .*code=0x" + code;
            for (int i = 0; i < 200; i++) {
                session.syscall(Syscalls.number(syscall));
                if (Command.runHere("dmesg").output().lines().anyMatch(line -> line.matches(".*" + wanted + ".*"))) {
                    return;
                }
                pause();
            }
            // Other processes of this machine may use up the kernel's rate limit.
            assumeTrue(!Command.runHere("dmesg").output().contains("audit_printk_skb"), "the log is not rate-limited");
            throw new AssertionError("not in the kernel's log: " + wanted);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
