package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the vDSO cannot read the clock, no policy denies the calls that do. */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class ClockTest {
    @TestServer
    private PostgresServer server;

    private void withoutVdso() {
        String program = server.folder().resolve("no_vdso").toString();
        Path source = Path.of(System.getProperty("basedir", "."), "src/test/native/no_vdso.c");
        Command.runSuccessfully(List.of("gcc", "-O1", "-o", program, source.toString()));
        server.launchedBy(List.of(program));
    }

    @ParameterizedTest
    @CsvSource({
        "session, error, gettimeofday",
        "session, error, clock_gettime",
        "session, terminate, time",
        "global, error, gettimeofday",
        "global, kill, clock_gettime"
    })
    void aPolicyThatDeniesTheClockIsRefusedByName(String level, String action, String call) {
        withoutVdso();
        assertThat(server.startExpectingFailure(
                        PostgresServer.ENABLED + "pgseccomp." + level + "_syscall_" + action + " = '" + call + "'\n"))
                .contains("the " + level + " filter of pgseccomp does not allow " + call)
                .contains(call + " to know the time on this machine");
    }

    @Test
    void aClientsFilterIsRefusedToo() {
        withoutVdso();
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.psql("SELECT set_client_filter('allow', '', '', 'gettimeofday', '')")
                        .output())
                .contains("the client filter of pgseccomp does not allow gettimeofday");
        assertThat(server.query("SELECT now() BETWEEN '2020-01-01' AND '2100-01-01'"))
                .isEqualTo("t");
    }

    @Test
    void whereTheVdsoReadsTheClockTheCallsCanBeDenied() {
        server.start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'gettimeofday, time'\n");
        assertThat(server.query("SELECT now() BETWEEN '2020-01-01' AND '2100-01-01'"))
                .isEqualTo("t");
    }
}
