package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

/** Whatever bytes a configuration holds, the answer is a filter or a message that any log can show. */
class HostileSettingsTest {
    private static final String LIST = "pgseccomp.global_syscall_error";
    private static final String DEFAULT = "pgseccomp.global_syscall_default";

    private static PolicyResult read(String name, String value) {
        return PolicyReader.read(Architecture.X86_64, Level.GLOBAL, List.of(new Setting(name, value)));
    }

    private static Rejection rejection(String name, String value) {
        PolicyResult result = read(name, value);
        assertThat(result).isInstanceOf(PolicyResult.Rejected.class);
        Rejection rejection = ((PolicyResult.Rejected) result).first();
        assertThat(rejection.message()).matches("[ -~]+").doesNotEndWith(".");
        assertThat(rejection.detail()).matches("([ -~]+\\.)?");
        assertThat(rejection.hint()).matches("([ -~]+[.?])?");
        return rejection;
    }

    static IntStream bytes() {
        return IntStream.range(0, 256);
    }

    private static String shown(int value) {
        return value >= ' ' && value <= '~'
                ? Character.toString(value).toLowerCase(Locale.ROOT)
                : String.format("\\x%02x", value);
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void aByteAloneInAListIsSpaceOrIsNamedInTheRefusal(int value) {
        String text = Character.toString(value);
        if (" \t\n\013\f\r".contains(text)) {
            assertThat(read(LIST, text))
                    .isEqualTo(new PolicyResult.Accepted(
                            FilterStack.of(new Filter(Architecture.X86_64, Action.ALLOW, List.of())), List.of()));
            return;
        }
        Rejection rejection = rejection(LIST, text);
        assertThat(rejection.setting()).isEqualTo(LIST);
        switch (text) {
            case "," ->
                assertThat(rejection.detail())
                        .isEqualTo("Element 1, at character 1, is empty. Element 2, at character 2, is empty.");
            case "(", "=" -> assertThat(rejection.detail()).isEqualTo("Element 1, at character 1, has no name.");
            case "\"" -> assertThat(rejection.detail()).isEqualTo("Element 1, at character 1, has no closing quote.");
            default -> assertThat(rejection.detail()).startsWith("Element 1, \"" + shown(value) + "\" at character 1");
        }
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void aByteInsideANameIsNotOverlooked(int value) {
        assertThat(rejection(LIST, "re" + Character.toString(value) + "ad").setting())
                .isEqualTo(LIST);
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void aByteAloneIsNoAction(int value) {
        assertThat(rejection(DEFAULT, Character.toString(value)).hint())
                .isEqualTo("Available values: allow, log, warn, error, terminate, kill.");
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void aByteBehindAKnownSettingMakesAnUnknownOne(int value) {
        Rejection rejection = rejection(LIST + Character.toString(value), "read");
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.UNKNOWN_SETTING);
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + LIST + "\"?");
    }

    @ParameterizedTest
    @ValueSource(ints = {79, 80, 81, 5_000, 60_000})
    void longNamesAreShortenedWhereverTheyAreShown(int length) {
        String name = "\u00ff".repeat(length);
        assertThat(rejection(LIST, name).detail()).hasSizeLessThan(500);
        assertThat(rejection(DEFAULT, name).message()).hasSizeLessThan(500);
        assertThat(rejection("pgseccomp." + name, "").message()).hasSizeLessThan(500);
        assertThat(rejection(LIST, name).message().contains("..."))
                .as("three dots after 80 chars")
                .isEqualTo(length > 80);
    }

    @Test
    void upperCaseIsFoldedWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(read(LIST.toUpperCase(Locale.ROOT), "IOCTL, PIPE"))
                    .isEqualTo(read(LIST, "ioctl, pipe"))
                    .isInstanceOf(PolicyResult.Accepted.class);
            assertThat(read(DEFAULT, "KILL")).isEqualTo(read(DEFAULT, "kill"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "nobody,", "read(nothing: 1),", "@nobody,", "read=E,"})
    void ofThousandsOfWrongElementsTheFirstAreTold(String element) {
        Rejection rejection = rejection(LIST, element.repeat(15_000) + "read");
        assertThat(rejection.message())
                .isEqualTo("more than 10 wrong elements in parameter \"pgseccomp.global_syscall_error\"");
        assertThat(rejection.detail())
                .contains("Element 10, ")
                .doesNotContain("Element 11, ")
                .endsWith("There are more.");
    }

    @Test
    void aGroupThatIsNamedThousandsOfTimesIsListedOnce() {
        assertThat(read(LIST, "@file-system,".repeat(4_000) + "@file-system")).isEqualTo(read(LIST, "@file-system"));
    }

    @Test
    void aGroupThatIsTakenOutAndListedAgainIsListed() {
        assertThat(read(LIST, "@clock, -@clock, @clock")).isEqualTo(read(LIST, "@clock"));
        assertThat(read(LIST, "@clock, @clock=ENOSYS")).isEqualTo(read(LIST, "@clock=ENOSYS"));
        assertThat(read(LIST, "@clock, @clock=ENOSYS, -@clock, @clock=ENOSYS")).isEqualTo(read(LIST, "@clock=ENOSYS"));
    }

    @Test
    void oneCallHasASensibleNumberOfConditions() {
        String entries = IntStream.range(0, 64)
                .mapToObj(i -> "dup(fildes: " + i + ")")
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        assertThat(read(LIST, entries)).isInstanceOf(PolicyResult.Accepted.class);
        assertThat(rejection(LIST, entries + ", dup(fildes: 64)").detail())
                .isEqualTo(
                        "Element 65, \"dup(fildes: 64)\" at character 1079, is one of more than 64 entries with conditions for this system call.");
    }
}
