package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.extension.server.Command.Result;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** What happens to a statement that needs a system call that the policy forbids. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForbiddenCallTest {
    private static final String PERMISSION_DENIED = "Permission denied";

    @TestServer
    private PostgresServer server;

    private Result createTableSpace(String name) {
        Path location = server.newTableSpaceFolder();
        return server.psql("CREATE TABLESPACE " + name + " LOCATION '" + location + "'");
    }

    private void dropTableSpace(String name) {
        server.query("DROP TABLESPACE " + name);
        forgetTableSpaces();
    }

    /** Recovery repeats the making of links: the next start, maybe under a policy that forbids it, must not have to. */
    private void forgetTableSpaces() {
        server.query("CHECKPOINT");
    }

    @Test
    void aTableSpaceCannotBeCreatedWithoutSymlink() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n");
        Result result = createTableSpace("forbidden");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("could not create symbolic link").contains(PERMISSION_DENIED);
        assertThat(server.query("SELECT 'alive'")).isEqualTo("alive");
    }

    @Test
    void aTableSpaceCanBeCreatedWhereNothingForbidsIt() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'mount'\n");
        assertThat(createTableSpace("allowed").exitCode()).isZero();
        dropTableSpace("allowed");
    }

    @Test
    void loggedCallsWork() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_log = 'symlink, symlinkat'\n");
        assertThat(createTableSpace("logged").exitCode()).isZero();
        dropTableSpace("logged");
    }

    @Test
    void noProgramCanBeStartedWithoutExecve() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'execve, execveat'\n");
        Result result = server.psql("COPY (SELECT 1) TO PROGRAM 'cat'");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("ERROR");
        assertThat(server.query("SELECT 'alive'")).isEqualTo("alive");
        assertThat(server.log()).doesNotContain("was terminated by signal");
    }

    @Test
    void theCrashRecoveryOfATableSpaceFailsWithoutSymlinkAndWorksWithIt() {
        String forbidden = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n";
        server.start(PostgresServer.ENABLED);
        assertThat(createTableSpace("recovered").exitCode()).isZero();
        server.stop();
        assertThat(server.startExpectingFailure(forbidden))
                .contains("could not create symbolic link")
                .contains(PERMISSION_DENIED);
        server.start(PostgresServer.ENABLED);
        dropTableSpace("recovered");
    }

    @Test
    void aProgramInheritsTheFilter() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n");
        String status = server.query(
                "CREATE TEMPORARY TABLE status (line text)",
                "COPY status FROM PROGRAM 'grep -E \"^(Seccomp|NoNewPrivs):\" /proc/self/status' (DELIMITER '|')",
                "SELECT regexp_replace(line, '\\s+', '') FROM status ORDER BY line");
        assertThat(status).isEqualTo("NoNewPrivs:1\nSeccomp:2");
        Result link = server.psql("COPY (SELECT 1) TO PROGRAM 'ln -s nowhere " + server.folder() + "/link'");
        assertThat(link.exitCode()).isNotZero();
        assertThat(server.folder().resolve("link")).doesNotExist();
    }

    @Test
    void aKilledCallEndsTheBackend() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_kill = 'symlink, symlinkat'\n");
        Result result = createTableSpace("killed");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("server closed the connection unexpectedly");
        server.waitForLog("was terminated by signal 31");
        server.waitUntilConnected();
    }

    @Test
    void underAStrictPolicyTheServerWorksAndWhatIsNotAllowedFails() {
        StringBuilder allowed = new StringBuilder();
        Architecture architecture = Syscalls.ARCHITECTURE;
        for (Syscall syscall : architecture.syscalls().all()) {
            if (!syscall.name().startsWith("symlink")) {
                allowed.append(allowed.isEmpty() ? "" : ", ").append(syscall.name());
            }
        }
        server.start(PostgresServer.ENABLED
                + "pgseccomp.global_syscall_default = error\npgseccomp.global_syscall_allow = '" + allowed + "'\n");
        assertThat(createTableSpace("strict").output()).contains(PERMISSION_DENIED);
        server.createProbe();
        assertThat(server.query(
                        "CREATE TABLE strict AS SELECT generate_series(1, 1000) AS n",
                        "VACUUM ANALYZE strict",
                        "SELECT count(*) FROM strict"))
                .isEqualTo("1000");
        int symlinkat = architecture.syscalls().named("symlinkat").number();
        assertThat(server.query(
                        "SELECT probe_syscall(" + symlinkat + ")",
                        "SELECT probe_syscall(1000)",
                        "SELECT probe_syscall(5000)"))
                .as("symlinkat, and numbers that no table has: EACCES")
                .isEqualTo("-13\n-13\n-13");
    }
}
