package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The configurations that the original's document shows, with the lists that it leaves to the reader. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedConfigurationTest {
    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(PostgresServer.ENABLED);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN", "CREATE ROLE alice SUPERUSER LOGIN");
        server.query("ALTER USER joe REPLICATION", "ALTER USER alice REPLICATION");
        server.stop();
    }

    /** The example of the section "Configuration": joe may do more than the others, who have a strict list. */
    @Test
    void theExampleOfTheDocument() {
        String calls = "mmap,munmap,newfstatat,pwrite64,fadvise64,ftruncate,unlink,clock_gettime,"
                + "getdents64,stat,fstat,lstat,fcntl,mprotect," + StrictPolicy.calls();
        server.start(PostgresServer.ENABLED + """
                pgseccomp.global_syscall_allow = ''
                pgseccomp.global_syscall_log = ''
                pgseccomp.global_syscall_error = ''
                pgseccomp.global_syscall_kill = ''
                pgseccomp.global_syscall_default = 'allow'
                pgseccomp.session_syscall_allow = '%1$s'
                pgseccomp.session_syscall_log = ''
                pgseccomp.session_syscall_error = ''
                pgseccomp.session_syscall_kill = ''
                pgseccomp.session_syscall_default = 'error'
                pgseccomp.session_roles = 'joe,alice'
                session_syscall_allow.joe = '%1$s,clone'
                session_syscall_default.joe = 'log'
                """.formatted(calls));
        try (ClientSession joe = ClientSession.open(server, "joe");
                ClientSession alice = ClientSession.open(server, "alice");
                ClientSession other = ClientSession.open(server, "postgres")) {
            assertThat(joe.shown("clone")).isEqualTo("session->allow");
            assertThat(joe.shown("<default>")).isEqualTo("session->log");
            assertThat(joe.query("SELECT denied('chroot')")).isEqualTo("f");
            for (ClientSession session : new ClientSession[] {alice, other}) {
                assertThat(session.shown("clone")).isEmpty();
                assertThat(session.shown("<default>")).isEqualTo("session->error");
                assertThat(session.query("SELECT denied('chroot'), denied('bpf')"))
                        .isEqualTo("t|t");
            }
        }
    }

    /** Step 1 of the section "Notes": everything is logged in sessions, nothing is denied. */
    @Test
    void theConfigurationForLearning() {
        server.start(PostgresServer.ENABLED + """
                pgseccomp.global_syscall_default = 'allow'
                pgseccomp.global_syscall_allow = ''
                pgseccomp.global_syscall_log = ''
                pgseccomp.global_syscall_error = ''
                pgseccomp.global_syscall_kill = ''
                pgseccomp.session_syscall_default = 'log'
                pgseccomp.session_syscall_allow = '*'
                pgseccomp.session_syscall_log = '*'
                pgseccomp.session_syscall_error = '*'
                pgseccomp.session_syscall_kill = '*'
                """);
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT * FROM seccomp_filter()"))
                    .isEqualTo("<default>|-1|global->allow|global\n<default>|-1|session->log|session");
            assertThat(session.query("SELECT count(*) > 100 FROM pg_class")).isEqualTo("t");
        }
    }

    /** The output that the section "Syntax" shows: a default that only the global filter logs, lists that are the session's. */
    @Test
    void theRowsOfTheDocument() {
        server.start(PostgresServer.ENABLED + """
                pgseccomp.global_syscall_default = 'log'
                pgseccomp.global_syscall_allow = 'read, write, close, prctl, seccomp, %s'
                """.formatted(StrictPolicy.calls()));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT syscall, filter_action, context FROM seccomp_filter()"
                            + " WHERE syscall IN ('<default>', 'read', 'write', 'close') ORDER BY syscallnum, context"))
                    .contains("<default>|global->log|global\n<default>|global->log|session")
                    .contains("read|global->allow|global\nread|session->allow|session")
                    .contains("close|global->allow|global\nclose|session->allow|session");
        }
    }

    @Test
    void aWalSenderIsASession() {
        server.start(
                PostgresServer.ENABLED
                        + "pgseccomp.session_syscall_error = 'chroot'\npgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = '*'\n");
        try (RunningStatement backup = server.beginReplication("alice")) {
            assertThat(backup).isNotNull();
            ServerProcess sender = server.process("walsender alice [local] streaming");
            assertThat(sender.status("Seccomp_filters")).isEqualTo("2");
        }
        try (RunningStatement backup = server.beginReplication("joe")) {
            assertThat(backup).isNotNull();
            ServerProcess sender = server.process("walsender joe [local] streaming");
            assertThat(sender.status("Seccomp_filters")).isEqualTo("1");
        }
    }
}
