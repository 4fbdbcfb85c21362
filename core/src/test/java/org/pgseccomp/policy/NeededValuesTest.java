package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

/** Calls that are needed with some values: which of them are denied is said, and no others. */
class NeededValuesTest {
    private static Rejection problemOf(String name, String value) {
        List<Setting> settings = List.of(new Setting(name, value));
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        return NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings);
    }

    @Test
    void onlyTheDeniedSignalsAreNamed() {
        Rejection problem =
                problemOf("pgseccomp.session_syscall_error", "kill(sig: SIGKILL, SIGSEGV), kill(sig: SIGHUP)");
        assertThat(problem.message())
                .isEqualTo("the session filter of pgseccomp does not allow kill(sig: SIGHUP, SIGKILL)");
        assertThat(problem.hint()).isEqualTo("Change the conditions so that kill(sig: SIGHUP, SIGKILL) can be made.");
        assertThat(problem.setting()).isEqualTo("pgseccomp.session_syscall_error");
        assertThat(problemOf("pgseccomp.session_syscall_error", "kill(sig: SIGSEGV)"))
                .isNull();
    }

    @Test
    void withoutConditionsTheCallIsNamed() {
        Rejection problem = problemOf("pgseccomp.session_syscall_error", "kill");
        assertThat(problem.message()).isEqualTo("the session filter of pgseccomp does not allow kill");
        assertThat(problem.hint()).isEqualTo("Allow or log kill.");
    }

    /** Who can block signals has to be able to unblock them, and a worker that cannot unblock them is ended by nobody. */
    @Test
    void signalsCanBeBlockedAndUnblocked() {
        String message = "the session filter of pgseccomp does not allow rt_sigprocmask(how: ";
        assertThat(problemOf("pgseccomp.session_syscall_error", "rt_sigprocmask(how: SIG_SETMASK)")
                        .message())
                .isEqualTo(message + "SIG_SETMASK)");
        assertThat(problemOf("pgseccomp.session_syscall_error", "rt_sigprocmask(how: not SIG_BLOCK)")
                        .message())
                .isEqualTo(message + "SIG_UNBLOCK, SIG_SETMASK)");
        assertThat(problemOf("pgseccomp.session_syscall_error", "rt_sigprocmask")
                        .message())
                .isEqualTo("the session filter of pgseccomp does not allow rt_sigprocmask");
        assertThat(problemOf(
                        "pgseccomp.session_syscall_error",
                        "rt_sigprocmask(how: not SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK)"))
                .isNull();
        assertThat(problemOf("pgseccomp.session_syscall_error", "rt_sigprocmask(how: SIG_BLOCK)")
                        .message())
                .isEqualTo(message + "SIG_BLOCK)");
    }

    /** Landlock does not see connections that the first data make (MSG_FASTOPEN), so a filter must be able to deny them. */
    @Test
    void answersNeedNoNewConnection() {
        assertThat(problemOf("pgseccomp.session_syscall_error", "sendto(flags: with MSG_FASTOPEN)"))
                .isNull();
        assertThat(problemOf("pgseccomp.session_syscall_error", "sendto(flags: with MSG_NOSIGNAL)")
                        .message())
                .startsWith("the session filter of pgseccomp does not allow sendto(");
        assertThat(problemOf("pgseccomp.session_syscall_error", "sendto").message())
                .isEqualTo("the session filter of pgseccomp does not allow sendto");
    }

    /** PostgreSQL attaches its segment with no flag (PG_SHMAT_FLAGS in pg_shmem.h). systemd's MemoryDenyWriteExecute denies one. */
    @Test
    void segmentsNeedNotBeExecuted() {
        assertThat(ofServer("shmat(shmflg: with SHM_EXEC)")).isNull();
        assertThat(ofServer("shmat(shmflg: without SHM_EXEC)").message())
                .startsWith("the global filter of pgseccomp does not allow shmat");
    }

    private static Rejection ofServer(String denied) {
        List<Setting> settings = List.of(new Setting("pgseccomp.global_syscall_error", denied));
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.GLOBAL, settings);
        return NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings);
    }
}
