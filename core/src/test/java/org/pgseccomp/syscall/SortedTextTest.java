package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedTextTest {
    private static final String TEXT = "mount a:p\nmount2 b:i\numount\numount_x c:i d:u\n";

    @Test
    void namesThatBeginOrEndAlikeAreToldApart() {
        assertThat(SortedText.find(TEXT, "mount")).isEqualTo(5);
        assertThat(SortedText.find(TEXT, "mount2")).isEqualTo(TEXT.indexOf(" b:i"));
        assertThat(SortedText.find(TEXT, "umount")).isEqualTo(TEXT.indexOf("\numount_x"));
        assertThat(SortedText.find(TEXT, "umount_x")).isEqualTo(TEXT.indexOf(" c:i"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "moun",
                "mount3",
                "mount20",
                "umoun",
                "umount_",
                "umount_xx",
                "zzz",
                "mount a:p",
                "a:p",
                "mount\nmount2",
                "\n"
            })
    void whatIsNoNameIsNotFound(String name) {
        assertThat(SortedText.find(TEXT, name)).isNegative();
        assertThat(SortedText.find("", name)).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 2147483648L, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreReadAsTheyAreWritten(long number) {
        String text = "A " + number + "\n";
        assertThat(SortedText.number(text, 2, text.length() - 1)).isEqualTo(number);
    }
}
