package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of so many roles that they are moved into sealed memory, which forks do not copy (policy_image.c). */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyRolesTest {
    private static final int ROLES = 63;

    /** A role gets an error for those of these calls whose bits are set in its number. */
    private static final List<String> CALLS = List.of("chroot", "mount", "acct", "swapon", "swapoff", "pivot_root");

    @TestServer(tcp = true, faults = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(PostgresServer.ENABLED);
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query("CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i", "ANALYZE numbers");
        for (int role : List.of(1, 42, ROLES)) {
            server.query("CREATE ROLE r" + role + " SUPERUSER LOGIN");
        }
        server.stop();
    }

    /** The sessions of all others get an error for one call. */
    private static String policy(String ofSessions) {
        StringBuilder policy = new StringBuilder(PostgresServer.ENABLED)
                .append("pgseccomp.session_syscall_error = '" + ofSessions + "'\n")
                .append("pgseccomp.session_roles = '")
                .append(IntStream.rangeClosed(1, ROLES).mapToObj(i -> "r" + i).collect(Collectors.joining(", ")))
                .append("'\n");
        for (int role = 1; role <= ROLES; role++) {
            policy.append("session_syscall_error.r" + role + " = '" + String.join(", ", denied(role)) + "'\n");
        }
        return policy.toString();
    }

    private static List<String> denied(int role) {
        return IntStream.range(0, CALLS.size())
                .filter(bit -> (role >> bit & 1) != 0)
                .mapToObj(CALLS::get)
                .toList();
    }

    private static void assertDenied(ClientSession session, List<String> calls) {
        assertThat(session.query("SELECT string_agg(c, ', ') FROM unnest(string_to_array('" + String.join(",", CALLS)
                        + "', ',')) c WHERE denied(c)"))
                .isEqualTo(String.join(", ", calls));
    }

    private void assertEachHasItsOwn() {
        for (int role : List.of(1, 42, ROLES)) {
            try (ClientSession session = ClientSession.open(server, "r" + role)) {
                assertDenied(session, denied(role));
            }
        }
    }

    /** The lines of /proc/PID/maps that are sealed memory, of a new session. */
    private List<String> sealed() {
        return server.query("SELECT pg_read_file('/proc/self/maps')")
                .lines()
                .filter(line -> line.contains("/memfd:pgseccomp"))
                .toList();
    }

    @Test
    void eachRoleHasItsPolicyFromMemoryThatCannotBeWritten() {
        server.start(policy("bpf"));
        assertEachHasItsOwn();
        assertThat(sealed()).singleElement().asString().contains(" r--p ");
        server.waitForQuery("SELECT bool_and(agrees) FROM seccomp_processes()", "t");
    }

    @Test
    void whatASessionAsksOfItsPolicyIsAnswered() {
        server.start(policy("bpf"));
        try (ClientSession session = ClientSession.open(server, "r42")) {
            assertThat(session.shown("mount")).isEqualTo("session->error");
            assertThat(session.query("SELECT set_client_filter('allow', '', '', 'chroot', '')"))
                    .isEqualTo("OK");
            assertThat(session.shown("chroot")).isEqualTo("client->error");
            assertDenied(session, List.of("chroot", "mount", "swapon", "pivot_root"));
        }
    }

    /** Whose settings are wrong at the start cannot log in, and hears why. */
    @Test
    void aRoleIsClosedAmongMany() {
        server.start(policy("bpf").replace("session_syscall_error.r42 = '", "session_syscall_error.r42 = 'nonsense, "));
        assertThat(sealed()).hasSize(1);
        assertThat(ClientSession.refused(server, "r42"))
                .contains("role \"r42\" cannot log in, since its pgseccomp settings are not valid");
        assertThat(server.log()).contains("nonsense");
        try (ClientSession session = ClientSession.open(server, "r" + ROLES)) {
            assertDenied(session, CALLS);
        }
    }

    @Test
    void whatAReloadHasReplacedStaysUntilNobodyCarriesIt() {
        server.start(policy("bpf"));
        try (ClientSession old = ClientSession.open(server, "r" + ROLES)) {
            server.reload(policy("bpf, seccomp"));
            assertEachHasItsOwn();
            assertDenied(old, CALLS);
            assertThat(sealed()).hasSize(2);
            assertThat(ForeignCode.inWorkers(old)).isNotEmpty().containsOnly("13 " + old.filters());
        }
        server.waitForQuery("SELECT count(*) FROM seccomp_processes() WHERE policy LIKE '%r" + ROLES + "%'", "0");
        server.reload(policy("seccomp"));
        assertEachHasItsOwn();
        assertThat(sealed()).hasSize(1);
    }

    /** A reload from many roles to few and back. */
    @Test
    void fewRolesStayInOrdinaryMemory() {
        server.start(PostgresServer.ENABLED + "pgseccomp.session_roles = 'r1'\nsession_syscall_error.r1 = 'chroot'\n");
        assertThat(sealed()).isEmpty();
        server.reload(policy("bpf"));
        assertEachHasItsOwn();
        assertThat(sealed()).hasSize(1);
    }

    /** The global filter is in force when a reload moves the policies. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "terminate", "kill"})
    void whereTheGlobalFilterForbidsItAReloadDoesWithoutSealedMemory(String action) {
        String global = "pgseccomp.global_syscall_" + action + " = 'memfd_create'\n";
        server.start(global + policy("bpf"));
        assertThat(sealed()).as("at start there is no filter yet").hasSize(1);
        server.reload(global + policy("seccomp"));
        assertEachHasItsOwn();
        assertThat(sealed()).isEmpty();
        assertThat(server.query("SELECT count(*) FROM seccomp_denials WHERE syscall = 'memfd_create'"))
                .isEqualTo("0");
    }

    /** Such a filter is none of ours, and is not known before it is met. */
    @ParameterizedTest
    @ValueSource(ints = {OuterFilter.KILL_PROCESS, OuterFilter.EPERM})
    void whereAFilterAroundTheServerForbidsItThereIsNone(int action) {
        server.launchedBy(OuterFilter.against("memfd_create", action).launcher(server.folder()));
        server.start(policy("bpf"));
        assertEachHasItsOwn();
        assertThat(sealed()).isEmpty();
    }

    @Test
    void withoutSealedMemoryAReloadWorksAsWell() {
        server.environment("PGSECCOMP_FAULT", "no-sealed-memory").start(policy("bpf"));
        assertEachHasItsOwn();
        server.reload(policy("seccomp"));
        assertEachHasItsOwn();
        assertThat(sealed()).isEmpty();
    }
}
