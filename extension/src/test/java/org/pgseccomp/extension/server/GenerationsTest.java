package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reload while a session is only beginning, and a reload that cannot be followed at once. */
@Tag("server")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GenerationsTest {
    private static final String FIRST = PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'chroot'\n";

    /** The session's parallel workers carry what it carries, which is no longer in force when it is authenticated. */
    @Test
    void aSessionThatIsAuthenticatedAfterReloadsHasItsParallelQueries(
            @TestServer(tcp = true, started = FIRST) PostgresServer server) throws Exception {
        Syscalls.createFunctions(server);
        server.query("CREATE TABLE numbers AS SELECT generate_series(1, 1000) AS i");
        server.reload(FIRST + "pre_auth_delay = 4\n");
        CompletableFuture<ClientSession> slow =
                CompletableFuture.supplyAsync(() -> ClientSession.open(server, "postgres"));
        TimeUnit.SECONDS.sleep(1);
        for (String call : new String[] {"mount", "acct", "mount"}) {
            server.reload(FIRST.replace("chroot", call));
        }
        assertThat(slow).as("the session is still to be authenticated").isNotDone();
        try (ClientSession session = slow.get()) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("t|f");
            session.query(PostgresServer.ALWAYS_PARALLEL);
            assertThat(session.query("SELECT count(*) FROM numbers")).isEqualTo("1000");
        }
        assertThat(server.log()).doesNotContain("pgseccomp does not know which filters the leader");
    }

    @Test
    void aReloadThatMemoryWasMissingForIsTriedAgain(@TestServer(tcp = true, faults = true) PostgresServer server)
            throws InterruptedException {
        server.environment("PGSECCOMP_FAULT", "reload-fails-twice").start(FIRST);
        Syscalls.createFunctions(server);
        server.reload(FIRST.replace("chroot", "mount"));
        server.waitForLog("pgseccomp: the reload has changed no policy yet");
        assertThat(server.log()).contains("The new ones will be tried again in 1 second");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("t|f");
        }
        for (int i = 0; i < 60 && !server.log().contains("new session policies are in force"); i++) {
            TimeUnit.MILLISECONDS.sleep(250);
            server.query("SELECT 1");
        }
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("f|t");
        }
    }
}
