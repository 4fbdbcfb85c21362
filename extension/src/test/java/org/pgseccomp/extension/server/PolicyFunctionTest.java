package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.extension.server.Command.Result;

/** The SQL function seccomp_policy(): what it says is a configuration. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyFunctionTest {
    private static final String STRICT = PostgresServer.ENABLED + """
            pgseccomp.profile = strict
            pgseccomp.session_syscall_allow = '@profile, acct, socket(domain: AF_UNIX), -getrandom'
            pgseccomp.session_roles = '"Joe''s", ann'
            pgseccomp.session_role_aliases = '"joe=Joe''s"'
            session_syscall_allow.joe = '@profile, acct, chroot'
            session_syscall_log.joe = 'swapon'
            """;

    @TestServer
    private PostgresServer server;

    private void start(String configuration) {
        server.start(configuration);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    /** A server with these lines alone shows the same rows to the same sessions and for the same processes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "       | postgres | SELECT * FROM seccomp_filter()",
                "role => 'Joe''s'         | Joe's | SELECT * FROM seccomp_filter()",
                "process_type => 'walsender'        | postgres | SELECT * FROM seccomp_process_filter('walsender')",
                "process_type => 'autovacuum worker'| postgres | SELECT * FROM seccomp_process_filter('autovacuum_worker')",
                "process_type => 'client backend'   | postgres | SELECT * FROM seccomp_filter()",
                "process_type => 'postmaster'       | postgres | SELECT * FROM seccomp_process_filter('postmaster')",
            },
            quoteCharacter = '`')
    void itsLinesAloneMakeTheSameRows(String arguments, String role, String rows) {
        start(STRICT);
        server.query(
                "DROP ROLE IF EXISTS \"Joe's\"",
                "CREATE ROLE \"Joe's\" LOGIN",
                "GRANT EXECUTE ON FUNCTION seccomp_filter() TO \"Joe's\"");
        String before = rowsOf(role, rows);
        String lines = server.query("SELECT seccomp_policy(" + (arguments == null ? "" : arguments) + ")");
        assertThat(lines)
                .contains("\npgseccomp.enabled = on\n")
                .doesNotContain("\npgseccomp.profile")
                .doesNotContainPattern("\n[^#].*@profile");
        server.stop();
        server.start("shared_preload_libraries = 'pgseccomp'\n" + lines + "\n");
        assertThat(rowsOf(role, rows)).isEqualTo(before);
        assertThat(server.log()).doesNotContain("PANIC");
        server.stop();
        start(STRICT);
        server.query("DROP OWNED BY \"Joe's\"", "DROP ROLE \"Joe's\"");
    }

    /** The context of each row, and what becomes of the call; where that was written is another place now. */
    private String rowsOf(String role, String rows) {
        Result result = server.psqlAs(
                role,
                "SELECT string_agg(context || ' ' || syscall || ' ' || regexp_replace(filter_action, '.*->', ''), E'\\n' ORDER BY context, syscall)"
                        + " FROM (" + rows + ") r");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("global");
        return result.output();
    }

    @Test
    void aCommentSaysWhatWasWritten() {
        start(STRICT);
        assertThat(server.query("SELECT seccomp_policy()"))
                .contains(
                        "# pgseccomp.profile = strict is in force",
                        "\n# Written: '@profile, acct, socket(domain: AF_UNIX), -getrandom'\npgseccomp.session_syscall_allow = 'access, ");
    }

    @Test
    void aRoleWithoutSettingsHasThoseOfSessions() {
        start(STRICT);
        Result result = server.psqlAs("postgres", "SELECT seccomp_policy(role => 'nobody')");
        assertThat(result.output())
                .contains("NOTICE:  00000: role \"nobody\" has no settings of its own: this is the policy of sessions")
                .contains("# The policy of sessions");
    }

    @Test
    void theSessionOfARoleWithSettingsIsShownTheseByDefault() {
        start(PostgresServer.ENABLED + "pgseccomp.session_roles = 'nina'\nsession_syscall_error.nina = 'mkdir'\n");
        server.query("CREATE ROLE nina LOGIN IN ROLE pg_monitor");
        assertThat(server.psqlAs("nina", "SELECT seccomp_policy()").output())
                .contains("# The policy of role \"nina\"")
                .contains("session_syscall_error.nina = 'mkdir'");
        assertThat(server.query("SELECT seccomp_policy()"))
                .contains("# The policy of sessions")
                .doesNotContain("nina");
        server.query("DROP ROLE nina");
    }

    @Test
    void whatCannotBeAnsweredIsAnError() {
        start(PostgresServer.ENABLED);
        assertThat(refused("SELECT seccomp_policy('postgres', 'archiver')"))
                .contains("22023", "seccomp_policy() takes a role or a process type, not both");
        assertThat(refused("SELECT seccomp_policy(process_type => 'archive')"))
                .contains("22023", "unknown process type \"archive\"");
        server.query("CREATE ROLE looker LOGIN");
        Result looked = server.psqlAs("looker", "SELECT seccomp_policy()");
        assertThat(looked.output()).contains("permission denied for function seccomp_policy");
        server.query("DROP ROLE looker");
        server.stop();
        start(PostgresServer.ENABLED + "pgseccomp.learn = on\n");
        assertThat(refused("SELECT seccomp_policy()"))
                .contains("55000", "no policy is in force while pgseccomp learns");
    }

    private String refused(String statement) {
        Result result = server.psqlAs("postgres", statement);
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        return result.output();
    }
}
