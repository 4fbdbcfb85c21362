package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server must still be able to do under whatever policy is accepted, or it would be lost to its users. */
final class LostServer {
    private LostServer() {}

    /** Uses a server that runs, and ends it. */
    static void assertNotLost(PostgresServer server) {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT 1")).isEqualTo("1");
            assertThat(session.error("SELECT 1/0")).contains("division by zero");
            session.query("SET statement_timeout = 100");
            assertThat(session.error("SELECT pg_sleep(20)")).contains("statement timeout");
            session.query("SET statement_timeout = 0");
            session.query("SELECT count(*) FROM pg_class");
            server.waitForLog("division by zero");
            try (ClientSession other = ClientSession.open(server, "postgres")) {
                long pid = other.process().pid();
                assertThat(session.query("SELECT pg_terminate_backend(" + pid + ", 10000)::text"))
                        .isEqualTo("true");
                assertThat(other.error("SELECT 1")).startsWith("57P01");
            }
            server.reload();
        }
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
        try (ClientSession victim = ClientSession.open(server, "postgres")) {
            PostgresServer.signal(victim.process(), "KILL");
            server.waitForLog("all server processes terminated; reinitializing");
            server.waitUntilConnected();
        }
        assertThat(server.stopFast()).as("exit code: " + server.log()).isZero();
        assertThat(server.log()).contains("database system is shut down").doesNotContain("PANIC");
        assertThat(server.leftovers()).isEmpty();
    }
}
