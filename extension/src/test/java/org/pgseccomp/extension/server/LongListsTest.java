package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists of a hundred kilobytes and more count to their last element, wherever they are written. */
@Tag("server")
class LongListsTest {
    private static final String BASE = PostgresServer.ENABLED
            + "pgseccomp.global_syscall_error = '" + "mount, ".repeat(20_000) + "swapon'\n"
            + "pgseccomp.session_syscall_error = '*'\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeEach
    void start() {
        server.start(BASE);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
    }

    private static String joes(String last) {
        return "pgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = '" + "chroot, ".repeat(30_000) + last
                + "'\n";
    }

    @Test
    void atTheStartAndAfterAReload() {
        assertThat(server.query("SELECT denied('swapon'), denied('mount'), denied('acct')"))
                .isEqualTo("t|t|f");
        server.reload(BASE + joes("acct"));
        try (ClientSession joe = ClientSession.open(server, "joe")) {
            assertThat(joe.query("SELECT denied('acct'), denied('chroot'), denied('swapon')"))
                    .isEqualTo("t|t|t");
        }
        server.reload(BASE + joes("acc"));
        try (ClientSession joe = ClientSession.open(server, "joe")) {
            assertThat(joe.query("SELECT denied('acct')"))
                    .as("what is misspelt at the end is refused")
                    .isEqualTo("t");
        }
        assertThat(server.log()).contains("Element 30001, \"acc\" at character 240001");
    }

    @Test
    void inAClientsFilterAndWithAlterSystem() {
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.error(
                            "SELECT set_client_filter('allow', NULL, NULL, repeat('acct, ', 20000) || 'acc', NULL)"))
                    .contains("unknown system call \"acc\"");
            assertThat(session.query(
                            "SELECT set_client_filter('allow', NULL, NULL, repeat('acct, ', 20000) || 'acct', NULL)"))
                    .isEqualTo("OK");
            assertThat(session.query("SELECT denied('acct'), denied('chroot')")).isEqualTo("t|f");
        }
        String list = "ALTER SYSTEM SET pgseccomp.session_syscall_error = '" + "acct, ".repeat(20_000);
        assertThat(server.psql(list + "fsync'").output())
                .contains("the session filter of pgseccomp does not allow fsync");
        assertThat(server.psql(list + "chroot'").output()).isEmpty();
    }

    /** The core is asked in a process of its own, which this session may not start. */
    @Test
    void aSessionThatMayStartNoProcessHearsWhy() {
        server.stopFast();
        server.start(PostgresServer.ENABLED + "pgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = 'clone'\n");
        try (ClientSession joe = ClientSession.open(server, "joe")) {
            assertThat(joe.error(
                            "SELECT set_client_filter('allow', NULL, NULL, repeat('acct, ', 20000) || 'acct', NULL)"))
                    .contains("The filters of this process do not allow clone");
            assertThat(joe.error("ALTER SYSTEM SET pgseccomp.session_syscall_error = '" + "acct, ".repeat(20_000)
                            + "fsync'"))
                    .as("what cannot be judged is not written")
                    .contains("The filters of this process do not allow clone");
            assertThat(joe.query("SELECT set_client_filter('allow', NULL, NULL, 'acct', NULL)"))
                    .isEqualTo("OK");
        }
    }
}
