package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reload puts a whole policy in force, or none of it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadTest {
    private static final String BASE = PostgresServer.ENABLED + "pgseccomp.session_roles = 'joe, alice'\n";
    private static final String FIRST =
            BASE + "pgseccomp.session_syscall_error = 'chroot'\nsession_syscall_error.joe = 'mount'\n";
    private static final String UNCHANGED = "LOG:  pgseccomp: the reload has changed no policy";

    @TestServer(tcp = true, started = FIRST)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN", "CREATE ROLE alice SUPERUSER LOGIN");
    }

    @BeforeEach
    void backToTheFirst() {
        server.reload(FIRST);
        assertDenied("postgres", "chroot");
        assertDenied("joe", "mount");
    }

    /** Of chroot, mount and acct, exactly these are denied in a new session. */
    private void assertDenied(String role, String syscalls) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertDenied(session, syscalls);
        }
    }

    private static void assertDenied(ClientSession session, String syscalls) {
        assertThat(session.query(
                        "SELECT string_agg(c, ' ') FROM unnest(ARRAY['chroot', 'mount', 'acct']) c WHERE denied(c)"))
                .isEqualTo(syscalls);
    }

    /** What was logged by a reload and the first login after it. */
    private String logOfReload(String configuration) {
        int before = server.log().length();
        server.reload(configuration);
        return server.log().substring(before);
    }

    @Test
    void newSessionsGetTheNewPolicyAndOldOnesKeepTheirs() {
        try (ClientSession old = ClientSession.open(server, "joe")) {
            String log = logOfReload(
                    BASE + "pgseccomp.session_syscall_error = 'acct'\nsession_syscall_error.joe = 'chroot, acct'\n");
            assertThat(log)
                    .contains(
                            "LOG:  pgseccomp: new session policies are in force (policies: 2, roles in pgseccomp.session_roles: 2)");
            assertDenied("postgres", "acct");
            assertDenied("alice", "acct");
            assertDenied("joe", "chroot acct");
            assertDenied(old, "mount");
            assertThat(old.shown("mount")).isEqualTo("session->error");
            old.query("SELECT set_client_filter('allow', '', '', NULL, '')");
            assertThat(old.shown("mount"))
                    .as("NULL is the value as it was at the login")
                    .isEqualTo("client->error");
        }
    }

    @Test
    void rolesComeAndGo() {
        server.reload(FIRST.replace("'joe, alice'", "'alice'") + "session_syscall_error.alice = 'acct'\n");
        assertDenied("joe", "chroot");
        assertDenied("alice", "acct");
        server.reload(FIRST.replace("session_syscall_error.joe = 'mount'\n", ""));
        assertDenied("joe", "chroot");
        assertDenied("alice", "chroot");
    }

    @Test
    void aLineThatIsTakenOutIsTakenBack() {
        server.reload(BASE);
        assertDenied("postgres", "");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.filters())
                    .as("nothing differs from the global filter")
                    .isEqualTo(1);
        }
    }

    @Test
    void aReloadForAnotherReasonSaysNothing() {
        assertThat(logOfReload(FIRST + "log_min_duration_statement = 1000000\n"))
                .doesNotContain("pgseccomp: ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        pgseccomp.session_syscall_error = 'raed'          | LOG:  unknown system call "raed" in parameter "pgseccomp.session_syscall_error"
        pgseccomp.session_syscall_error = 'raed'          | HINT:  Did you mean "read"?
        pgseccomp.session_syscall_error = 'mount,,acct'   | DETAIL:  Element 2, at character 7, is empty.
        pgseccomp.session_syscall_kill = '*, mount'       | DETAIL:  Element 1, "*" at character 1, means "the global list", and must stand alone
        pgseccomp.session_syscall_default = 'deny'        | LOG:  invalid value for parameter "pgseccomp.session_syscall_default": "deny"
        pgseccomp.session_roles = '"joe'                  | LOG:  invalid list of roles in parameter "pgseccomp.session_roles"
        pgseccomp.session_role_aliases = 'joe'            | DETAIL:  Element 1, "joe" at character 1, is not an alias and a role.
        pgseccomp.session_role_aliases = 'x=nobody'       | DETAIL:  The role of alias "x", "nobody", does not stand in pgseccomp.session_roles.
        session_syscall_error.alice = 'raed'              | LOG:  unknown system call "raed" in parameter "session_syscall_error.alice"
        session_syscall_default.alice = 'alow'            | LOG:  invalid value for parameter "session_syscall_default.alice": "alow"
        pgseccomp.session_syscall_kill = 'acct'           | LOG:  conflicting actions for system call "acct"
        pgseccomp.session_syscall_kill = 'write'          | LOG:  the session filter of pgseccomp does not allow write
        pgseccomp.session_syscall_eror = 'mount'          | LOG:  unrecognized configuration parameter "pgseccomp.session_syscall_eror"
        pgseccomp.session_syscall_eror = 'mount'          | HINT:  Did you mean "pgseccomp.session_syscall_error"?
        pgsecomp.session_syscall_error = 'mount'          | LOG:  unrecognized configuration parameter "pgsecomp.session_syscall_error"
        session_syscal_error.alice = 'mount'              | LOG:  unrecognized configuration parameter "session_syscal_error.alice"
        session_syscall_eror.alice = 'mount'              | LOG:  unrecognized configuration parameter "session_syscall_eror.alice"
        pgseccomp.warnonly = on                           | LOG:  unrecognized configuration parameter "pgseccomp.warnonly"
        session_syscall_kill.alice = 'exit_group'         | LOG:  the session filter of pgseccomp does not allow exit_group
        """)
    void goodLinesBesideABadOneAreNotTaken(String bad, String message) {
        try (ClientSession old = ClientSession.open(server, "postgres")) {
            String good = BASE + "pgseccomp.session_syscall_error = 'acct'\nsession_syscall_error.joe = 'acct'\n";
            String log = logOfReload(good + bad + "\n");
            assertThat(log).contains(message).contains(UNCHANGED).doesNotContain("are in force");
            assertDenied("postgres", "chroot");
            assertDenied("joe", "mount");
            assertThat(old.query("SELECT 'no connection is lost'")).isNotEmpty();
            assertThat(logOfReload(good)).contains("new session policies are in force");
            assertDenied("postgres", "acct");
        }
    }

    @Test
    void twoReloadsInARowOfWhichTheSecondIsBad() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            String good =
                    BASE + "pgseccomp.session_syscall_error = 'acct'\npgseccomp.session_syscall_default = 'allow'\n";
            server.write(good);
            session.query("SELECT pg_reload_conf()");
            session.query("SELECT pg_sleep(0.3)");
            server.write(good.replace("'allow'", "'nonsense'").replace("acct", "mount"));
            session.query("SELECT pg_reload_conf()");
            session.query("SELECT pg_sleep(0.3)");
        }
        // Nobody began in between, so the policy that was put in force last is the first one of this test class.
        assertDenied("postgres", "chroot");
        assertThat(server.log()).contains(UNCHANGED);
    }

    @Test
    void alterSystemRefusesAValueThatIsNone() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.error("ALTER SYSTEM SET pgseccomp.session_syscall_error = 'raed'"))
                    .contains("unknown system call \"raed\"")
                    .contains("Did you mean \"read\"?");
            assertThat(session.error("ALTER SYSTEM SET pgseccomp.global_syscall_error = 'mount, raed'"))
                    .contains("unknown system call \"raed\"");
            assertThat(session.error("ALTER SYSTEM SET pgseccomp.session_syscall_default = 'deny'"))
                    .contains("deny");
            session.execute("ALTER SYSTEM SET pgseccomp.session_syscall_error = 'acct'");
            try {
                server.reload(FIRST);
                assertDenied("postgres", "acct");
            } finally {
                session.execute("ALTER SYSTEM RESET pgseccomp.session_syscall_error");
            }
        }
    }

    @Test
    void aSessionCanSeeWhatIsWrongWithTheFile() {
        server.write(FIRST + "pgseccomp.session_syscall_log = 'raed'\n");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL"))
                    .isEqualTo("pgseccomp.session_syscall_log|setting could not be applied");
        }
    }
}
