package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** While the server runs, nothing changes its policy. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsTest {
    @TestServer(started = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n")
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.query("CREATE ROLE somebody LOGIN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET pgseccomp.enabled = off",
                "SET pgseccomp.global_syscall_error = ''",
                "SET LOCAL pgseccomp.global_syscall_default = allow",
                "RESET pgseccomp.enabled",
                "ALTER ROLE somebody SET pgseccomp.enabled = off",
                "ALTER DATABASE postgres SET pgseccomp.global_syscall_allow = 'symlink'",
                "SELECT set_config('pgseccomp.enabled', 'off', false)"
            })
    void aSettingCannotBeChangedBy(String statement) {
        Result result = server.psql(statement);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("55P02").contains("cannot be changed without restarting the server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET pgseccomp.nonsense = 1",
                "SET pgseccomp.global_syscal_error = 'mount'",
                "ALTER ROLE somebody SET pgseccomp.nonsense = 1",
                "ALTER SYSTEM SET pgseccomp.nonsense = 1"
            })
    void anInventedSettingIsRefusedBy(String statement) {
        Result result = server.psql(statement);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("ERROR:").contains("pgseccomp.");
    }

    @Test
    void aReloadChangesNothing() throws IOException {
        Files.writeString(
                server.configurationFile(),
                "pgseccomp.enabled = off\npgseccomp.global_syscall_error = 'mount'\n",
                StandardOpenOption.APPEND);
        PostgresServer.signal(server.postmaster(), "HUP");
        server.waitForLog("parameter \"pgseccomp.enabled\" cannot be changed without restarting the server");
        server.waitForLog(
                "parameter \"pgseccomp.global_syscall_error\" cannot be changed without restarting the server");
        assertThat(server.query("SHOW pgseccomp.enabled", "SHOW pgseccomp.global_syscall_error"))
                .isEqualTo("on\nsymlink, symlinkat");
        assertThat(server.psql("CREATE TABLESPACE reloaded LOCATION '" + server.newTableSpaceFolder() + "'")
                        .output())
                .contains("Permission denied");
    }
}
