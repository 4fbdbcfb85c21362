package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter around the server forbids what loading a filter takes: never a process without the filter that it was to have. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OuterFilterTest {
    private static final String POLICY = """
                    shared_preload_libraries = 'pgseccomp_probe, pgseccomp'
                    pgseccomp.enabled = on
                    pgseccomp.session_roles = 'joe'
                    session_syscall_error.joe = 'chroot'
                    """;

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(POLICY);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        server.stop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        seccomp | FATAL:  pgseccomp needs the system call seccomp: Operation not permitted
        prctl   | FATAL:  pgseccomp needs the system call prctl: Operation not permitted
        """)
    void theServerDoesNotStartWithout(String syscall, String message) {
        server.environment("PROBE_DENY_AT_START", Integer.toString(Syscalls.number(syscall)));
        assertThat(server.startExpectingFailure(POLICY))
                .contains(message)
                .contains("To start the server without filters, set pgseccomp.enabled = off on its command line.")
                .contains("Have that filter allow " + syscall)
                .doesNotContain("global filter loaded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        seccomp | FATAL: pgseccomp could not load the session filter: Operation not permitted
        prctl   | FATAL: pgseccomp could not set no_new_privs: Operation not permitted
        """)
    void aSessionDoesNotBeginWithout(String syscall, String message) {
        server.environment("PROBE_DENY_AT_LOGIN", Integer.toString(Syscalls.number(syscall)));
        server.start(POLICY);
        assertThat(ClientSession.refused(server, "joe")).contains(message);
        try (ClientSession other = ClientSession.open(server, "postgres")) {
            assertThat(other.query("SELECT 'needs no filter of its own'")).isNotEmpty();
        }
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        seccomp | FATAL: pgseccomp could not load the client filter: Operation not permitted
        prctl   | FATAL: pgseccomp could not set no_new_privs: Operation not permitted
        """)
    void aClientFilterThatTheKernelRefusesEndsTheSession(String syscall, String message) {
        server.start(POLICY);
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query("SELECT probe_deny(" + Syscalls.number(syscall) + ")");
            assertThat(session.error("SELECT set_client_filter('allow', '', '', 'acct', '')"))
                    .contains(message);
        }
        assertThat(server.query("SELECT 'others go on'")).isNotEmpty();
    }

    @Test
    void aLibraryThatIsLoadedBeforeIsCalledBefore() {
        // The probe's hook denies chroot with EPERM; that it does so in the session shows that ours has called it.
        server.environment("PROBE_DENY_AT_LOGIN", Integer.toString(Syscalls.number("acct")));
        server.start(POLICY);
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.syscall(Syscalls.number("acct"))).as("EPERM").isEqualTo(-1);
            assertThat(session.syscall(Syscalls.number("chroot"))).isEqualTo(Syscalls.DENIED);
        }
    }
}
