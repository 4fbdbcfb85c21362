package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter is in every process of the server. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessesTest {
    @TestServer(started = PostgresServer.ENABLED + """
                        pgseccomp.global_syscall_error = 'symlink, symlinkat'
                        logging_collector = on
                        archive_mode = on
                        archive_command = 'true'
                        """)
    private PostgresServer server;

    @Test
    void thePostmasterHasTheFilter() {
        assertFiltered(server.postmaster());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logger",
                "checkpointer",
                "background writer",
                "walwriter",
                "autovacuum launcher",
                "archiver",
                "logical replication launcher"
            })
    void everyAuxiliaryProcessHasTheFilter(String title) {
        assertFiltered(server.process(title));
    }

    @Test
    void aClientBackendHasTheFilter() {
        try (RunningStatement statement = server.begin("SELECT pg_sleep(60)")) {
            assertThat(statement).isNotNull();
            assertFiltered(server.process("postgres postgres [local] SELECT"));
        }
    }

    @Test
    void aParallelWorkerHasTheFilter() {
        try (RunningStatement statement = server.begin(PostgresServer.ALWAYS_PARALLEL, "SELECT pg_sleep(60)")) {
            assertThat(statement).isNotNull();
            assertFiltered(server.process("parallel worker"));
        }
    }

    @Test
    void noProcessIsLeftOut() {
        List<ServerProcess> processes = server.processes();
        assertThat(processes).hasSizeGreaterThan(5);
        ServerProcess.assertEach(processes, ProcessesTest::assertFiltered);
    }

    static void assertFiltered(ServerProcess process) {
        assertThat(process.status("Seccomp")).as("Seccomp of %s", process).isEqualTo("2");
        assertThat(process.status("Seccomp_filters"))
                .as("Seccomp_filters of %s", process)
                .isEqualTo("1");
        assertThat(process.status("NoNewPrivs")).as("NoNewPrivs of %s", process).isEqualTo("1");
    }
}
