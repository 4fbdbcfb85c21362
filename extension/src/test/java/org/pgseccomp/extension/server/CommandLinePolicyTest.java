package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A policy on the postmaster's command line: who can write the configuration files, as every superuser and all native code can, cannot change it, if only root can write what
 * starts the server.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLinePolicyTest {
    private static final String[] POLICY = {
        "-c", "shared_preload_libraries=pgseccomp",
        "-c", "pgseccomp.enabled=on",
        "-c", "pgseccomp.global_syscall_error=ptrace",
        "-c", "pgseccomp.session_syscall_error=chroot",
        "-c", "pgseccomp.session_roles=joe",
        "-c", "session_syscall_error.joe=chroot,acct",
    };
    private static final String WEAKER = """
            shared_preload_libraries = ''
            pgseccomp.enabled = off
            pgseccomp.global_syscall_error = ''
            pgseccomp.session_syscall_error = ''
            pgseccomp.session_roles = ''
            session_syscall_error.joe = ''
            """;

    @TestServer(tcp = true)
    private PostgresServer server;

    @AfterEach
    void stop() {
        server.query("ALTER SYSTEM RESET ALL");
        server.stop();
    }

    private void assertThePolicyHolds(String when) {
        String rows =
                "SELECT string_agg(syscall || ' ' || filter_action, ', ' ORDER BY syscallnum) FROM seccomp_filter()"
                        + " WHERE context = 'session' AND syscall <> '<default>'";
        assertThat(server.query(rows)).as(when).isEqualTo("ptrace global->error, chroot session->error");
        try (ClientSession joe = ClientSession.open(server, "joe")) {
            assertThat(joe.query(rows))
                    .as(when)
                    .isEqualTo("ptrace global->error, chroot session->error, acct session->error");
        }
    }

    @Test
    void whatTheFilesSayDoesNotCount() {
        server.start("", POLICY);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp", "DROP ROLE IF EXISTS joe", "CREATE ROLE joe LOGIN");
        server.query("GRANT EXECUTE ON FUNCTION seccomp_filter() TO joe");
        assertThePolicyHolds("as it was started");
        server.reload(WEAKER);
        assertThePolicyHolds("after postgresql.conf was changed and read");
        server.query(
                "ALTER SYSTEM SET shared_preload_libraries = ''",
                "ALTER SYSTEM SET pgseccomp.enabled = off",
                "ALTER SYSTEM SET pgseccomp.session_syscall_error = ''");
        server.reload();
        assertThePolicyHolds("after ALTER SYSTEM");
        server.stop();
        server.start(WEAKER, POLICY);
        assertThePolicyHolds("after a restart");
    }
}
