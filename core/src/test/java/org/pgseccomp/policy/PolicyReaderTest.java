package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class PolicyReaderTest {
    private static PolicyResult read(Architecture architecture, String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting("pgseccomp." + namesAndValues[i], namesAndValues[i + 1]));
        }
        return PolicyReader.read(architecture, Level.GLOBAL, settings);
    }

    private static Filter accepted(String... namesAndValues) {
        PolicyResult result = read(Architecture.X86_64, namesAndValues);
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        return ((PolicyResult.Accepted) result).stack().global();
    }

    private static Rejection rejected(PolicyResult result) {
        assertThat(result).isInstanceOf(PolicyResult.Rejected.class);
        return ((PolicyResult.Rejected) result).first();
    }

    private static Rejection rejected(String... namesAndValues) {
        return rejected(read(Architecture.X86_64, namesAndValues));
    }

    @Test
    void nothingWrittenAllowsEverything() {
        assertThat(accepted()).isEqualTo(new Filter(Architecture.X86_64, Action.ALLOW, List.of()));
    }

    @Test
    void rulesAreSortedByNumber() {
        Filter filter = accepted(
                "global_syscall_default",
                "error",
                "global_syscall_allow",
                "write, read",
                "global_syscall_kill",
                "ptrace");
        assertThat(filter.defaultAction()).isEqualTo(Action.ERROR);
        assertThat(filter.rules())
                .containsExactly(
                        new Rule(new Syscall("read", 0), Action.ALLOW),
                        new Rule(new Syscall("write", 1), Action.ALLOW),
                        new Rule(new Syscall("ptrace", 101), Action.KILL));
    }

    @Test
    void settingsAreKnownInEitherCase() {
        assertThat(accepted("GLOBAL_syscall_Error", "mount").actionOf(165)).isEqualTo(Action.ERROR);
    }

    @Test
    void aRuleWithTheDefaultActionIsDropped() {
        assertThat(accepted("global_syscall_allow", "read").rules()).isEmpty();
    }

    @Test
    void aCallMayAlsoStandInTheListOfTheDefaultAction() {
        Filter filter = accepted("global_syscall_allow", "read", "global_syscall_error", "read");
        assertThat(filter.actionOf(0)).isEqualTo(Action.ERROR);
    }

    @Test
    void aCallMayBeRepeatedInItsList() {
        assertThat(accepted("global_syscall_error", "mount, read, mount").rules())
                .hasSize(2);
    }

    @Test
    void oneCallInTwoListsIsAConflictThatNamesBothPlaces() {
        Rejection rejection = rejected("global_syscall_log", "read", "global_syscall_error", "write, read");
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.CONFLICT);
        assertThat(rejection.message()).isEqualTo("conflicting actions for system call \"read\"");
        assertThat(rejection.detail())
                .contains("element 1 (at character 1) of \"pgseccomp.global_syscall_log\"")
                .contains("element 2 (at character 8) of \"pgseccomp.global_syscall_error\"");
    }

    @ParameterizedTest
    @CsvSource({"symlnk, symlink", "raed, read", "wirte, write", "READD, read", "mnount, mount", "clnoe3, clone3"})
    void aMisspeltCallIsRefusedWithTheNearestName(String misspelt, String meant) {
        Rejection rejection = rejected("global_syscall_error", "close, " + misspelt);
        assertThat(rejection.setting()).isEqualTo("pgseccomp.global_syscall_error");
        assertThat(rejection.message()).contains("unknown system call", "pgseccomp.global_syscall_error");
        assertThat(rejection.detail()).startsWith("Element 2, \"").contains("at character 8");
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + meant + "\"?");
    }

    @Test
    void aNameThatIsNearNothingHasNoHint() {
        assertThat(rejected("global_syscall_error", "zzzzzzzzzzzz").hint()).isEmpty();
    }

    @Test
    void aCallOfAnotherArchitectureIsRefusedAndSaysWhereItExists() {
        Rejection rejection = rejected(read(Architecture.AARCH64, "global_syscall_allow", "open"));
        assertThat(rejection.detail()).contains("is not a system call of aarch64", "x86_64 has it");
    }

    @Test
    void anUnknownCallIsRefusedInTheListOfTheDefaultActionToo() {
        assertThat(rejected("global_syscall_allow", "raed").message()).contains("raed");
    }

    @Test
    void theAsteriskHasNoMeaningInAGlobalList() {
        assertThat(rejected("global_syscall_allow", "*").detail()).contains("this is the global list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deny", "allow,log"})
    void aDefaultThatIsNoActionListsTheActions(String value) {
        Rejection rejection = rejected("global_syscall_default", value);
        assertThat(rejection.message()).contains("pgseccomp.global_syscall_default", "\"" + value + "\"");
        assertThat(rejection.hint()).isEqualTo("Available values: allow, log, warn, error, terminate, kill.");
    }

    @ParameterizedTest
    @CsvSource({
        "global_syscal_allow, pgseccomp.global_syscall_allow",
        "global_syscall_allowed, pgseccomp.global_syscall_allow",
        "enabld, pgseccomp.enabled",
        "Global_Syscall_Defualt, pgseccomp.global_syscall_default"
    })
    void aMisspeltSettingIsRefusedWithTheNearestName(String misspelt, String meant) {
        Rejection rejection = rejected(misspelt, "x");
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.UNKNOWN_SETTING);
        assertThat(rejection.message())
                .isEqualTo("unrecognized configuration parameter \"pgseccomp." + misspelt + "\"");
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + meant + "\"?");
    }

    @Test
    void syntaxErrorsNameSettingElementAndPosition() {
        Rejection rejection = rejected("global_syscall_log", "read,,write");
        assertThat(rejection.message()).contains("pgseccomp.global_syscall_log");
        assertThat(rejection.detail()).isEqualTo("Element 2, at character 6, is empty.");
    }

    /** The name is spelt right: a guess at the spelling would lead to another call (fsopen, brk). */
    @ParameterizedTest
    @CsvSource({
        "open, Did you mean \"openat\"?",
        "symlink, Did you mean \"symlinkat\"?",
        "mkdir, Did you mean \"mkdirat\"?",
        "fork, Did you mean \"clone\"?",
        "poll, Did you mean \"ppoll\"?",
        "arch_prctl, ''"
    })
    void aCallOfAnotherArchitectureIsNotTakenForAMisspeltOne(String name, String hint) {
        assertThat(rejected(read(Architecture.AARCH64, "global_syscall_allow", name))
                        .hint())
                .isEqualTo(hint);
    }

    @Test
    void hostileNamesAreShownShortened() {
        assertThat(rejected("global_syscall_error", "a".repeat(5000)).message()).hasSizeLessThan(200);
    }
}
