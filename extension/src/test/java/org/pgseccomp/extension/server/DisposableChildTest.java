package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the compiler process or to the program that it makes: no filter, and no server. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DisposableChildTest {
    private static final String VARIABLE = "PGSECCOMP_FAULT";
    private static final String POLICY = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink'\n";

    /** Enough for several processes (disposable.c). */
    private static final int ROLES = 40;

    @TestServer(faults = true)
    private PostgresServer server;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    child-crash       | The compiler process was terminated by signal 11: Segmentation fault.
                    child-hang        | The compiler process gave no whole answer within 5 seconds.
                    child-truncates   | The compiler process gave a truncated answer.
                    program-corrupted | The program answers 0x
                    """)
    void aFaultStopsTheServerFromStarting(String fault, String detail) {
        server.environment(VARIABLE, fault);
        assertThat(server.startExpectingFailure(POLICY))
                .contains("FATAL:  pgseccomp could not compile its policy")
                .contains("DETAIL:  " + detail)
                .contains("HINT:  This is a defect of pgseccomp, not of the policy.")
                .doesNotContain("global filter loaded");
    }

    /** Policies of many roles are compiled by several processes, and the fault is that of one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    last-child-crash | The compiler process was terminated by signal 11: Segmentation fault.
                    last-child-hang  | The compiler process gave no whole answer within 5 seconds.
                    """)
    void aFaultOfOneOfSeveralStopsTheServerFromStarting(String fault, String detail) {
        StringBuilder policy = new StringBuilder(POLICY).append("pgseccomp.session_roles = 'r0");
        for (int role = 1; role < ROLES; role++) {
            policy.append(",r").append(role);
        }
        policy.append("'\n");
        for (int role = 0; role < ROLES; role++) {
            policy.append("session_syscall_kill.r%d = '%s'\n".formatted(role, "mount,".repeat(role) + "chroot"));
        }
        server.environment(VARIABLE, fault);
        assertThat(server.startExpectingFailure(policy.toString()))
                .contains("FATAL:  pgseccomp could not compile its policy")
                .contains("DETAIL:  " + detail)
                .doesNotContain("global filter loaded");
        server.withoutEnvironment();
        server.start(policy.toString());
        assertThat(server.postmaster().status("Seccomp")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"child-crash", "child-hang", "child-truncates", "program-corrupted"})
    void switchedOffTheServerStartsInSpiteOfAFault(String fault) {
        server.environment(VARIABLE, fault);
        server.start(POLICY, "-c", "pgseccomp.enabled=off");
        assertThat(server.postmaster().status("Seccomp")).isEqualTo("0");
    }

    @Test
    void withoutAFaultTheServerStarts() {
        server.start(POLICY);
        assertThat(server.postmaster().status("Seccomp")).isEqualTo("2");
    }
}
