package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

/** Lists that nobody can mean: each is refused, and the message names the place. */
class WrongEntriesTest {
    static List<String> wrongEntries() throws IOException {
        try (InputStream file =
                WrongEntriesTest.class.getResourceAsStream("/org/pgseccomp/language/wrong-entries.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static Rejection rejection(String list) {
        PolicyResult result = PolicyReader.read(
                Architecture.X86_64, Level.GLOBAL, List.of(new Setting("pgseccomp.global_syscall_error", list)));
        assertThat(result).as(list).isInstanceOf(PolicyResult.Rejected.class);
        return ((PolicyResult.Rejected) result).first();
    }

    @ParameterizedTest
    @MethodSource("wrongEntries")
    void theMessageNamesThePlace(String line) {
        String[] parts = line.split(" => ", 2);
        int place = parts[0].indexOf('^') + 1;
        Rejection rejection = rejection(parts[0].replace("^", ""));
        assertThat(rejection.detail()).contains("at character " + place).contains(parts[1]);
        assertThat(rejection.detail()).startsWith("Element ");
        assertThat(rejection.message()).endsWith(" in parameter \"pgseccomp.global_syscall_error\"");
    }

    @Test
    void thereAreHundred() throws IOException {
        assertThat(wrongEntries()).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    }

    @Test
    void allOfAListAreSaidAtOnce() {
        Rejection rejection = rejection("mnount, socket(famly: 1), @mnt, mount = EFOO, chroot");
        assertThat(rejection.detail())
                .contains("Element 1, ", "Element 2, ", "Element 3, ", "Element 4, ")
                .doesNotContain("Element 5");
    }

    @Test
    void soAreThoseOfAllListsAndAllContradictions() {
        PolicyResult wrong = PolicyReader.read(
                Architecture.X86_64,
                Level.SESSION,
                List.of(
                        new Setting("session_syscall_error.joe", "mnount"),
                        new Setting("session_syscall_kill.joe", "chrot"),
                        new Setting("session_syscall_default.joe", "eror")));
        assertThat(((PolicyResult.Rejected) wrong).rejections())
                .extracting(Rejection::setting)
                .containsExactlyInAnyOrder(
                        "session_syscall_error.joe", "session_syscall_kill.joe", "session_syscall_default.joe");
        PolicyResult contrary = PolicyReader.read(
                Architecture.X86_64,
                Level.GLOBAL,
                List.of(
                        new Setting("pgseccomp.global_syscall_error", "mount, acct, bpf"),
                        new Setting("pgseccomp.global_syscall_kill", "bpf, mount")));
        assertThat(((PolicyResult.Rejected) contrary).rejections())
                .extracting(Rejection::message)
                .containsExactlyInAnyOrder(
                        "conflicting actions for system call \"mount\"", "conflicting actions for system call \"bpf\"");
    }

    @Test
    void aParenthesisTooMany() {
        assertThat(rejection("socket(domain: AF_INET)), mount").detail())
                .isEqualTo("Element 1, at character 1, closes a parenthesis that is not open.");
    }

    @Test
    void aParameterBehindAComma() {
        assertThat(rejection("socket(domain: AF_INET, type: SOCK_RAW)").hint())
                .isEqualTo("Separate values by commas, and parameters by semicolons.");
    }

    /** ENOSR is as near, and nobody who writes ENOSY means it. */
    @Test
    void aNameThatBreaksOff() {
        assertThat(rejection("mount = ENOSY").hint()).isEqualTo("Did you mean \"ENOSYS\"?");
    }

    /** An error is an action's that fails with one. */
    @ParameterizedTest
    @ValueSource(strings = {"allow", "log", "terminate", "kill"})
    void onlyListsOfErrorsHaveErrors(String action) {
        PolicyResult result = PolicyReader.read(
                Architecture.X86_64,
                Level.GLOBAL,
                List.of(new Setting("pgseccomp.global_syscall_" + action, "mount = EPERM")));
        assertThat(((PolicyResult.Rejected) result).first().detail())
                .isEqualTo("Element 1, \"mount = EPERM\" at character 1, has an error, and this is no list of errors.");
    }
}
