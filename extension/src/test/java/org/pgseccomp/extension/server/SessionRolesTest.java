package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles: whose settings count, under which name, and what a role itself can do about it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionRolesTest {
    private static final String LONG = "r".repeat(63);
    /** 31 letters of two bytes each, and one of one. */
    private static final String LONG_WIDE = "\u00e4".repeat(31) + "x";

    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'lower, "Mixed", "UPPER", %1$s, %2$s, "web-app", "a.b", "two words", "8ball", "with""quote", m\u00fcller, "A$", typo, badlist, badconflict, bricked, "comma,name"'
                    pgseccomp.session_role_aliases = '"web=web-app", "dotted=a.b", "words=two words", "ball=8ball", "quote=with""quote", "dollar=A$", "comma=comma,name"'
                    SESSION_syscall_ERROR.LOWER = 'acct'
                    session_syscall_error.mixed = 'acct'
                    session_syscall_error.UPPER = 'acct'
                    session_syscall_error.%1$s = 'acct'
                    session_syscall_error.%2$s = 'acct'
                    session_syscall_error.web = 'acct'
                    session_syscall_error.dotted = 'acct'
                    session_syscall_error.words = 'acct'
                    session_syscall_error.ball = 'acct'
                    session_syscall_error.quote = 'acct'
                    session_syscall_error.m\u00fcller = 'acct'
                    session_syscall_error.dollar = 'acct'
                    session_syscall_error.comma = 'acct'
                    session_syscall_default.typo = 'alow'
                    session_syscall_error.badlist = 'mount, ,acct'
                    session_syscall_error.badconflict = 'mount'
                    session_syscall_kill.badconflict = 'mount'
                    session_syscall_default.bricked = 'error'
                    session_syscall_error.nobody = 'mount'
                    """.formatted(LONG, LONG_WIDE);

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.start(CONFIGURATION);
        Syscalls.createFunctions(server);
        for (String role : new String[] {
            "lower",
            "Mixed",
            "mixed",
            "UPPER",
            LONG,
            LONG_WIDE,
            "web-app",
            "a.b",
            "two words",
            "8ball",
            "with\"\"quote",
            "m\u00fcller",
            "A$",
            "typo",
            "badlist",
            "badconflict",
            "bricked",
            "comma,name",
            "Lower"
        }) {
            server.query("CREATE ROLE \"" + role + "\" LOGIN");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lower",
                "Mixed",
                "UPPER",
                "web-app",
                "a.b",
                "two words",
                "8ball",
                "with\"quote",
                "m\u00fcller",
                "A$",
                "comma,name"
            })
    void itsSettingsAreFoundForTheRole(String role) {
        assertOwnSettings(role);
    }

    @Test
    void namesOf63BytesAreFound() {
        assertOwnSettings(LONG);
        assertOwnSettings(LONG_WIDE);
    }

    private void assertOwnSettings(String role) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(session.query("SELECT denied('acct'), denied('chroot')")).isEqualTo("t|f");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "Lower", "postgres"})
    void aRoleWhoseNameDiffersInCaseOnlyIsAnother(String role) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(session.query("SELECT denied('acct'), denied('chroot')")).isEqualTo("f|t");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        typo        | invalid value for parameter "session_syscall_default.typo": "alow"
        badlist     | invalid list of system calls in parameter "session_syscall_error.badlist"
        badconflict | conflicting actions for system call "mount"
        bricked     | the session filter of pgseccomp does not allow access, brk, clock_nanosleep
        """)
    void aRoleWhoseSettingsAreWrongCannotLogInAndTheLogSaysWhy(String role, String message) {
        assertThat(ClientSession.refused(server, role))
                .startsWith(
                        "28000 FATAL: role \"" + role + "\" cannot log in, since its pgseccomp settings are not valid")
                .doesNotContain(message);
        String log = server.log();
        assertThat(log).as("at start").contains("LOG:  " + message).contains("line ");
        assertThat(log).as("at the login").contains("DETAIL:  " + message);
        assertThat(server.query("SELECT 'others go on'")).isEqualTo("others go on");
    }

    @Test
    void aSettingOfNoRoleIsNamedInTheLog() {
        assertThat(server.log())
                .contains("LOG:  pgseccomp: parameter \"session_syscall_error.nobody\" has no effect")
                .contains("DETAIL:  No role in pgseccomp.session_roles has settings that end so.");
        assertThat(server.log()).doesNotContain("\"session_syscall_error.web\" has no effect");
    }

    /** Placeholders can be SET by anybody; only what the postmaster has counts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET session_syscall_error.lower = ''",
                "SET session_syscall_error.lower = '*'",
                "SET session_syscall_default.lower = 'allow'",
                "SET LOCAL session_syscall_allow.lower = 'acct'",
                "SELECT set_config('session_syscall_error.lower', '', false)"
            })
    void aRoleCannotChangeItsFilterBy(String statement) {
        server.query("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO lower");
        try (ClientSession session = ClientSession.open(server, "lower")) {
            String rows = session.query("SELECT md5(string_agg(f::text, ',')) FROM seccomp_filter() f");
            session.execute(statement);
            assertThat(session.query("SELECT md5(string_agg(f::text, ',')) FROM seccomp_filter() f"))
                    .isEqualTo(rows);
            session.query("SELECT set_client_filter(NULL, NULL, NULL, NULL, NULL)");
            assertThat(session.shown("acct"))
                    .as("NULL is the value as it was at the login")
                    .isEqualTo("client->error");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE lower SET session_syscall_error.lower = ''",
                "ALTER ROLE ALL SET session_syscall_error.lower = ''",
                "ALTER ROLE lower IN DATABASE postgres SET session_syscall_default.lower = 'log'",
                "ALTER DATABASE postgres SET session_syscall_error.lower = ''"
            })
    void whatIsSetForARoleOrADatabaseComesTooLateToCount(String statement) {
        server.query(statement);
        try (ClientSession session = ClientSession.open(server, "lower")) {
            assertThat(session.query("SELECT denied('acct')")).isEqualTo("t");
        } finally {
            server.query(
                    "ALTER ROLE lower RESET ALL",
                    "ALTER ROLE ALL RESET ALL",
                    "ALTER ROLE lower IN DATABASE postgres RESET ALL",
                    "ALTER DATABASE postgres RESET ALL");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c session_syscall_error.lower=",
                "-c session_syscall_default.lower=allow",
                "-c session_syscall_error.lower=raed"
            })
    void neitherByStartupOptions(String options) {
        try (ClientSession session = ClientSession.open(server, "lower", options)) {
            assertThat(session.query("SELECT denied('acct')")).isEqualTo("t");
        }
    }

    @Test
    void theNameOfTheLoginCountsWhateverTheRoleBecomes() {
        server.query("GRANT postgres TO lower");
        try (ClientSession session = ClientSession.open(server, "lower")) {
            session.execute("SET ROLE postgres");
            assertThat(session.query("SELECT current_user, denied('acct')")).isEqualTo("postgres|t");
        }
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("SET SESSION AUTHORIZATION lower");
            assertThat(session.query("SELECT session_user, denied('acct'), denied('chroot')"))
                    .isEqualTo("lower|f|t");
        } finally {
            server.query("REVOKE postgres FROM lower");
        }
    }
}
