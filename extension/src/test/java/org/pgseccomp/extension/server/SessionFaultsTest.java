package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens to the program of a session on its way: no session with another one, and the server goes on. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SessionFaultsTest {
    private static final String FAULT = "PGSECCOMP_FAULT";
    private static final String POLICY = PostgresServer.ENABLED + """
                    pgseccomp.session_roles = 'joe'
                    session_syscall_error.joe = 'chroot'
                    """;

    @TestServer(tcp = true, faults = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(POLICY);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        server.stop();
    }

    @Test
    void aProgramThatDoesNotPassItsProofStopsTheServerFromStarting() {
        server.environment(FAULT, "session-program-corrupted");
        assertThat(server.startExpectingFailure(POLICY))
                .contains("FATAL:  pgseccomp could not compile its policy")
                .contains("DETAIL:  The program answers 0x");
    }

    @Test
    void aProgramOfQuietCallsIsProvedToo() {
        server.environment(FAULT, "quiet-program-corrupted");
        assertThat(server.startExpectingFailure(
                        POLICY + "pgseccomp.global_syscall_error = 'acct'\npgseccomp.quiet_syscalls = 'acct'\n"))
                .contains("FATAL:  pgseccomp could not compile its policy")
                .contains("DETAIL:  The program answers 0x");
    }

    @Test
    void aPolicyThatWasOverwrittenLetsNobodyIn() {
        server.environment(FAULT, "session-policy-overwritten").start(POLICY);
        assertThat(ClientSession.refused(server, "joe"))
                .contains("XX001 FATAL: the system call filter of this session has changed since it was proved");
        assertThat(server.query("SELECT 'the session policy has no program'")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        child-crash-after-start | The compiler process was terminated by signal 11: Segmentation fault.
        child-hang-after-start  | The compiler process gave no whole answer within 5 seconds.
        """)
    void aReloadDuringWhichTheCompilerProcessFailsChangesNothing(String fault, String detail) {
        server.environment(FAULT, fault).start(POLICY);
        server.reload(POLICY.replace("chroot", "mount"));
        assertThat(server.log()).contains("DETAIL:  " + detail).contains("pgseccomp: the reload has changed no policy");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("t|f");
        }
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    /** A value that could not be judged by itself, for want of a process, is judged with all others. */
    @Test
    void aReloadIsNotLostToAPassingFailure() {
        server.environment(FAULT, "no-child-for-a-value").start(POLICY);
        server.reload(POLICY.replace("chroot", "mount"));
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("f|t");
        }
        server.reload(POLICY.replace("chroot", "mnount"));
        assertThat(server.log())
                .contains("unknown system call \"mnount\"")
                .contains("the reload has changed no policy");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("f|t");
        }
    }

    /** As where the handler asks for the time, and that is a call of the kernel. */
    @Test
    void aCallThatTheHandlerMakesAndThatIsDeniedIsAnErrorToIt() {
        server.environment(FAULT, "denied-in-handler").start(POLICY);
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('chroot')"))
                    .isEqualTo("t|t");
            assertThat(session.query("SELECT sum(count) FROM seccomp_denials")).isEqualTo("2");
        }
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    /** What the postmaster would be killed for is not tried. */
    @ParameterizedTest
    @CsvSource({"kill", "error"})
    void aReloadUnderAFilterThatForbidsTheCompilerProcessChangesNothing(String action) {
        String policy = POLICY + "pgseccomp.global_syscall_" + action + " = 'ppoll'\n";
        server.start(policy);
        server.reload(policy.replace("chroot", "mount"));
        assertThat(server.log())
                .contains("DETAIL:  The global filter does not allow ppoll, which the postmaster needs for it.")
                .contains("pgseccomp: the reload has changed no policy");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("t|f");
        }
    }
}
