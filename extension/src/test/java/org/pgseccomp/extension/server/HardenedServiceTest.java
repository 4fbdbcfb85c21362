package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.syscall.Architecture;

/** The server with what a hardened unit of systemd, or an unusual machine, puts around its processes. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardenedServiceTest {
    private static final String STRICT = """
                    shared_preload_libraries = 'pgseccomp_probe, pgseccomp'
                    jit = off
                    pgseccomp.profile = 'strict'
                    """;

    /** Becomes another program after a call of prctl(2) whose effects are inherited. */
    private static final String PRCTL = """
            my ($number, $option, $value, @command) = @ARGV;
            syscall($number, $option + 0, $value + 0, 0, 0, 0) == 0 or die "prctl: $!";
            exec { $command[0] } @command or die "$command[0]: $!";
            """;

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    /** Linux 6.3 and later. */
    private static final int PR_SET_MDWE = 65;

    @TestServer
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(STRICT);
        Syscalls.createFunctions(server);
        server.stop();
    }

    private static List<String> prctl(int option) {
        return List.of("perl", "-e", PRCTL, Integer.toString(Syscalls.number("prctl")), Integer.toString(option), "1");
    }

    /** Filters are there, a denied call is denied and counted, and a reload and a client's filter work. */
    private void assertItProtects() {
        // One that begins at this moment does not agree yet.
        server.waitForQuery("SELECT count(*) > 5 AND bool_and(agrees) FROM seccomp_processes()", "t");
        assertThat(server.query("SELECT probe_syscall(" + Syscalls.number("acct") + ")"))
                .isEqualTo(Integer.toString(Syscalls.DENIED));
        assertThat(server.query("SELECT count(*) > 0 FROM seccomp_denials WHERE syscall = 'acct'"))
                .isEqualTo("t");
        assertThat(server.query(
                        "SELECT set_client_filter('allow', NULL, NULL, 'getpriority', NULL)",
                        "SELECT probe_syscall(" + Syscalls.number("getpriority") + ")"))
                .contains(Integer.toString(Syscalls.DENIED));
        server.reload(STRICT + "pgseccomp.session_syscall_error = 'getpriority'\n");
        assertThat(server.query("SELECT probe_syscall(" + Syscalls.number("getpriority") + ")"))
                .isEqualTo(Integer.toString(Syscalls.DENIED));
        assertThat(server.query("SET max_parallel_workers_per_gather = 2", PostgresServer.ALWAYS_PARALLEL, "SELECT 1"))
                .isEqualTo("1");
        assertThat(server.stopFast()).isZero();
    }

    /** MemoryDenyWriteExecute=yes, as systemd makes it of a filter. */
    @Test
    void memoryThatIsWrittenIsNeverExecuted() {
        assumeTrue(Syscalls.ARCHITECTURE == Architecture.X86_64, "the filter is one of x86_64");
        server.launchedBy(OuterFilter.memoryDenyWriteExecute().launcher(server.folder()));
        server.start(STRICT);
        assertItProtects();
    }

    /** The same, as newer kernels offer it. */
    @Test
    void theKernelsOwnRuleForIt() {
        server.launchedBy(prctl(PR_SET_MDWE));
        server.start(STRICT);
        assertItProtects();
    }

    /** NoNewPrivileges=yes. */
    @Test
    void privilegesThatCannotBeGained() {
        server.launchedBy(prctl(PR_SET_NO_NEW_PRIVS));
        server.start(STRICT);
        assertItProtects();
    }

    /** As with kernel.randomize_va_space = 0: a program's calls cannot be told from the server's, and what cannot be explained is denied all the same. */
    @Test
    void addressesThatAreNotChosenAtRandom() {
        server.launchedBy(List.of("setarch", "-R"));
        server.start(STRICT);
        assertThat(server.log())
                .contains("denied system calls are explained only where a policy lets no program be executed");
        assertItProtects();
    }
}
