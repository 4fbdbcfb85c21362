package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** System calls through another ABI, whose numbers mean other calls: i386 and x32 on x86_64. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(architectures = "amd64")
class ForeignAbiTest {
    private static final String I386_GETPID = "SELECT probe_i386_syscall(20)";
    private static final String X32_GETPID = "SELECT probe_syscall((1 << 30) | 39)";
    private static final String GETPID = "SELECT probe_syscall(39) = pg_backend_pid()";
    private static final String EACCES = "-13";

    @TestServer
    private PostgresServer server;

    private boolean hasI386;

    @BeforeAll
    void askTheKernelForItsAbis() {
        server.start("");
        server.createProbe();
        // A kernel without the i386 gate answers with SIGSEGV.
        hasI386 = server.psql(I386_GETPID).exitCode() == 0;
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pgseccomp.global_syscall_default = log\n",
                "pgseccomp.global_syscall_error = 'symlink'\n",
                "pgseccomp.global_syscall_log = 'getpid'\n",
                "pgseccomp.session_syscall_default = log\n",
                "pgseccomp.session_roles = 'postgres'\nsession_syscall_error.postgres = 'mount'\n"
            })
    void withoutAKillListTheyAreRefused(String lines) {
        server.start(PostgresServer.ENABLED + lines);
        assertThat(server.query(GETPID, X32_GETPID)).isEqualTo("t\n" + EACCES);
        if (hasI386) {
            assertThat(server.query(I386_GETPID)).isEqualTo(EACCES);
        }
    }

    @Test
    void underAKillListAnX32CallKills() {
        assertKills(X32_GETPID);
    }

    @Test
    void underAKillListAnI386CallKills() {
        assumeThat(hasI386).as("the kernel has the i386 gate").isTrue();
        assertKills(I386_GETPID);
    }

    private void assertKills(String statement) {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_kill = 'mount'\n");
        assertThat(server.query(GETPID)).isEqualTo("t");
        Result result = server.psql(statement);
        assertThat(result.exitCode()).isNotZero();
        server.waitForLog("was terminated by signal 31");
        server.waitUntilConnected();
    }
}
