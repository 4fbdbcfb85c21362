package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of the server are kept from the memory of programs and of other processes of the same user, in a kernel with Landlock. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {
    private static final String ISOLATES = "pgseccomp.isolate_processes = ";

    @TestServer(faults = true)
    private PostgresServer server;

    private Process stranger;

    @BeforeEach
    void another() throws IOException {
        // Linux 5.13 and later, if its security modules have it.
        Landlock.assumeOffered();
        stranger = Command.asServerUser(List.of("sleep", "600"), Map.of("OF_THE_STRANGER", "secret"))
                .start();
    }

    @AfterEach
    void endOfTheOther() {
        stranger.destroy();
        server.withoutEnvironment();
    }

    /** What ptrace(2) would be allowed for (proc(5)): whether the session itself can read the environment of another process of the same user. */
    private String environmentOfTheStranger() {
        return server.query(
                "CREATE OR REPLACE FUNCTION environment(pid text) RETURNS text LANGUAGE plpgsql AS $$"
                        + " BEGIN RETURN encode(pg_read_binary_file('/proc/' || pid || '/environ'), 'escape')"
                        + " LIKE '%OF_THE_STRANGER=secret%';"
                        + " EXCEPTION WHEN insufficient_privilege THEN RETURN 'denied'; END $$",
                "SELECT environment('" + stranger.pid() + "')");
    }

    private String program(String shell) {
        return server.query(
                "CREATE TEMP TABLE lines (line text)",
                "COPY lines FROM PROGRAM '" + shell.replace("'", "''") + "'",
                "SELECT string_agg(line, ' ') FROM lines");
    }

    @Test
    void withoutItAnotherProcessIsOpen() {
        server.start(PostgresServer.ENABLED + ISOLATES + "off\n");
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        assertThat(environmentOfTheStranger()).isEqualTo("true");
        assertThat(program("exec 3<>/proc/" + stranger.pid() + "/mem && echo open"))
                .isEqualTo("open");
        assertThat(server.query("SELECT bool_or(isolated) FROM seccomp_processes()"))
                .isEqualTo("f");
    }

    @Test
    void theMemoryOfAnotherProcessIsClosed() {
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        assertThat(environmentOfTheStranger()).isEqualTo("denied");
        assertThat(program("( exec 3<>/proc/" + stranger.pid() + "/mem ) 2>&1 || echo closed"))
                .as("a program of a session")
                .contains("closed");
        assertThat(program(
                        "sleep 9 & for try in 1 2 3 4 5 6 7 8 9; do found=$(tr '\\0' '\\n' < /proc/$!/environ | grep -c ^PATH=);"
                                + " [ \"$found\" = 1 ] && break; sleep 0.3; done; echo $found; kill $!"))
                .as("what a program does with its own children")
                .isEqualTo("1");
    }

    @Test
    void everyChildOfThePostmasterIsApart() {
        server.start(PostgresServer.ENABLED + "archive_mode = on\narchive_command = '/bin/true'\n"
                + "logging_collector = on\nmax_parallel_workers_per_gather = 2\n");
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        String apart = "SELECT string_agg(DISTINCT backend_type, ',') FROM seccomp_processes() WHERE isolated IS false";
        assertThat(server.query(apart)).isEqualTo("postmaster");
        ServerProcess checkpointer = server.process("checkpointer");
        PostgresServer.signal(checkpointer, "KILL");
        server.waitUntilConnected();
        assertThat(server.query(apart)).as("after a crash").isEqualTo("postmaster");
    }

    /** The commands of the archiver and of others run in the domain of who executes them. */
    @Test
    void aCommandOfTheArchiverIsApart() {
        server.start(PostgresServer.ENABLED + "archive_mode = on\narchive_command = '( exec 3<>/proc/" + stranger.pid()
                + "/mem ) 2> /dev/null && echo open >> archived || echo closed >> archived'\n");
        server.query("SELECT pg_switch_wal()");
        server.waitForQuery("SELECT coalesce(pg_read_file('archived', 0, 7, true), '') LIKE 'closed%'", "t");
    }

    @Test
    void filesAndFoldersAreAsBefore() {
        server.start(PostgresServer.ENABLED);
        assertThat(program("mkdir -p a b && echo x > a/x && mv a/x b/y && ln b/y a/z && cat a/z && rm -r a b"))
                .isEqualTo("x");
    }

    @Test
    void aKernelWithoutLandlockIsNoReasonNotToStart() {
        server.environment("PGSECCOMP_FAULT", "no-landlock");
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        assertThat(server.query("SELECT bool_or(isolated) FROM seccomp_processes()"))
                .isEqualTo("f");
        if (!Files.exists(Path.of("/proc/sys/kernel/yama/ptrace_scope"))) {
            assertThat(server.log())
                    .contains(
                            "LOG:  pgseccomp: processes are not isolated from each other: the kernel does not offer Landlock");
        }
    }

    @Test
    void unlessItIsRequired() {
        server.environment("PGSECCOMP_FAULT", "no-landlock");
        assertThat(server.startExpectingFailure(PostgresServer.ENABLED + ISOLATES + "require\n"))
                .contains(
                        "FATAL:  parameter \"pgseccomp.isolate_processes\" is \"require\", and the kernel does not offer Landlock")
                .contains("HINT:  Set pgseccomp.isolate_processes = on to do without.");
    }

    /** The call is made under the global filter: it must not be the death of every process. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "kill", "warn"})
    void aGlobalFilterThatForbidsItIsWarnedOf(String action) {
        String policy = PostgresServer.ENABLED + "pgseccomp.global_syscall_" + action + " = 'landlock_restrict_self'\n";
        server.start(policy);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        assertThat(server.query("SELECT bool_or(isolated) FROM seccomp_processes()"))
                .isEqualTo("f");
        assertThat(server.log())
                .contains(
                        "WARNING:  pgseccomp: processes are not isolated from each other: the global filter does not allow"
                                + " landlock_restrict_self");
        server.stop();
        assertThat(server.startExpectingFailure(policy + ISOLATES + "require\n"))
                .contains(
                        "\"pgseccomp.isolate_processes\" is \"require\", and the global filter does not allow landlock_restrict_self");
        server.start(policy + ISOLATES + "off\n");
    }

    @Test
    void aValueThatIsNoneIsRefused() {
        assertThat(server.startExpectingFailure(PostgresServer.ENABLED + ISOLATES + "perhaps\n"))
                .contains("invalid value for parameter \"pgseccomp.isolate_processes\": \"perhaps\"")
                .contains("Available values: off, on, require.");
    }
}
