package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SIGSYS that no filter has sent does what it does without a handler: it ends the process. And what policies are warned of that do such a thing. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignSignalTest {
    @TestServer(
            tcp = true,
            started = PostgresServer.ENABLED
                    + "pgseccomp.session_syscall_error = 'chroot'\n"
                    + "pgseccomp.session_syscall_kill = 'acct'\n"
                    + "pgseccomp.session_roles = 'mild, threads, no_threads'\n"
                    + "session_syscall_kill.mild = ''\n"
                    + "session_syscall_error.threads = 'rseq'\n"
                    + "session_syscall_kill.no_threads = ''\n"
                    + "session_syscall_error.no_threads = 'rseq, clone3'\n")
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.query(
                "CREATE EXTENSION pgseccomp",
                DenialsTest.CREATE_FUNCTION,
                "CREATE ROLE threads SUPERUSER LOGIN",
                "CREATE ROLE no_threads SUPERUSER LOGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raise", "tgkill"})
    void endsTheProcess(String how) {
        server.query("SELECT seccomp_denials_reset()");
        server.query("SELECT denied_in('plain', " + Syscalls.number("chroot") + ", 9)");
        int before = server.log().length();
        assertThat(server.psql("SELECT denied_in('" + how + "', 0)").exitCode()).isNotZero();
        server.waitForLogAfter(before, "was terminated by signal 9");
        server.waitUntilConnected();
        assertThat(server.query("SELECT sum(count) FROM seccomp_denials"))
                .as("counters outlive a restart after a crash")
                .isEqualTo("9");
    }

    /** glibc 2.35 and newer. */
    @Test
    void aPolicyThatAbortsThreadsIsWarnedOfAndDoes() {
        assertThat(server.log())
                .contains("WARNING:  the policy of role \"threads\" lets threads begin and denies \"rseq\"")
                .contains("HINT:  Allow \"rseq\", or deny \"clone3\", so that no thread begins.")
                .doesNotContain("the policy of role \"no_threads\" lets threads begin")
                .doesNotContain("the global policy");
        String thread = "SELECT denied_in('thread', " + Syscalls.number("chroot") + ")";
        assertThat(server.psqlAs("no_threads", thread).output()).contains("-13");
        int before = server.log().length();
        assertThat(server.psqlAs("threads", thread).exitCode()).isNotZero();
        server.waitForLogAfter(before, "was terminated by signal 6");
        server.waitUntilConnected();
    }

    @Test
    void aPolicyThatKillsIsWarnedOf() {
        assertThat(server.log())
                .contains("WARNING:  the policy of sessions has system calls with the action \"kill\"")
                .contains("HINT:  Use \"terminate\", which ends that session only.")
                .doesNotContain("the policy of role \"mild\" has system calls with the action");
        assertThat(server.psql("SELECT set_client_filter('allow', NULL, NULL, '', 'bpf')")
                        .output())
                .contains("the client filter of this session has system calls with the action \"kill\"");
    }
}
