package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** seccomp_simulate(): what a configuration would make of what was recorded. Numbers of system calls are those of x86_64. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(architectures = "amd64")
class SimulateFunctionTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
            pgseccomp.session_syscall_error = 'chroot'
            pgseccomp.warn_only = on
            """;

    /** Calls of a session of joe in the database app, of a program that another one executed, and of the archiver: socket 41, mount 165, bpf 321. */
    private static final String OBSERVED = """
            pgseccomp-observed 1
            architecture 3221225534
            server 15
            learnt 1700000000 4000 0 0
            uncounted 0 1
            subject client_backend postgres joe app 1700000000 1700000000
            call 41 5 1700000000 1700000000 8589934593 68719476739
            call 321 2 1700000000 1700000000
            subject client_backend tar member postgres 1700000000 1700000000
            call 165 3 1700000000 1700000000
            subject archiver postgres - - 1700000000 1700000000
            call 165 9 1700000000 1700000000
            end 12
            """;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() throws IOException {
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE DATABASE app",
                "CREATE ROLE joe LOGIN",
                "CREATE ROLE team",
                "CREATE ROLE member LOGIN IN ROLE team",
                "CREATE ROLE watcher LOGIN IN ROLE pg_monitor",
                "CREATE ROLE nobody LOGIN");
        Files.write(server.data().resolve("pgseccomp_observed"), OBSERVED.getBytes(StandardCharsets.ISO_8859_1));
        server.createProbe();
    }

    private String simulate(String columns, String lines) {
        return server.query("SELECT " + columns + " FROM seccomp_simulate($lines$" + lines
                + "$lines$) WHERE recorded = 'observed' ORDER BY role, syscall, arguments");
    }

    @Test
    void whatWasLearntIsJudgedUnderThePolicyOfWhoMadeIt() {
        String columns =
                "process_type, role, database, program, syscall, syscallnum, calls, verdict, answer, setting, entry";
        assertThat(simulate(columns, "pgseccomp.warn_only = off\npgseccomp.session_syscall_error = 'bpf, @mount'"))
                .isEqualTo("""
                client_backend|joe|app|postgres|bpf|321|2|denied|error|pgseccomp.session_syscall_error|bpf
                client_backend|member|postgres|tar|mount|165|3|denied|error|pgseccomp.session_syscall_error|@mount""");
        assertThat(simulate("syscall, verdict, answer", "pgseccomp.session_syscall_error = 'bpf'"))
                .as("while it only warns")
                .isEqualTo("bpf|warned|warn");
        assertThat(simulate("role, syscall, setting", """
                pgseccomp.warn_only = off
                pgseccomp.session_roles = 'joe, "+team"'
                session_syscall_error.joe = 'acct'
                session_syscall_terminate.team = 'mount'
                """)).isEqualTo("member|mount|session_syscall_terminate.team");
        assertThat(simulate("role, syscall, setting", """
                pgseccomp.warn_only = off
                pgseccomp.session_databases = 'app'
                database_syscall_error.app = 'bpf'
                """)).isEqualTo("joe|bpf|database_syscall_error.app");
        assertThat(simulate("coalesce(role, '(none)'), process_type, syscall, answer, setting, entry = ''", """
                pgseccomp.warn_only = off
                pgseccomp.global_syscall_error = 'mount = ENOSYS'
                """))
                .isEqualTo("""
                member|client_backend|mount|error(ENOSYS)|pgseccomp.global_syscall_error|f
                (none)|archiver|mount|error(ENOSYS)|pgseccomp.global_syscall_error|f""");
    }

    @Test
    void whatWasSeenOfArgumentsDecides() {
        String columns = "arguments, calls, verdict, answer, setting, entry";
        assertThat(simulate(
                        columns,
                        "pgseccomp.warn_only = off\npgseccomp.session_syscall_error = 'socket(domain: AF_NETLINK)'"))
                .isEqualTo(
                        "AF_NETLINK SOCK_RAW|5|denied|error|pgseccomp.session_syscall_error|socket(domain: AF_NETLINK)");
        assertThat(
                        simulate(
                                columns,
                                "pgseccomp.warn_only = off\npgseccomp.session_syscall_error = 'socket(domain: AF_INET; protocol: 6)'"))
                .isEqualTo(
                        "AF_INET SOCK_STREAM|5|depends|error, allow|pgseccomp.session_syscall_error|socket(domain: AF_INET; protocol: 6)");
    }

    @Test
    void denialsAndWarningsSoFarAreAskedAbout() {
        server.query("SELECT seccomp_denials_reset()");
        server.query("SELECT probe_syscall(" + Syscalls.number("chroot") + ")");
        String query =
                "SELECT process_type, role, syscall, calls > 0, verdict, answer, setting FROM seccomp_simulate($lines$%s$lines$)"
                        + " WHERE recorded = 'denials'";
        assertThat(server.query(query.formatted("pgseccomp.warn_only = off")))
                .isEqualTo("client_backend|postgres|chroot|t|denied|error|pgseccomp.session_syscall_error");
        assertThat(server.query(query.formatted("pgseccomp.warn_only = off\npgseccomp.session_syscall_error = ''")))
                .isEmpty();
        assertThat(server.query("SELECT verdict FROM seccomp_simulate() WHERE recorded = 'denials'"))
                .as("as it is written now")
                .isEqualTo("warned");
    }

    @Test
    void whatIsWrongIsAnError() {
        assertThat(server.psql("SELECT * FROM seccomp_simulate('pgseccomp.x = = 3')")
                        .output())
                .contains("line 1 of the configuration cannot be read");
        assertThat(server.psql("SELECT * FROM seccomp_simulate($$pgseccomp.session_syscall_error = 'raed'$$)")
                        .output())
                .contains("unknown system call \"raed\"");
        assertThat(server.psqlAs("nobody", "SELECT * FROM seccomp_simulate()").output())
                .contains("permission denied for function seccomp_simulate");
        assertThat(server.psqlAs(
                                "watcher",
                                "SELECT count(*) FROM seccomp_simulate('pgseccomp.session_syscall_error = bpf') WHERE recorded = 'observed'")
                        .output()
                        .trim())
                .isEqualTo("1");
    }
}
