package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

class RemediesTest {
    private static final Architecture X86 = Architecture.X86_64;
    private static final String RELOAD = ". It takes effect for new sessions after a reload.";
    private static final String RESTART = ". This needs a restart of the server.";

    private static String remedyOf(String call, Level level, Setting... settings) {
        PolicyResult result = PolicyReader.read(X86, level, List.of(settings));
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        Filter filter = ((PolicyResult.Accepted) result).stack().at(level);
        Remedies remedies = new Remedies(filter, level, List.of(settings), 1024);
        int index = remedies.ofNumber()[X86.syscalls().named(call).number()];
        return index == 0
                ? "none"
                : remedies.lines().lines().toList().get(index - 1).replace("\t", " -> ");
    }

    private static String hintOf(String line) {
        return line.equals("none") ? line : line.substring(line.indexOf(" -> ") + 4);
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
                "allow | acct | '' | Remove % from \"pgseccomp.global_syscall_error\"",
                "allow | @pkey | '' | none",
                "allow | @process, acct | '' | Remove % from \"pgseccomp.global_syscall_error\"",
                "allow | @privileged | '' | Remove % from \"pgseccomp.global_syscall_error\", with -NAME behind the group that has it",
                "error | '' | acct | none",
                "error | '' | bpf | Add % to \"pgseccomp.global_syscall_allow\"",
                "error | acct | bpf | Add % to \"pgseccomp.global_syscall_allow\"",
                "kill | acct | bpf | Remove % from \"pgseccomp.global_syscall_error\" and add it to \"pgseccomp.global_syscall_allow\"",
                "allow | acct(filename: 0) | '' | Change the conditions of % in \"pgseccomp.global_syscall_error\" that hold for this call",
                "error | '' | acct(filename: 0) | Add an entry whose conditions hold for this call of % to \"pgseccomp.global_syscall_allow\"",
            })
    void itDependsOnWhatDenies(String byDefault, String error, String allow, String expected) {
        assertThat(hintOf(ofGlobal("acct", byDefault, error, allow)))
                .isEqualTo(expected.equals("none") ? "none" : expected + RESTART);
    }

    @Test
    void whatConditionsAndTheDefaultDenyNeedsBoth() {
        assertThat(hintOf(ofGlobal("socket", "kill", "socket(type: SOCK_RAW)", "socket(domain: AF_UNIX)")))
                .isEqualTo(
                        "Change the conditions of % in \"pgseccomp.global_syscall_error\" that hold for this call, if any do, and add an entry"
                                + " whose conditions hold for it to \"pgseccomp.global_syscall_allow\"" + RESTART);
    }

    /** An error that nobody wrote is not reported. */
    @Test
    void callsNewerThanThePolicyHaveNone() {
        assertThat(ofGlobal("faccessat2", "error", "", "")).isEqualTo("none");
        assertThat(ofGlobal("faccessat2", "error", "faccessat2", "")).contains(" -> Add % to");
    }

    @Test
    void aListThatARoleDoesNotHaveIsTheOneOfSessions() {
        Setting ofSessions = new Setting("pgseccomp.session_syscall_error", "acct");
        assertThat(hintOf(remedyOf("acct", Level.SESSION, ofSessions, new Setting("session_syscall_allow.joe", "bpf"))))
                .isEqualTo("Remove % from \"pgseccomp.session_syscall_error\"" + RELOAD);
        assertThat(hintOf(
                        remedyOf("acct", Level.SESSION, ofSessions, new Setting("session_syscall_error.joe", "acct"))))
                .isEqualTo("Remove % from \"session_syscall_error.joe\"" + RELOAD);
    }

    /** A list that is not there counts for what is to be done no more than it is looked at. */
    @Test
    void conditionsOfSessionsNeedNoRestart() {
        assertThat(hintOf(remedyOf(
                        "socket",
                        Level.SESSION,
                        new Setting("pgseccomp.session_syscall_error", "socket(domain: AF_UNIX)"))))
                .isEqualTo("Change the conditions of % in \"pgseccomp.session_syscall_error\" that hold for this call"
                        + RELOAD);
    }

    /** Which setting denies: a list, the default, conditions of a list. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow | acct | '' | \"pgseccomp.global_syscall_error\"",
                "error | '' | bpf | default, \"pgseccomp.global_syscall_default\"",
                "allow | acct(filename: 0) | '' | conditions of \"pgseccomp.global_syscall_error\"",
                "error | '' | acct(filename: 0) | conditions of \"pgseccomp.global_syscall_allow\"",
            })
    void theSettingThatDeniesIsNamed(String byDefault, String error, String allow, String expected) {
        assertThat(ofGlobal("acct", byDefault, error, allow)).startsWith(expected + " -> ");
    }

    private static String ofStrict(String call, String list, String value) {
        return remedyOf(
                call,
                Level.SESSION,
                new Setting("pgseccomp.profile", "strict"),
                new Setting("pgseccomp.session_syscall_default", "error"),
                new Setting(list, value));
    }

    @Test
    void ofAProfileTheLineIsNamedThatAllowsTheCall() {
        String denied = "default of profile \"strict\" -> Profile \"strict\" does not allow % to sessions. ";
        assertThat(ofStrict("pipe2", "pgseccomp.session_syscall_allow", "@profile"))
                .isEqualTo(denied
                        + "Add @programs for programs that they start (with @programs in the list of files), or % alone,"
                        + " to session_syscall_allow.ROLE = '@profile, ...' of a role in pgseccomp.session_roles, or to pgseccomp.session_syscall_allow for all sessions"
                        + RELOAD);
        assertThat(ofStrict("symlink", "pgseccomp.session_syscall_allow", "@profile"))
                .isEqualTo(denied
                        + "Add symlink, readlink, chmod for tablespaces, or % alone,"
                        + " to session_syscall_allow.ROLE = '@profile, ...' of a role in pgseccomp.session_roles, or to pgseccomp.session_syscall_allow for all sessions"
                        + RELOAD);
        assertThat(ofStrict("pipe2", "session_syscall_allow.etl", "@profile, acct"))
                .isEqualTo(denied
                        + "Add @programs for programs that they start (with @programs in the list of files), or % alone, to \"session_syscall_allow.etl\""
                        + RELOAD);
        assertThat(ofStrict("acct", "session_syscall_allow.etl", "@profile"))
                .isEqualTo(denied + "Add % to \"session_syscall_allow.etl\", behind @profile" + RELOAD);
        assertThat(ofStrict("mprotect", "session_syscall_allow.etl", "@profile"))
                .startsWith("conditions of profile \"strict\" -> Profile \"strict\" does not allow % to sessions."
                        + " Add @jit for JIT compilation, or % alone, to session_syscall_allow.etl = '@profile, ...'.");
    }

    /** A profile has the call, and the list takes it out again, by its name or by a group. */
    @Test
    void whatAListTakesOutOfItsProfileIsNotSaidToBeTheProfiles() {
        for (String list : List.of("@profile, -execve", "@profile, -@programs")) {
            assertThat(remedyOf(
                            "execve",
                            Level.SESSION,
                            new Setting("pgseccomp.profile", "baseline"),
                            new Setting("pgseccomp.session_syscall_default", "error"),
                            new Setting("session_syscall_allow.etl", list)))
                    .isEqualTo(
                            "\"session_syscall_allow.etl\", which takes it out of @profile -> \"session_syscall_allow.etl\""
                                    + " takes % out of @profile. Remove what does so, or add % at the end of the list"
                                    + RELOAD);
        }
        assertThat(ofStrict("acct", "session_syscall_allow.etl", "@profile, -symlink"))
                .contains("Profile \"strict\" does not allow %");
    }

    /** A list without the profile is denied by nothing of it. */
    @Test
    void aListOfItsOwnIsNotTheProfiles() {
        assertThat(ofStrict("pipe2", "session_syscall_allow.etl", "@postgresql-session"))
                .isEqualTo("default, \"pgseccomp.session_syscall_default\" -> Add % to \"session_syscall_allow.etl\""
                        + RELOAD);
    }

    @Test
    void ofAProcessTypeItsNewProcessesGetIt() {
        assertThat(remedyOf(
                        "acct",
                        Level.SESSION,
                        new Setting("pgseccomp.profile", "strict"),
                        new Setting("process_syscall_default.archiver", "error"),
                        new Setting("process_syscall_allow.archiver", "@profile")))
                .isEqualTo(
                        "default of profile \"strict\" -> Profile \"strict\" does not allow % to processes of type \"archiver\"."
                                + " Add % to \"process_syscall_allow.archiver\", behind @profile."
                                + " It takes effect for new processes of this type after a reload.");
    }
}
