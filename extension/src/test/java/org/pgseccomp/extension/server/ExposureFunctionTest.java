package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The SQL function seccomp_exposure(): whose policy it is about, and what it says where none is in force. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExposureFunctionTest {
    @TestServer
    private PostgresServer server;

    private void start(String configuration) {
        server.start(configuration);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    private String verdict(String arguments, String attack) {
        return server.query("SELECT concat_ws(', ', verdict, stopped_by) FROM seccomp_exposure(" + arguments
                + ") WHERE attack = '" + attack + "'");
    }

    @Test
    void aPolicyIsThatOfARoleOrAType() {
        start(PostgresServer.ENABLED + "pgseccomp.session_roles = 'joe, ann'\n"
                + "session_syscall_error.joe = 'bpf'\nsession_syscall_error.ann = 'bpf'\n"
                + "pgseccomp.process_types = 'autovacuum_worker'\nprocess_syscall_error.autovacuum_worker = 'bpf'\n");
        assertThat(verdict("", "bpf")).isEqualTo("open");
        assertThat(verdict("'joe'", "bpf")).isEqualTo("stopped, role filter, session_syscall_error.joe: bpf");
        assertThat(verdict("role => 'ann'", "bpf")).isEqualTo("stopped, role filter, session_syscall_error.ann: bpf");
        assertThat(verdict("process_type => 'autovacuum_worker'", "bpf"))
                .isEqualTo("stopped, process filter, process_syscall_error.autovacuum_worker: bpf");
        assertThat(verdict("process_type => 'postmaster'", "bpf")).isEqualTo("open");
        assertThat(server.psqlAs("postgres", "SELECT * FROM seccomp_exposure('joe', 'autovacuum_worker')")
                        .output())
                .contains("seccomp_exposure() takes a role or a process type, not both");
        server.query("CREATE ROLE joe LOGIN IN ROLE pg_monitor", "CREATE ROLE looker LOGIN");
        assertThat(server.psqlAs("joe", "SELECT verdict FROM seccomp_exposure() WHERE attack = 'bpf'")
                        .output())
                .contains("stopped");
        assertThat(server.psqlAs("looker", "SELECT * FROM seccomp_exposure()").output())
                .contains("permission denied for function seccomp_exposure");
        server.query("DROP ROLE joe, looker");
    }

    /** As the filters of a session are: the database's on top of the role's, of whoever asks too. */
    @Test
    void aDatabaseCountsOnTop() {
        start(PostgresServer.ENABLED + "pgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = 'acct'\n"
                + "pgseccomp.session_databases = 'app, web, postgres'\n"
                + "database_syscall_error.app = 'bpf'\ndatabase_syscall_error.web = 'bpf'\n"
                + "database_syscall_error.postgres = 'keyctl, add_key, request_key'\n");
        String ofApp = "stopped, database filter, database_syscall_error.app: bpf";
        assertThat(verdict("database => 'app'", "bpf")).isEqualTo(ofApp);
        assertThat(verdict("role => 'joe', database => 'app'", "bpf")).isEqualTo(ofApp);
        assertThat(verdict("role => 'joe', database => 'web'", "bpf")).isEqualTo(ofApp.replace(".app", ".web"));
        assertThat(verdict("role => 'joe', database => 'other'", "bpf")).isEqualTo("open");
        assertThat(verdict("", "keyrings")).startsWith("stopped, database filter, database_syscall_error.postgres: ");
        assertThat(verdict("role => 'joe'", "keyrings")).isEqualTo("open");
        assertThat(server.psqlAs(
                                "postgres",
                                "SELECT * FROM seccomp_exposure(process_type => 'archiver', database => 'app')")
                        .output())
                .contains("seccomp_exposure() takes a database or a process type, not both");
    }

    @Test
    void whereNothingIsInForceNothingIsStopped() {
        for (String off : new String[] {"pgseccomp.enabled = off\n", "pgseccomp.learn = on\n"}) {
            start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'bpf'\n" + off);
            assertThat(server.query("SELECT string_agg(DISTINCT verdict, ' ') FROM seccomp_exposure()"))
                    .isEqualTo("kernel open");
            assertThat(server.query("SELECT count(*) >= 120 FROM seccomp_exposure()"))
                    .isEqualTo("t");
            assertThat(verdict("process_type => 'autovacuum_worker'", "bpf")).isEqualTo("open");
            server.stop();
        }
    }
}
