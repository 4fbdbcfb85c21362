package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code +role} in pgseccomp.session_roles: whose sessions have the settings of a role's members. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MembersTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    autovacuum = off
                    max_worker_processes = 16
                    pgseccomp.session_syscall_error = 'acct'
                    pgseccomp.session_roles = '+readonly, listed, "+Web-App", +owners, +m\u00fcller, readonly, +shared, partner, +wrong, +gone'
                    pgseccomp.session_role_aliases = '"ro=+readonly", "web=+Web-App", "same=+shared", "same=partner"'
                    session_syscall_error.ro = 'chroot'
                    session_syscall_error.readonly = 'bpf'
                    session_syscall_error.listed = 'swapon'
                    session_syscall_error.web = 'mount'
                    session_syscall_error.owners = 'swapoff'
                    session_syscall_error.m\u00fcller = 'pivot_root'
                    session_syscall_error.same = 'bpf, mount'
                    """;

    /** What a session of each policy is denied, of all calls that the settings name. */
    private static final String DENIED =
            "SELECT string_agg(name, ' ' ORDER BY name) FROM calls WHERE name <> 'seccomp' AND denied(name)";

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query(
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                "ANALYZE numbers",
                "GRANT SELECT ON numbers TO PUBLIC",
                "CREATE ROLE readonly LOGIN",
                "CREATE ROLE \"Web-App\"",
                "CREATE ROLE owners",
                "CREATE ROLE m\u00fcller",
                "CREATE ROLE shared",
                "CREATE ROLE partner LOGIN",
                "CREATE ROLE wrong",
                "CREATE ROLE middle IN ROLE readonly",
                "CREATE ROLE direct LOGIN IN ROLE readonly",
                "CREATE ROLE indirect LOGIN NOINHERIT IN ROLE middle",
                "CREATE ROLE listed LOGIN IN ROLE readonly",
                "CREATE ROLE twofold LOGIN IN ROLE owners, \"Web-App\"",
                "CREATE ROLE wide LOGIN IN ROLE m\u00fcller",
                "CREATE ROLE boss SUPERUSER LOGIN",
                "CREATE ROLE made SUPERUSER LOGIN IN ROLE owners",
                "CREATE ROLE member LOGIN IN ROLE shared",
                "CREATE ROLE bad LOGIN IN ROLE wrong",
                "CREATE ROLE \"+readonly\" LOGIN",
                "CREATE ROLE \"owners \" LOGIN");
    }

    private String deniedTo(String role) {
        try (ClientSession session = ClientSession.open(server, role)) {
            return session.query(DENIED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "direct, chroot",
        "indirect, chroot",
        // a role is a member of itself, as in pg_hba.conf, but what is listed itself comes first
        "readonly, bpf",
        "listed, swapon",
        // the first in the order written
        "twofold, mount",
        "wide, pivot_root",
        "member, bpf mount",
        "partner, bpf mount",
        // superusers are members where they were made so
        "boss, acct",
        "made, swapoff",
        "+readonly, acct",
        "'owners ', acct"
    })
    void itsSessionsHaveTheSettings(String role, String denied) {
        assertThat(deniedTo(role)).isEqualTo(denied);
    }

    @Test
    void whoIsNoMemberAtTheNextLoginHasOthers() {
        server.query("CREATE ROLE comes LOGIN");
        assertThat(deniedTo("comes")).isEqualTo("acct");
        server.query("GRANT owners TO comes");
        try (ClientSession session = ClientSession.open(server, "comes")) {
            server.query("REVOKE owners FROM comes");
            assertThat(session.query(DENIED)).as("as of the login").isEqualTo("swapoff");
            assertThat(ForeignCode.inWorkers(session))
                    .as("parallel workers: the sessions' filter too, as they act for no member")
                    .isNotEmpty();
        }
        assertThat(deniedTo("comes")).isEqualTo("acct");
    }

    @Test
    void aRoleThatIsDroppedAndMadeAgainHasTheSettingsOfItsName() {
        server.query("CREATE ROLE gone", "CREATE ROLE left LOGIN IN ROLE gone");
        server.reload(CONFIGURATION + "session_syscall_error.gone = 'swapon, swapoff'\n");
        assertThat(deniedTo("left")).isEqualTo("swapoff swapon");
        server.query("DROP ROLE gone");
        assertThat(deniedTo("left")).isEqualTo("acct");
        server.query("CREATE ROLE gone", "GRANT gone TO left");
        assertThat(deniedTo("left")).isEqualTo("swapoff swapon");
        server.reload(CONFIGURATION);
    }

    @Test
    void parallelWorkersAndBackgroundWorkersFollow() {
        server.query("ALTER ROLE made IN DATABASE postgres RESET ALL");
        try (ClientSession session = ClientSession.open(server, "made")) {
            assertThat(session.query("SELECT policy, agrees FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                    .isEqualTo("role:+owners|t");
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty().containsOnly("14 " + session.filters());
        }
        int before = server.log().length();
        String pid = server.query("SELECT worker_start('postgres', 'made')");
        server.waitForLogAfter(before, "pgseccomp_worker: connected");
        assertThat(server.query("SELECT policy, agrees FROM seccomp_processes() WHERE pid = " + pid))
                .isEqualTo("session+role:+owners|t");
        server.query("SELECT pg_terminate_backend(" + pid + ")");
    }

    @Test
    void whatIsDeniedIsExplainedByTheSettingOfTheMembers() {
        server.query("GRANT EXECUTE ON FUNCTION seccomp_policy(text, text, text) TO direct");
        try (ClientSession session = ClientSession.open(server, "direct")) {
            assertThat(session.error("DO $f$ BEGIN PERFORM probe_syscall(" + Syscalls.number("chroot")
                            + "); RAISE EXCEPTION 'it failed'; END $f$"))
                    .contains("the filter of role settings \"ro\" (\"session_syscall_error.ro\")")
                    .contains("Remove \"chroot\" from \"session_syscall_error.ro\".");
            assertThat(session.shown("chroot")).isEqualTo("session->error");
            assertThat(session.query("SELECT seccomp_policy()"))
                    .contains("pgseccomp.session_roles = '\"direct\"'")
                    .contains("pgseccomp.session_role_aliases = '\"ro=direct\"'")
                    .contains("session_syscall_error.ro = 'chroot'");
        }
    }

    @Test
    void membersWhoseSettingsAreWrongCannotLogIn() {
        server.stop();
        server.start(CONFIGURATION + "session_syscall_error.wrong = 'raed'\n");
        assertThat(ClientSession.refused(server, "bad"))
                .startsWith(
                        "28000 FATAL: members of role \"wrong\" cannot log in, since its pgseccomp settings are not valid");
        assertThat(deniedTo("direct")).isEqualTo("chroot");
        server.stop();
        server.start(CONFIGURATION);
    }

    @Test
    void aListedRoleAndItsMembersNeedDifferentNames() {
        int before = server.log().length();
        server.reload(CONFIGURATION.replace("\"ro=+readonly\", ", ""));
        assertThat(server.log().substring(before))
                .contains("invalid list of roles in parameter \"pgseccomp.session_roles\"")
                .contains("The settings of \"+readonly\" would be those of role \"readonly\" too.")
                .contains("Give the members an alias in pgseccomp.session_role_aliases");
        assertThat(deniedTo("direct")).isEqualTo("chroot");
        server.reload(CONFIGURATION);
    }
}
