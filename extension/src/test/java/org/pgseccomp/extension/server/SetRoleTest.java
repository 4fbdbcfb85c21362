package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * "Another role within a session" of docs/configuration.md: the policy is that of the role that logged in, by whatever way PostgreSQL
 * comes to act for another one, and what to do where that is not enough.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetRoleTest {
    private static final String POLICY = PostgresServer.ENABLED + """
                    pgseccomp.session_syscall_error = 'acct'
                    pgseccomp.session_roles = 'strict, loose'
                    session_syscall_error.strict = 'acct, chroot, mount'
                    session_syscall_error.loose = ''
                    """;

    private static final String DENIED =
            "(SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM calls WHERE name <> 'seccomp' AND denied(name))";

    @TestServer(tcp = true, started = POLICY)
    private PostgresServer server;

    @BeforeAll
    void create() {
        Syscalls.createFunctions(server);
        server.query(
                "CREATE ROLE strict LOGIN",
                "CREATE ROLE loose LOGIN",
                "CREATE ROLE app LOGIN",
                "CREATE ROLE boss SUPERUSER LOGIN",
                "GRANT strict, loose TO app",
                "GRANT EXECUTE ON FUNCTION seccomp_processes() TO PUBLIC",
                "CREATE FUNCTION as_owner() RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER AS"
                        + " $$ SELECT current_user || '|' || current_setting('role') || '|' || " + DENIED + " $$",
                "ALTER FUNCTION as_owner() OWNER TO strict",
                "CREATE FUNCTION with_setting() RETURNS text LANGUAGE sql VOLATILE SET role = strict AS"
                        + " $$ SELECT current_user || '|' || " + DENIED + " $$",
                "CREATE TABLE seen (who text)",
                "CREATE TABLE watched (i int)",
                "CREATE FUNCTION note() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
                "CREATE FUNCTION leave_note() RETURNS int LANGUAGE plpgsql IMMUTABLE AS"
                        + " $$ BEGIN RAISE NOTICE '%', current_user; RETURN 1; END $$",
                "ALTER TABLE watched OWNER TO strict",
                "CREATE ROLE begins LOGIN",
                "GRANT strict TO begins",
                "ALTER ROLE begins SET role = 'strict'");
    }

    /** Neither stricter nor looser than before. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app | SET ROLE strict | strict",
                "app | SET ROLE loose | loose",
                "app | SET LOCAL ROLE strict | app",
                "app | SELECT set_config('role', 'strict', false) | strict",
                "app | SELECT set_config('role', 'loose', false) | loose",
                "boss | SET SESSION AUTHORIZATION strict | strict",
                "boss | SET SESSION AUTHORIZATION loose | loose",
                "boss | SELECT set_config('session_authorization', 'strict', false) | strict",
                "begins | SELECT 1 | strict"
            })
    void thePolicyIsThatOfTheLogin(String login, String statement, String user) {
        try (ClientSession session = ClientSession.open(server, login)) {
            session.query(statement);
            assertThat(session.query("SELECT current_user, " + DENIED)).isEqualTo(user + "|acct");
            session.execute("DISCARD ALL");
            assertThat(session.query("SELECT " + DENIED)).isEqualTo("acct");
        }
    }

    @Test
    void aStrictLoginStaysStrict() {
        server.query("GRANT loose TO strict");
        try (ClientSession session = ClientSession.open(server, "strict")) {
            session.execute("SET ROLE loose");
            assertThat(session.query("SELECT current_user, " + DENIED)).isEqualTo("loose|acct chroot mount");
        } finally {
            server.query("REVOKE loose FROM strict");
        }
    }

    @Test
    void startupOptionsChangeTheRoleAndNotThePolicy() {
        try (ClientSession session = ClientSession.open(server, "app", "-c role=strict")) {
            assertThat(session.query("SELECT current_user, " + DENIED)).isEqualTo("strict|acct");
        }
    }

    /** Why no policy can follow the setting "role": code runs as a role whose name it never had. */
    @Test
    void functionsRunAsTheirOwnerWithoutAnySettingOfTheRole() {
        try (ClientSession session = ClientSession.open(server, "app")) {
            assertThat(session.query("SELECT as_owner()")).isEqualTo("strict|none|acct");
            assertThat(session.query("SELECT with_setting()")).isEqualTo("strict|acct");
        }
    }

    /** The same of code in an index, which PostgreSQL executes as the owner of the table. */
    @Test
    void maintenanceRunsAsTheOwnerOfTheTable() {
        server.query("GRANT CREATE ON SCHEMA public TO strict");
        try (ClientSession session = ClientSession.open(server, "boss")) {
            session.execute("CREATE FUNCTION owner_of_index(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS"
                    + " $$ BEGIN IF current_user <> 'strict' OR current_setting('role') <> 'none' THEN"
                    + " RAISE EXCEPTION 'as % by %', current_user, current_setting('role'); END IF; RETURN $1; END $$");
            session.execute("INSERT INTO watched VALUES (1)");
            session.execute("CREATE INDEX ON watched (owner_of_index(i))");
            assertThat(session.query("SELECT " + DENIED)).isEqualTo("acct");
        }
    }

    /** What the document advises: a function that may be called by those who want less, and does it for good. */
    @Test
    void aFunctionOfTheSuperuserRestrictsWhoCallsIt() {
        server.query(
                "CREATE FUNCTION as_strict() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS"
                        + " $$ BEGIN PERFORM set_client_filter('allow', '', '', 'chroot, mount', ''); END $$",
                "REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) FROM PUBLIC",
                "REVOKE EXECUTE ON FUNCTION as_strict() FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION as_strict() TO app");
        try (ClientSession session = ClientSession.open(server, "app")) {
            session.query("SELECT as_strict()");
            session.execute("SET ROLE strict");
            assertThat(session.query("SELECT " + DENIED)).isEqualTo("acct chroot mount");
            session.execute("RESET ROLE");
            session.execute("DISCARD ALL");
            assertThat(session.query("SELECT " + DENIED)).isEqualTo("acct chroot mount");
            assertThat(session.error("SELECT as_strict()")).contains("client filter");
        }
    }
}
