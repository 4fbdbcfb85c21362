package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The view seccomp_policies: who has which policy, where it is written, and whether anybody has it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesViewTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    autovacuum = off
                    pgseccomp.session_syscall_error = 'acct'
                    pgseccomp.session_roles = 'joe, nobody, closed, "+Group", +missing, bare'
                    pgseccomp.session_role_aliases = '"grouped=+Group"'
                    session_syscall_error.joe = 'chroot, mount, socket(domain: AF_INET, AF_INET6), socket(domain: AF_NETLINK)'
                    session_syscall_log.joe = 'bpf'
                    session_syscall_error.nobody = 'chroot'
                    session_syscall_error.closed = 'raed'
                    session_syscall_error.grouped = 'chroot'
                    pgseccomp.session_databases = 'app, "App", gone, empty'
                    pgseccomp.session_database_aliases = '"upper=App"'
                    database_syscall_error.app = 'chroot'
                    database_syscall_error.upper = 'chroot'
                    database_syscall_error.gone = 'chroot'
                    pgseccomp.process_types = 'autovacuum_worker'
                    process_syscall_error.autovacuum_worker = 'chroot'
                    """;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE joe SUPERUSER LOGIN",
                "CREATE ROLE closed LOGIN",
                "CREATE ROLE \"Group\"",
                "CREATE ROLE bare LOGIN",
                "CREATE ROLE member SUPERUSER LOGIN IN ROLE \"Group\"",
                "CREATE ROLE watcher LOGIN IN ROLE pg_monitor",
                "CREATE ROLE looker LOGIN",
                "CREATE DATABASE app",
                "CREATE DATABASE empty");
    }

    private String rows(String columns, String condition) {
        return server.query("SELECT " + columns + " FROM seccomp_policies WHERE " + condition
                + " ORDER BY kind COLLATE \"C\", name COLLATE \"C\"");
    }

    @Test
    void thereIsARowForEachWhoHasOne() {
        assertThat(rows("policy, name_exists, in_use", "true")).isEqualTo("""
                database:App|f|f
                database:app|t|t
                database:empty|t|f
                database:gone|f|f
                global||t
                role:+Group|t|t
                role:+missing|f|f
                process:autovacuum_worker|t|t
                role:bare|t|t
                role:closed|t|f
                role:joe|t|t
                role:nobody|f|f
                session||t""");
    }

    @Test
    void itSaysWhereItIsWrittenAndHowLargeItIs() {
        assertThat(rows("settings, syscalls, conditions, instructions > 20", "policy = 'role:joe'"))
                .contains("session_syscall_log.joe (")
                .contains("session_syscall_error.joe (")
                .contains(".conf:")
                .endsWith("|4|2|t");
        assertThat(rows("settings[1], syscalls", "policy = 'role:+Group'"))
                .contains("session_syscall_error.grouped (")
                .endsWith("|1");
        assertThat(rows("settings, instructions", "policy = 'database:empty'")).isEqualTo("|0");
        assertThat(rows("settings, syscalls", "policy = 'session'"))
                .contains("pgseccomp.session_syscall_error (")
                .doesNotContain("session_roles");
    }

    @Test
    void whoCarriesItIsCountedAlsoAfterAReload() {
        try (ClientSession joe = ClientSession.openIn(server, "app", "joe");
                ClientSession member = ClientSession.open(server, "member")) {
            assertThat(rows("policy, processes, processes_before", "processes > 0 AND policy <> 'session'"))
                    .isEqualTo("database:app|1|0\nrole:+Group|1|0\nrole:joe|1|0");
            // Wrong settings of a role close it at a start only.
            server.reload(CONFIGURATION.replace("raed", "chroot, mount"));
            assertThat(rows("policy, processes, processes_before", "processes_before > 0 AND policy <> 'session'"))
                    .isEqualTo("database:app|0|1\nrole:+Group|0|1\nrole:joe|0|1");
            assertThat(joe.query("SELECT 1") + member.query("SELECT 1")).isEqualTo("11");
        } finally {
            server.stop();
            server.start(CONFIGURATION);
        }
    }

    @Test
    void namesThatNobodyHasAreToldOnce() {
        server.query("SELECT 1");
        assertThat(server.log())
                .contains("WARNING:  database \"App\" in parameter \"pgseccomp.session_databases\" does not exist")
                .contains("WARNING:  database \"gone\" in parameter \"pgseccomp.session_databases\" does not exist")
                .contains("WARNING:  role \"missing\" in parameter \"pgseccomp.session_roles\" does not exist")
                .contains("WARNING:  role \"nobody\" in parameter \"pgseccomp.session_roles\" does not exist");
        int before = server.log().length();
        try {
            server.query("DROP DATABASE IF EXISTS \"Gone\"", "CREATE DATABASE \"Gone\"");
            server.reload(CONFIGURATION.replace("'raed'", "'mount'").replace("gone, ", "gone, more, "));
            server.query("SELECT 1");
            assertThat(server.log().substring(before))
                    .contains(
                            "DETAIL:  There is a database \"Gone\", which differs in case only and has no settings of its own.")
                    .contains("DETAIL:  Its settings are those of nobody until there is such a database.");
        } finally {
            server.stop();
            server.start(CONFIGURATION);
        }
    }

    @Test
    void itIsReadAsTheOtherViews() {
        assertThat(server.psqlAs("watcher", "SELECT count(*) > 5 FROM seccomp_policies")
                        .output())
                .isEqualTo("t\n");
        assertThat(server.psqlAs("looker", "SELECT count(*) FROM seccomp_policies")
                        .output())
                .contains("permission denied for view seccomp_policies");
    }
}
