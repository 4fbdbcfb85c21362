package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is said of a denial where there is the global filter alone: while clients log in, in auxiliary processes, in the postmaster. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GlobalFilterDenialsTest {
    private static final String REMEDY = "from \"pgseccomp.global_syscall_error\". This needs a restart of the server.";

    @TestServer(tcp = true)
    private PostgresServer server;

    private PostgresServer started;

    @AfterEach
    void nothingWasKilled() {
        if (started != null) {
            assertThat(started.log()).doesNotContain("was terminated by signal");
            started = null;
        }
    }

    private void start(String configuration) {
        started = server;
        server.stop();
        server.start(PostgresServer.ENABLED + configuration);
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    private String counted(String columns, String condition) {
        return server.query("SELECT DISTINCT " + columns + " FROM seccomp_denials WHERE " + condition + " ORDER BY 1");
    }

    /** Who asks the kernel who a client is, "peer", needs getsockopt. */
    @Test
    void aClientThatCannotLogInIsExplainedInTheLogAndNowhereElse() throws IOException {
        start("pgseccomp.global_syscall_error = 'getsockopt'\n");
        server.query("DROP ROLE IF EXISTS joe", "CREATE ROLE joe LOGIN");
        String rules = Files.readString(server.data().resolve("pg_hba.conf"));
        Files.writeString(server.data().resolve("pg_hba.conf"), "local all joe peer\n" + rules);
        server.reload();
        int before = server.log().length();
        String told = server.psqlAs("joe", "SELECT 1").output();
        Files.writeString(server.data().resolve("pg_hba.conf"), rules);
        server.reload();
        assertThat(told).contains("Peer authentication failed for user \"joe\"").doesNotContain("denied");
        String log = server.log().substring(before);
        assertThat(log)
                .containsSubsequence(
                        "could not get peer credentials: Permission denied",
                        "pgseccomp denied system call \"getsockopt\"",
                        "by the global filter",
                        "\"getsockopt\" " + REMEDY,
                        "FATAL:  Peer authentication failed for user \"joe\"",
                        "pgseccomp denied system call \"getsockopt\"",
                        "\"getsockopt\" " + REMEDY);
        assertThat(counted("backend_type, syscall, action, source", "syscall = 'getsockopt'"))
                .isEqualTo("client backend|getsockopt|error|global");
    }

    /** All lists of sessions equal the global ones: they have no filter of their own. */
    @Test
    void aSessionWithoutAFilterOfItsOwnIsExplained() {
        start("pgseccomp.global_syscall_error = 'symlink'\n");
        String error = server.psql("CREATE TABLESPACE t LOCATION '" + server.newTableSpaceFolder() + "'")
                .output();
        assertThat(error)
                .contains("could not create symbolic link")
                .contains("pgseccomp denied system call \"symlink\"")
                .contains("by the global filter (\"pgseccomp.global_syscall_error\"), to role \"postgres\"")
                .contains("\"symlink\" " + REMEDY);
        assertThat(server.query("SELECT policy, filters, agrees FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("session|1|t");
        assertThat(counted("role, database, source", "syscall = 'symlink'")).isEqualTo("postgres|postgres|global");
    }

    /** Nothing ends a process that only has the global filter, for "terminate" either: the postmaster has it too. */
    @Test
    void aStandbyThatDoesNotStreamIsExplained() {
        start("");
        try (PostgresServer standby = server.baseBackup()) {
            for (String action : List.of("error", "terminate")) {
                String setting = "pgseccomp.global_syscall_" + action;
                standby.stop();
                standby.start(PostgresServer.ENABLED + "hot_standby = on\n" + setting + " = 'getsockopt'\n");
                standby.waitForLog("\"getsockopt\" from \"" + setting + "\". This needs a restart of the server.");
                assertThat(standby.log())
                        .containsSubsequence(
                                "could not get socket error status: Permission denied",
                                "pgseccomp denied system call \"getsockopt\"",
                                "by the global filter",
                                "HINT:  ",
                                "\"getsockopt\" from \"" + setting + "\". This needs a restart of the server.")
                        .doesNotContain("terminating");
                assertThat(standby.query(
                                "SELECT DISTINCT backend_type, role, syscall, action, source FROM seccomp_denials"))
                        .isEqualTo("walreceiver||getsockopt|error|global");
            }
        }
    }

    /** The program cannot be started at all, which the archiver hears of as an exit code. */
    @Test
    void anArchiverThatStartsNoProgramIsExplained() {
        start("""
                archive_mode = on
                archive_command = 'true'
                pgseccomp.global_syscall_error = 'execve, execveat'
                """);
        server.query("CREATE TABLE IF NOT EXISTS archived (i int4)", "SELECT pg_switch_wal()");
        server.waitForLog("archive command failed");
        server.waitForLog("pgseccomp denied system call \"execve\"");
        assertThat(server.log())
                .containsSubsequence(
                        "archive command failed with exit code",
                        "pgseccomp denied system call \"execve\"",
                        "by the global filter",
                        "HINT:  ",
                        "\"execve\" " + REMEDY);
        assertThat(counted("backend_type, syscall", "syscall = 'execve'")).isEqualTo("archiver|execve");
    }

    /** The compiler of policies, which the postmaster starts after a reload, is a process with the postmaster's filter, and begins with all signals blocked. */
    @Test
    void theCompilerOfPoliciesIsExplainedToo() {
        start("pgseccomp.global_syscall_warn = 'getppid'\n");
        server.query("SELECT seccomp_denials_reset()");
        int before = server.log().length();
        server.reload(PostgresServer.ENABLED
                + "pgseccomp.global_syscall_warn = 'getppid'\npgseccomp.session_syscall_error = 'chroot'\n");
        server.waitForLogAfter(before, "new session policies are in force");
        assertThat(counted("backend_type, action", "syscall = 'getppid'")).contains("postmaster|warn");
    }

    /** At its end, the postmaster gives its shared memory back. */
    @Test
    void thePostmasterTellsOfItsOwnDenialsAndItsChildrenDoNot() {
        start("pgseccomp.global_syscall_error = 'shmdt'\n");
        assertThat(server.psql("SELECT 1 / 0").output())
                .contains("division by zero")
                .doesNotContain("denied system call");
        assertThat(server.log()).doesNotContain("in this process");
        assertThat(server.stopFast()).isZero();
        assertThat(server.log())
                .containsOnlyOnce(
                        "pgseccomp denied system call \"shmdt\" (" + Syscalls.number("shmdt") + ") in this process");
    }

    @Test
    void aWarningIsCountedInEveryProcess() {
        start("""
                pgseccomp.global_syscall_warn = 'fdatasync, pwrite64, umask'
                pgseccomp.session_syscall_default = 'allow'
                """);
        server.query("SELECT seccomp_denials_reset()", "CREATE TABLE IF NOT EXISTS warned (i int4)", "CHECKPOINT");
        assertThat(counted("backend_type, action, source", "syscall = 'pwrite64'"))
                .contains("checkpointer|warn|global");
        assertThat(server.query("SELECT filters FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("1");
        assertThat(server.stopFast()).isZero();
        assertThat(server.log())
                .containsPattern("pgseccomp warned of system call \"pwrite64\" \\(\\d+\\) in this process");
    }

    /** A program has no handler. */
    @Test
    void aProgramOfTheArchiverSeesAnErrorAndLives() {
        start("archive_mode = on\narchive_command = 'ln -s nowhere " + server.folder() + """
                /link'
                pgseccomp.global_syscall_error = 'symlink, symlinkat'
                """);
        server.query("SELECT pg_switch_wal()");
        server.waitForLog("failed to create symbolic link");
        server.waitForLog("archive command failed with exit code 1");
        server.waitForLog("The program ran under filters of pgseccomp that deny 2 of the system calls which");
        assertThat(server.log()).contains("Permission denied").contains("ausearch -m SECCOMP");
    }

    /** Sessions inherit the global filter, with which nobody takes the handler away. */
    @Test
    void aSessionKeepsTheHandler() {
        start("pgseccomp.global_syscall_error = 'chroot'\n");
        server.query(
                "CREATE EXTENSION IF NOT EXISTS plperlu",
                "CREATE OR REPLACE FUNCTION take_away() RETURNS text LANGUAGE plperlu AS"
                        + " '$SIG{SYS} = \"DEFAULT\"; chroot(\"/\"); return \"alive: $!\"'");
        assertThat(server.query("SELECT take_away()")).isEqualTo("alive: Permission denied");
    }
}
