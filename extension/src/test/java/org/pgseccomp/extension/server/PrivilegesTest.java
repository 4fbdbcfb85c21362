package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can change which setting, and when: the table of docs/configuration.md, tried in every way that SQL has. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivilegesTest {
    /** Settings that only a start of the server changes, and a value for each that differs from the configuration. */
    private static final List<String> AT_START = List.of(
            "pgseccomp.enabled = off",
            "pgseccomp.global_syscall_allow = 'chroot'",
            "pgseccomp.global_syscall_log = 'acct'",
            "pgseccomp.global_syscall_error = ''",
            "pgseccomp.global_syscall_kill = 'bpf'",
            "pgseccomp.global_syscall_default = 'log'",
            "pgseccomp.force_ssb_mitigation = off",
            "pgseccomp.reload_only_tightens = on");

    /** Settings that a reload changes. */
    private static final List<String> AT_RELOAD = List.of(
            "pgseccomp.session_syscall_allow = 'chroot'",
            "pgseccomp.session_syscall_log = 'acct'",
            "pgseccomp.session_syscall_error = ''",
            "pgseccomp.session_syscall_kill = 'bpf'",
            "pgseccomp.session_syscall_default = 'log'",
            "pgseccomp.session_roles = 'postgres'",
            "pgseccomp.session_role_aliases = ''",
            "pgseccomp.process_types = 'walsender'");

    /** Those of them whose new value makes no difference to the role postgres, which has its own list of errors. */
    private static final Set<String> INVISIBLE = Set.of(
            "pgseccomp.session_syscall_allow",
            "pgseccomp.session_syscall_error",
            "pgseccomp.session_roles",
            "pgseccomp.process_types");

    @TestServer(tcp = true, started = PostgresServer.ENABLED + """
                        pgseccomp.global_syscall_error = 'swapon'
                        pgseccomp.session_syscall_error = 'chroot'
                        pgseccomp.session_roles = 'joe, postgres'
                        pgseccomp.session_role_aliases = 'admin=postgres'
                        session_syscall_error.admin = 'mount'
                        session_syscall_error.joe = 'mount'
                        """)
    private PostgresServer server;

    private String rows;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe LOGIN", "CREATE ROLE target LOGIN");
        rows = rows("postgres", "");
    }

    private String rows(String role, String options) {
        try (ClientSession session = ClientSession.open(server, role, options)) {
            return rows(session);
        }
    }

    private static String rows(ClientSession session) {
        return session.query("SELECT string_agg(f::text, ',' ORDER BY f::text) FROM seccomp_filter() f");
    }

    static Stream<Arguments> attempts() {
        List<String> settings = new ArrayList<>(AT_START);
        settings.addAll(AT_RELOAD);
        return settings.stream().flatMap(setting -> {
            String name = setting.substring(0, setting.indexOf(' '));
            return Stream.of("postgres", "joe")
                    .flatMap(role -> Stream.of(
                                    "SET " + setting,
                                    "SET LOCAL " + setting,
                                    "RESET " + name,
                                    "SET " + name + " TO DEFAULT",
                                    "SELECT set_config('" + name + "', 'off', false)",
                                    "UPDATE pg_settings SET setting = 'off' WHERE name = '" + name + "'",
                                    "ALTER ROLE target SET " + setting,
                                    "ALTER DATABASE postgres SET " + setting,
                                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET " + setting + " AS 'SELECT 1'")
                            .map(statement -> Arguments.of(role, statement)));
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attempts")
    void noSessionCan(String role, String statement) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(session.error(statement))
                    .containsPattern("cannot be changed (without restarting the server|now)"
                            + "|permission denied|must be (superuser|owner)");
            if (role.equals("postgres")) {
                assertThat(rows(session)).isEqualTo(rows);
            }
        }
    }

    static Stream<String> settings() {
        return Stream.concat(AT_START.stream(), AT_RELOAD.stream());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noStartupOptionCan(String setting) {
        String option = "-c " + setting.replace(" = ", "=").replace("'", "");
        assertThat(ClientSession.refused(server, "postgres", option))
                .containsPattern("cannot be changed (without restarting the server|now)");
        assertThat(ClientSession.refused(server, "joe", option))
                .containsPattern("cannot be changed (without restarting the server|now)");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noParameterOfTheStartupPacketCan(String setting) {
        String name = setting.substring(0, setting.indexOf(' '));
        String value = setting.substring(setting.indexOf('=') + 1).strip().replace("'", "");
        for (String role : new String[] {"postgres", "joe"}) {
            assertThat(StartupPacket.error(server, role, name, value))
                    .containsPattern("cannot be changed (without restarting the server|now)");
        }
    }

    @Test
    void aRolesSettingInTheStartupPacketIsNotLookedAt() {
        assertThat(StartupPacket.error(server, "joe", "session_syscall_error.joe", "raed"))
                .as("PostgreSQL takes any name with a dot")
                .isEmpty();
        assertThat(rows("postgres", "")).isEqualTo(rows);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aSuperuserCanWithAlterSystemAndAReloadOrARestart(String setting) {
        String name = setting.substring(0, setting.indexOf(' '));
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.error("ALTER SYSTEM SET " + setting)).startsWith("42501");
        }
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("ALTER SYSTEM SET " + setting);
            try {
                session.query("SELECT pg_reload_conf()");
                session.query("SELECT pg_sleep(0.2)");
                assertThat(rows(session)).as("the session keeps its filters").isEqualTo(rows);
                String now = rows("postgres", "");
                if (AT_START.contains(setting)) {
                    assertThat(now).as("nothing changes without a restart").isEqualTo(rows);
                } else if (!INVISIBLE.contains(name)) {
                    assertThat(now).as("new sessions have it").isNotEqualTo(rows);
                }
            } finally {
                session.execute("ALTER SYSTEM RESET " + name);
                session.query("SELECT pg_reload_conf()");
                session.query("SELECT pg_sleep(0.2)");
            }
        }
        assertThat(rows("postgres", "")).isEqualTo(rows);
    }

    @Test
    void theFunctionsAreForSuperusersUnlessTheyAreGranted() {
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp", "CREATE SCHEMA fresh");
        server.query("DROP EXTENSION pgseccomp", "CREATE EXTENSION pgseccomp SCHEMA fresh");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            server.query("GRANT USAGE ON SCHEMA fresh TO joe");
            assertThat(session.error("SELECT * FROM fresh.seccomp_filter()")).startsWith("42501");
            assertThat(session.error("SELECT fresh.set_client_filter('allow', '', '', '', '')"))
                    .startsWith("42501");
            server.query(
                    "GRANT EXECUTE ON FUNCTION fresh.seccomp_filter() TO joe",
                    "GRANT EXECUTE ON FUNCTION fresh.set_client_filter(text, text, text, text, text) TO joe");
            assertThat(session.query("SELECT fresh.set_client_filter('allow', '', '', '', '')"))
                    .isEqualTo("OK");
            assertThat(session.query("SELECT count(*) > 0 FROM fresh.seccomp_filter()"))
                    .isEqualTo("t");
        } finally {
            server.query("DROP EXTENSION pgseccomp", "CREATE EXTENSION pgseccomp SCHEMA public");
        }
    }
}
