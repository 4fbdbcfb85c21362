package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The filter outlives the crash of a process: the postmaster starts all others anew. */
@Tag("server")
class CrashTest {
    @TestServer(started = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n")
    private PostgresServer server;

    @Test
    void theFilterIsThereAgainAfterABackendCrashed() {
        ServerProcess checkpointer = server.process("checkpointer");
        try (RunningStatement statement = server.begin("SELECT pg_sleep(60)")) {
            assertThat(statement).isNotNull();
            PostgresServer.signal(server.process("postgres postgres [local] SELECT"), "KILL");
            server.waitForLog("all server processes terminated; reinitializing");
            server.waitUntilConnected();
        }
        assertThat(server.process("checkpointer")).isNotEqualTo(checkpointer);
        for (String title : List.of("checkpointer", "walwriter", "autovacuum launcher")) {
            ProcessesTest.assertFiltered(server.process(title));
        }
        ServerProcess.assertEach(server.processes(), ProcessesTest::assertFiltered);
        assertThat(server.psql("CREATE TABLESPACE crashed LOCATION '" + server.newTableSpaceFolder() + "'")
                        .output())
                .contains("Permission denied");
    }

    @Test
    void theFilterIsThereAgainAfterAnAuxiliaryProcessCrashed() {
        ServerProcess walWriter = server.process("walwriter");
        PostgresServer.signal(walWriter, "KILL");
        server.waitForLog("all server processes terminated; reinitializing");
        server.waitUntilConnected();
        assertThat(server.process("walwriter")).isNotEqualTo(walWriter);
        ServerProcess.assertEach(server.processes(), ProcessesTest::assertFiltered);
    }
}
