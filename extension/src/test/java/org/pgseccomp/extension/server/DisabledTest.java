package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** The extension installed, loaded, and not enabled: as if it were not there. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisabledTest {
    private static final List<String> SEEN = List.of("postmaster", "checkpointer", "walwriter");

    @TestServer
    private PostgresServer server;

    private List<String> without;

    @BeforeAll
    void observeAServerWithoutTheExtension() {
        server.start("");
        without = observed();
        server.stop();
    }

    private List<String> observed() {
        List<String> lines = new ArrayList<>();
        for (String title : SEEN) {
            ServerProcess process = title.equals("postmaster") ? server.postmaster() : server.process(title);
            lines.add("%s: Seccomp %s, filters %s, NoNewPrivs %s, Threads %s, owner %s, adjustment %d"
                    .formatted(
                            title,
                            process.status("Seccomp"),
                            process.status("Seccomp_filters"),
                            process.status("NoNewPrivs"),
                            process.status("Threads"),
                            process.owner(),
                            process.oomScoreAdjustment()));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pgseccomp.enabled = off\n",
                "pgseccomp.enabled = off\npgseccomp.global_syscall_error = 'symlink, symlinkat'\n",
                "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n"
            })
    void loadedAndNotEnabledItChangesNothing(String lines) {
        server.start("shared_preload_libraries = 'pgseccomp'\n" + lines);
        assertThat(observed()).isEqualTo(without);
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("off");
        assertThat(server.psql("CREATE TABLESPACE t LOCATION '" + server.newTableSpaceFolder() + "'")
                        .exitCode())
                .isZero();
        server.query("DROP TABLESPACE t", "CHECKPOINT");
    }

    @Test
    void enabledWithoutBeingLoadedItChangesNothing() {
        server.start("pgseccomp.enabled = on\n");
        assertThat(observed()).isEqualTo(without);
    }

    @Test
    void itCannotBeLoadedInASession() {
        server.start("");
        Result result = server.psql("LOAD 'pgseccomp'");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output())
                .contains("ERROR:  55000")
                .contains("pgseccomp must be loaded through shared_preload_libraries");
        assertThat(server.query("SELECT 'alive'")).isEqualTo("alive");
    }

    @Test
    void itCannotBeLoadedAsASessionsOwnLibrary() {
        server.start("session_preload_libraries = 'pgseccomp'\n");
        Result result = server.psql("SELECT 1");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("shared_preload_libraries");
    }
}
