package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.syscall.Architecture;

/** The server in what users put around it: Docker's default profile, and a service of systemd with a list of calls. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OuterProfilesTest {
    private static final String LIBRARIES = "shared_preload_libraries = 'pgseccomp_probe, pgseccomp'\n";
    private static final String POLICY = LIBRARIES + """
                    pgseccomp.enabled = on
                    pgseccomp.global_syscall_error = 'inotify_init1'
                    pgseccomp.session_syscall_error = 'memfd_create'
                    pgseccomp.session_roles = 'joe'
                    session_syscall_error.joe = 'timerfd_create'
                    """;

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        assumeTrue(Syscalls.ARCHITECTURE == Architecture.X86_64, "the lists are those of x86_64");
        server.start(POLICY);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        server.stop();
    }

    private void under(OuterFilter filter) {
        server.launchedBy(filter.launcher(server.folder()));
    }

    private void assertItWorks() {
        server.start(POLICY);
        // One that begins at this moment does not agree yet.
        server.waitForQuery("SELECT count(*) > 5 AND bool_and(agrees) FROM seccomp_processes()", "t");
        try (ClientSession joe = ClientSession.open(server, "joe")) {
            assertThat(joe.syscall(Syscalls.number("inotify_init1"))).isEqualTo(Syscalls.DENIED);
            assertThat(joe.syscall(Syscalls.number("timerfd_create"))).isEqualTo(Syscalls.DENIED);
            joe.query("SELECT set_client_filter('allow', '', '', 'eventfd2', '')");
            assertThat(joe.syscall(Syscalls.number("eventfd2"))).isEqualTo(Syscalls.DENIED);
        }
        server.reload(POLICY.replace("'memfd_create'", "'memfd_create, userfaultfd'"));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.syscall(Syscalls.number("memfd_create"))).isEqualTo(Syscalls.DENIED);
            assertThat(session.syscall(Syscalls.number("userfaultfd"))).isEqualTo(Syscalls.DENIED);
            // The outer filter has the last word where it is the stricter one, so only calls that it allows tell
            // something.
            assertThat(session.syscall(Syscalls.number("timerfd_create"))).isNotEqualTo(Syscalls.DENIED);
        }
        assertThat(server.query("SET max_parallel_workers_per_gather = 2", PostgresServer.ALWAYS_PARALLEL, "SELECT 1"))
                .isEqualTo("1");
        assertThat(server.stopFast()).isZero();
    }

    @Test
    void worksUnderDockersDefaultProfile() {
        under(OuterFilter.docker());
        assertItWorks();
    }

    @Test
    void worksUnderSystemdsListWithSeccomp() {
        under(OuterFilter.systemd(OuterFilter.KILL_PROCESS, "seccomp"));
        assertItWorks();
    }

    @Test
    void saysWhatSystemdsListKills() {
        under(OuterFilter.systemd(OuterFilter.KILL_PROCESS));
        assertThat(server.startExpectingFailure(POLICY))
                .contains("FATAL:  pgseccomp needs the system call seccomp: a process that makes it is killed")
                .contains("SystemCallFilter=seccomp");
    }

    @Test
    void saysWhatSystemdsListDenies() {
        under(OuterFilter.systemd(OuterFilter.EPERM));
        assertThat(server.startExpectingFailure(POLICY))
                .contains("FATAL:  pgseccomp needs the system call seccomp: Operation not permitted")
                .contains("SystemCallFilter=seccomp");
    }

    @Test
    void theServerWithoutTheExtensionRunsInAllOfThem() {
        for (OuterFilter filter : List.of(OuterFilter.docker(), OuterFilter.systemd(OuterFilter.KILL_PROCESS))) {
            under(filter);
            server.start(LIBRARIES);
            assertThat(server.query("SELECT 1")).isEqualTo("1");
            // What the launcher loaded is there: one filter.
            assertThat(server.postmaster().status("Seccomp_filters")).isEqualTo("1");
            server.stop();
        }
    }
}
