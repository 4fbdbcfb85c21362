package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.server.Command.Result;

/** Calls that are newer than the policy, with the real C library, which does without them if it is told so. */
@Tag("server")
class NewerCallsTest {
    private static final String POLICY = PostgresServer.ENABLED
            + "pgseccomp.session_syscall_default = error\n"
            + "pgseccomp.session_syscall_allow = '@postgresql-session, @programs, clone, -clone3, -faccessat2, -statx'\n";

    private static final String READABLE = "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; test -r /etc/passwd'";
    private static final String UNREADABLE = "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; test -r /etc/shadow'";

    @TestServer
    private PostgresServer server;

    private String thread() {
        return "SELECT denied_in('thread', " + Syscalls.number("getppid") + ", 1) > 0";
    }

    private void start(String policy) {
        server.start(policy);
        server.query("CREATE EXTENSION pgseccomp", DenialsTest.CREATE_FUNCTION);
    }

    @Test
    void aThreadStartsWithoutClone3() {
        start(POLICY);
        assertThat(server.query(thread())).isEqualTo("t");
        assertThat(server.query("SELECT count(*) FROM seccomp_denials WHERE syscall = 'clone3'"))
                .isEqualTo("0");
    }

    @Test
    void aProgramKnowsWhatItMayRead() {
        start(POLICY);
        Result readable = server.psql(READABLE);
        assertThat(readable.exitCode()).as(readable.output()).isZero();
        assertThat(server.psql(UNREADABLE).output()).contains("child process exited with exit code 1");
    }

    /** What the same calls come to where they fail with EACCES. */
    @Test
    void theSettingTakesItBack() {
        start(POLICY.replace("-clone3, ", "") + "pgseccomp.enosys_for_newer = off\n");
        assertThat(server.psql(READABLE).output()).contains("child process exited with exit code 1");
        assertThat(server.query("SELECT count(*) > 0 FROM seccomp_filter() WHERE filter_action LIKE '%ENOSYS%'"))
                .isEqualTo("f");
    }

    @Test
    void whatIsNamedFailsAsItIsWritten() {
        start(POLICY + "pgseccomp.session_syscall_error = 'faccessat2'\n");
        assertThat(server.psql(READABLE).output()).contains("child process exited with exit code 1");
    }
}
