package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is said of a program that ran and failed: a denial of it is nowhere else but in the kernel's audit. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramDenialsTest {
    private static final String HINT = "see \"ausearch -m SECCOMP\"";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED + """
                pgseccomp.session_roles = 'maker, other, starter, writer'
                session_syscall_error.maker = 'mkdir, mkdirat, chroot'
                session_syscall_error.other = 'chroot'
                session_syscall_error.starter = 'execve, execveat, mkdir'
                session_paths.writer = '@data, @programs'
                """);
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE maker SUPERUSER LOGIN",
                "CREATE ROLE other SUPERUSER LOGIN",
                "CREATE ROLE starter SUPERUSER LOGIN",
                "CREATE ROLE writer SUPERUSER LOGIN");
    }

    private String copy(String role, String program) {
        return server.psqlAs(role, "COPY (SELECT 1) TO PROGRAM '" + program + "'")
                .output();
    }

    @Test
    void aProgramThatFailsUnderAFilterIsToldWhichOfItsUsualCallsAreDenied() {
        assertThat(copy("maker", "mkdir " + server.folder() + "/made"))
                .containsSubsequence(
                        "program \"mkdir " + server.folder() + "/made\" failed",
                        "DETAIL:  child process exited with exit code 1",
                        "The program ran under filters of pgseccomp that deny 2 of the system calls which programs usually make",
                        ": mkdir, mkdirat.",
                        "HINT:  ",
                        HINT,
                        "pgseccomp.learn = on");
    }

    @Test
    void whereNoUsualCallIsDeniedThatIsSaid() {
        assertThat(copy("other", "cat > /dev/null; false"))
                .contains("deny system calls, but none of those which programs usually make")
                .contains(HINT);
    }

    @Test
    void nothingIsSaidWithoutAFilterThatDeniesAndNothingOfAProgramThatSucceeds() {
        assertThat(copy("postgres", "cat > /dev/null; false"))
                .contains("failed")
                .doesNotContain("pgseccomp");
        assertThat(copy("maker", "cat > /dev/null")).doesNotContain("pgseccomp");
    }

    /** What the shell says goes to the server's log, and the client hears of an exit code only. */
    @Test
    void aProgramUnderAListOfFilesIsToldOfIt() {
        assertThat(copy("writer", "gzip > /srv/x.gz"))
                .contains(
                        "failed",
                        "HINT:  The program ran under the list of files in parameter \"session_paths.writer\", too");
        assertThat(copy("writer", "cat > /dev/null")).doesNotContain("list of files");
    }

    @Test
    void aProgramThatWasNotStartedIsExplainedAsBefore() {
        assertThat(copy("starter", "true"))
                .contains("pgseccomp denied system call \"execve\"")
                .doesNotContain("The program ran");
    }
}
