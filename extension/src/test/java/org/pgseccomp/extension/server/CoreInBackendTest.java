package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native core inside a session: a call that fails is an error of that statement, and many calls take no more memory. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoreInBackendTest {
    private static final String POLICY =
            PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n";
    private static final String ROWS = "SELECT md5(string_agg(f::text, ';')) FROM seccomp_filter() f";

    @TestServer(faults = true)
    private PostgresServer server;

    /** In a server with faults every second call of a process fails. */
    @ParameterizedTest
    @ValueSource(strings = {"call-exhausts-memory", "call-aborts", "call-throws"})
    void aCallThatFailsIsAnErrorAndTheNextOneWorks(String fault) {
        server.environment("PGSECCOMP_FAULT", fault);
        server.start(POLICY);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        String block = "DO $$ DECLARE first text; BEGIN"
                + " first := (" + ROWS + ");"
                + " FOR i IN 1..200 LOOP"
                + "   BEGIN PERFORM * FROM seccomp_filter(); RAISE EXCEPTION 'call % did not fail', i;"
                + "   EXCEPTION WHEN internal_error THEN"
                + "     IF SQLERRM NOT LIKE 'pgseccomp could not%' THEN RAISE; END IF;"
                + "   END;"
                + "   IF (" + ROWS + ") IS DISTINCT FROM first THEN RAISE EXCEPTION 'call % differs', i; END IF;"
                + " END LOOP; END $$";
        String pid = "SELECT pg_backend_pid()";
        ServerProcess checkpointer = server.process("checkpointer");
        assertThat(server.query(pid, block, pid).lines().distinct())
                .as("the same backend")
                .hasSize(1);
        assertThat(server.log()).doesNotContain("terminated by signal");
        assertThat(server.process("checkpointer"))
                .as("no process was restarted")
                .isEqualTo(checkpointer);
    }

    @Test
    void aHundredThousandCallsTakeNoMoreMemory() {
        server.start(POLICY);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        String calls = "DO $$ BEGIN FOR i IN 1..%d LOOP PERFORM count(*) FROM seccomp_filter(); END LOOP; END $$";
        // A process may read this of itself, whoever owns the file.
        String memory = "SELECT (regexp_match(pg_read_file('/proc/self/smaps_rollup'), 'Private_Dirty: +(\\d+)'))[1]";
        List<String> kilobytes = server.query(calls.formatted(2000), memory, calls.formatted(100_000), memory)
                .lines()
                .toList();
        int before = Integer.parseInt(kilobytes.get(0));
        int after = Integer.parseInt(kilobytes.get(1));
        // A leak of the smallest object, 16 bytes for each call, would be 1.6 MB.
        assertThat(after).as("kB of private memory, %d before", before).isBetween(before - 1024, before + 512);
    }
}
