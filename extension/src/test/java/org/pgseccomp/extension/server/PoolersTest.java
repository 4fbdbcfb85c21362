package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/poolers.md: what holds where one connection to the server serves many clients. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolersTest {
    private static final String POLICY = PostgresServer.ENABLED + """
                    pgseccomp.session_syscall_error = 'acct'
                    pgseccomp.session_roles = 'web, reports'
                    session_syscall_error.web = 'chroot'
                    session_syscall_error.reports = 'mount'
                    """;

    private static final String EACH_AS_HIMSELF = "* = TARGET";
    private static final String ALL_AS_APP = "* = TARGET user=app";

    private static final String DENIED =
            "SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM calls WHERE name <> 'seccomp' AND denied(name)";
    private static final String BACKEND = "SELECT pg_backend_pid()";
    private static final String RESTRICT = "SELECT set_client_filter('allow', '', '', 'bpf', '')";

    @TestServer(tcp = true, started = POLICY)
    private PostgresServer server;

    @BeforeAll
    void create() {
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE web LOGIN", "CREATE ROLE reports LOGIN", "CREATE ROLE app LOGIN");
        server.query("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC", "GRANT web, reports TO app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void thePolicyIsThatOfTheUserOfTheConnectionToTheServer(String mode) throws IOException {
        try (Pgbouncer pooler = Pgbouncer.start(server, mode, EACH_AS_HIMSELF);
                ClientSession web = pooler.client("web");
                ClientSession reports = pooler.client("reports")) {
            assertThat(web.query(DENIED)).isEqualTo("chroot");
            assertThat(reports.query(DENIED)).isEqualTo("mount");
        }
        try (Pgbouncer pooler = Pgbouncer.start(server, mode, ALL_AS_APP);
                ClientSession web = pooler.client("web")) {
            assertThat(web.query(DENIED)).as("the pooler logs in as app").isEqualTo("acct");
            web.execute("SET ROLE web");
            assertThat(web.query(DENIED)).isEqualTo("acct");
        }
    }

    @Test
    void aClientFilterStaysForTheClientsThatComeLater() throws IOException {
        try (Pgbouncer pooler = Pgbouncer.start(server, "session", EACH_AS_HIMSELF)) {
            String backend;
            try (ClientSession first = pooler.client("web")) {
                assertThat(first.query(RESTRICT)).isEqualTo("OK");
                backend = first.query(BACKEND);
            }
            try (ClientSession second = pooler.client("web")) {
                assertThat(second.query(BACKEND))
                        .as("DISCARD ALL was made between")
                        .isEqualTo(backend);
                assertThat(second.query(DENIED)).isEqualTo("bpf chroot");
                assertThat(second.error(RESTRICT)).contains("client filter");
            }
        }
    }

    @Test
    void inTransactionPoolingItStaysForTheOthersToo() throws IOException {
        try (Pgbouncer pooler = Pgbouncer.start(server, "transaction", EACH_AS_HIMSELF);
                ClientSession first = pooler.client("web");
                ClientSession second = pooler.client("web")) {
            assertThat(second.query(DENIED)).isEqualTo("chroot");
            assertThat(first.query(RESTRICT)).isEqualTo("OK");
            assertThat(second.query(DENIED)).isEqualTo("bpf chroot");
            assertThat(second.query(BACKEND)).isEqualTo(first.query(BACKEND));
        }
    }

    /** The line of the document: each connection to the server is restricted before its first client. */
    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void thePoolerRestrictsEachOfItsConnections(String mode) throws IOException {
        String line = EACH_AS_HIMSELF + " connect_query='" + RESTRICT.replace("'", "''") + "'";
        try (Pgbouncer pooler = Pgbouncer.start(server, mode, line)) {
            for (String role : new String[] {"web", "reports", "web"}) {
                try (ClientSession client = pooler.client(role)) {
                    assertThat(client.query(DENIED)).isEqualTo("bpf " + (role.equals("web") ? "chroot" : "mount"));
                    assertThat(client.error(RESTRICT)).contains("client filter");
                }
            }
            pooler.command("RECONNECT");
            try (ClientSession client = pooler.client("web")) {
                assertThat(client.query(DENIED)).isEqualTo("bpf chroot");
            }
        }
    }

    @Test
    void connectionsKeepTheirPolicyUntilThePoolerMakesNewOnes() throws IOException {
        try (Pgbouncer pooler = Pgbouncer.start(server, "transaction", EACH_AS_HIMSELF);
                ClientSession web = pooler.client("web")) {
            assertThat(web.query(DENIED)).isEqualTo("chroot");
            server.reload(
                    POLICY.replace("session_syscall_error.web = 'chroot'", "session_syscall_error.web = 'swapon'"));
            assertThat(web.query(DENIED)).isEqualTo("chroot");
            try (ClientSession later = pooler.client("web")) {
                assertThat(later.query(DENIED))
                        .as("a new client, the old connection")
                        .isEqualTo("chroot");
            }
            assertThat(server.query("SELECT role FROM seccomp_outdated_sessions"))
                    .isEqualTo("web");
            pooler.command("RECONNECT");
            server.waitForQuery("SELECT count(*) FROM seccomp_outdated_sessions", "0");
            assertThat(web.query(DENIED)).isEqualTo("swapon");
        } finally {
            server.reload(POLICY);
        }
    }

    @Test
    void aConnectionThatIsTerminatedIsReplaced() throws IOException {
        server.reload(POLICY + "session_syscall_terminate.web = 'swapoff'\n");
        try (Pgbouncer pooler = Pgbouncer.start(server, "transaction", EACH_AS_HIMSELF)) {
            String backend;
            try (ClientSession offender = pooler.client("web")) {
                backend = offender.query(BACKEND);
                assertThat(offender.error("SELECT probe_syscall(" + Syscalls.number("swapoff") + ")"))
                        .isNotEmpty();
            }
            try (ClientSession other = pooler.client("web")) {
                assertThat(other.query(BACKEND)).isNotEqualTo(backend);
                assertThat(other.query("SELECT denied('chroot'), denied('mount')"))
                        .isEqualTo("t|f");
            }
        } finally {
            server.reload(POLICY);
        }
    }
}
