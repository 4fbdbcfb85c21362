package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static String nearest(String wanted, String... candidates) {
        NearestName nearest = new NearestName(wanted);
        for (String candidate : List.of(candidates)) {
            nearest.offer(candidate);
        }
        return nearest.nearest();
    }

    @ParameterizedTest(name = "{0} is {2} steps from {1}")
    @CsvSource({
        "symlnk, symlink, 1",
        "symlinkk, symlink, 1",
        "symlonk, symlink, 1",
        "smylink, symlink, 1",
        "smylnik, symlink, 2",
        "sylink, symlinks, 2",
        "xsymlinkxx, symlink, 3"
    })
    void stepsAreInsertionsDeletionsReplacementsAndSwaps(String wanted, String candidate, int steps) {
        assertThat(nearest(wanted, withLastReplaced(wanted, steps + 1), candidate))
                .isEqualTo(candidate);
        assertThat(nearest(wanted, withLastReplaced(wanted, steps), candidate))
                .as("of two at the same distance, the first")
                .isEqualTo(withLastReplaced(wanted, steps));
    }

    private static String withLastReplaced(String text, int count) {
        return text.substring(0, text.length() - count) + "#".repeat(count);
    }

    @Test
    void moreThanThreeStepsAreTooMany() {
        assertThat(nearest("abcdefghij", "abcdefgxyz")).isEqualTo("abcdefgxyz");
        assertThat(nearest("abcdefghij", "abcdefwxyz")).isNull();
    }

    @Test
    void moreThanHalfOfAShortNameIsTooMuch() {
        assertThat(nearest("dp", "dup")).isEqualTo("dup");
        assertThat(nearest("dp", "dups")).isNull();
        assertThat(nearest("d", "dup")).isNull();
        assertThat(nearest("")).isNull();
    }

    @Test
    void aVeryLongNameIsNotCompared() {
        assertThat(nearest("a".repeat(80), "a".repeat(79))).isEqualTo("a".repeat(79));
        assertThat(nearest("a".repeat(81), "a".repeat(80))).isNull();
    }
}
