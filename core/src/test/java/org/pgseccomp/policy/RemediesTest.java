package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

class RemediesTest {
    private static final Architecture X86 = Architecture.X86_64;
    private static final String RELOAD = ", and reload; that holds for what begins afterwards.";
    private static final String RESTART = ", and restart the server.";

    private static String remedyOf(String call, Level level, Setting... settings) {
        PolicyResult result = PolicyReader.read(X86, level, List.of(settings));
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        Filter filter = ((PolicyResult.Accepted) result).stack().at(level);
        Remedies remedies = new Remedies(filter, level, List.of(settings), 1024);
        int index = remedies.ofNumber()[X86.syscalls().named(call).number()];
        return index == 0 ? "none" : remedies.lines().lines().toList().get(index - 1);
    }

    private static String ofGlobal(String call, String byDefault, String error, String allow) {
        return remedyOf(
                call,
                Level.GLOBAL,
                new Setting("pgseccomp.global_syscall_default", byDefault),
                new Setting("pgseccomp.global_syscall_error", error),
                new Setting("pgseccomp.global_syscall_allow", allow));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow | acct | '' | Take % from \"pgseccomp.global_syscall_error\"",
                "allow | @pkey | '' | none",
                "allow | @process, acct | '' | Take % from \"pgseccomp.global_syscall_error\"",
                "allow | @privileged | '' | Take % from \"pgseccomp.global_syscall_error\", with -NAME behind the group that has it",
                "error | '' | acct | none",
                "error | '' | bpf | Add % to \"pgseccomp.global_syscall_allow\"",
                "error | acct | bpf | Add % to \"pgseccomp.global_syscall_allow\"",
                "kill | acct | bpf | Take % from \"pgseccomp.global_syscall_error\", add it to \"pgseccomp.global_syscall_allow\"",
                "allow | acct(filename: 0) | '' | Change the conditions of % in \"pgseccomp.global_syscall_error\" that hold for this call",
                "error | '' | acct(filename: 0) | Add an entry whose conditions hold for this call of % to \"pgseccomp.global_syscall_allow\"",
            })
    void itDependsOnWhatDenies(String byDefault, String error, String allow, String expected) {
        assertThat(ofGlobal("acct", byDefault, error, allow))
                .isEqualTo(expected.equals("none") ? "none" : expected + RESTART);
    }

    @Test
    void whatConditionsAndTheDefaultDenyNeedsBoth() {
        assertThat(ofGlobal("socket", "kill", "socket(type: SOCK_RAW)", "socket(domain: AF_UNIX)"))
                .isEqualTo(
                        "Change the conditions of % in \"pgseccomp.global_syscall_error\" that hold for this call, if any do, and add an entry"
                                + " whose conditions hold for it to \"pgseccomp.global_syscall_allow\"" + RESTART);
    }

    /** An error that nobody wrote is not reported. */
    @Test
    void callsNewerThanThePolicyHaveNone() {
        assertThat(ofGlobal("faccessat2", "error", "", "")).isEqualTo("none");
        assertThat(ofGlobal("faccessat2", "error", "faccessat2", "")).startsWith("Add % to");
    }

    @Test
    void aListThatARoleDoesNotHaveIsTheOneOfSessions() {
        Setting ofSessions = new Setting("pgseccomp.session_syscall_error", "acct");
        assertThat(remedyOf("acct", Level.SESSION, ofSessions, new Setting("session_syscall_allow.joe", "bpf")))
                .isEqualTo("Take % from \"pgseccomp.session_syscall_error\"" + RELOAD);
        assertThat(remedyOf("acct", Level.SESSION, ofSessions, new Setting("session_syscall_error.joe", "acct")))
                .isEqualTo("Take % from \"session_syscall_error.joe\"" + RELOAD);
    }
}
