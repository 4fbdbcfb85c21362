package org.pgseccomp.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

class ObservationReaderTest {
    static final String TEXT = """
            pgseccomp-observed 1
            architecture 3221225534
            server 15
            learnt 1767225600 3700 0 2
            uncounted 0 1
            subject client_backend postgres Web%2dApp%c3%a4 - 1767225600 1767225700
            call 41 3 1767225600 1767225700 4294967297 8589934593 +
            call 1024 18446744073709551615 0 0
            subject archiver cp - - 5 6
            end 9
            """;

    private static ObservationReader.Result read(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        byte[] within = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, within, 3, bytes.length);
        return ObservationReader.read(within, 3, 3 + bytes.length, Architecture.X86_64);
    }

    private static String problemOf(String text) {
        ObservationReader.Result result = read(text);
        assertThat(result.seen() == null).isEqualTo(result.problem() != null);
        return result.problem();
    }

    @Test
    void readsAll() {
        Observations seen = read(TEXT).seen();

        assertThat(seen.architecture()).isEqualTo(Architecture.X86_64);
        assertThat(seen.server()).isEqualTo(15);
        assertThat(seen.since()).isEqualTo(1767225600L);
        assertThat(seen.seconds()).isEqualTo(3700);
        assertThat(seen.crashRestarts()).isEqualTo(2);
        assertThat(seen.uncounted()).containsExactly(0, 1);
        assertThat(seen.subjects())
                .containsExactly(
                        new ObservedSubject(
                                "client_backend",
                                "postgres",
                                "Web-App\u00c3\u00a4",
                                "",
                                1767225600L,
                                1767225700L,
                                List.of(
                                        new ObservedCall(
                                                41,
                                                3,
                                                1767225600L,
                                                1767225700L,
                                                List.of(1L << 32 | 1, 2L << 32 | 1),
                                                true),
                                        new ObservedCall(1024, -1, 0, 0, List.of(), false))),
                        new ObservedSubject("archiver", "cp", "", "", 5, 6, List.of()));
    }

    @Test
    void refusesEveryTextThatIsCutOff() {
        for (int length = 0; length < TEXT.length(); length++) {
            assertThat(problemOf(TEXT.substring(0, length)))
                    .as("%d chars", length)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "pgseccomp-observed 1|pgseccomp-observed 2|It is of another version.",
                "3221225534|3221225655|It was written on another architecture.",
                "3221225534|1|It was written on another architecture.",
                "architecture 3221225534|uncounted 2|It does not say on which architecture it was written.",
                "end 9|end 8|It does not end as it should.",
                "end 9|end 9 |Line 10 cannot be read: it has a word that is no number of 64 bits.",
                "end 9|server 15|It is not whole.",
                "call 41|call 1025|Line 7 cannot be read: there is no such system call.",
                "call 41|call x|Line 7 cannot be read: it has a word that is no number of 64 bits.",
                "call 41|call  41|Line 7 cannot be read: it has a word that is no number of 64 bits.",
                "18446744073709551615|18446744073709551616|Line 8 cannot be read: it has a word that is no number of 64 bits.",
                "1024 18446744073709551615|18446744073709551615 1|Line 8 cannot be read: there is no such system call.",
                "call 1024 18446744073709551615 0 0|call 1 1 0|Line 8 cannot be read: it has too many or too few words.",
                "1767225700 4294967297|253402300800 1|Line 7 cannot be read: a time is too late.",
                " 5 6|5 253402300800|Line 9 cannot be read: it has a name that is not written as names are.",
                " 5 6| 5 253402300800|Line 9 cannot be read: a time is too late.",
                " 5 6| 5|Line 9 cannot be read: it has too many or too few words.",
                "call 41|cull 41|Line 7 cannot be read: its first word is not known.",
                "call 41|call41|Line 7 cannot be read: its first word is not known.",
                "server 15|pgseccomp-observed 1|Line 3 cannot be read: it stands at the wrong place.",
                "client_backend postgres|client_backend|Line 6 cannot be read: it has too many or too few words.",
                "client_backend postgres|client_backent postgres|Line 6 cannot be read: there is no such type of processes.",
                "%2d|%2|Line 6 cannot be read: it has a name that is not written as names are.",
                "%2d|%zz|Line 6 cannot be read: it has a name that is not written as names are.",
                "%2d|%00|Line 6 cannot be read: it has a name that is not written as names are.",
                "%2d|-|Line 6 cannot be read: it has a name that is not written as names are.",
                " +|  +|Line 7 cannot be read: it has a word that is no number of 64 bits.",
                " +| + 1|Line 7 cannot be read: it has too many or too few words.",
                "server 15|server 15 16|Line 3 cannot be read: it has too many or too few words.",
                "uncounted 0 1|uncounted 0 1024|Line 5 cannot be read: there is no such system call.",
                "learnt 1767225600 3700|learnt 1767225600 253402300800|Line 4 cannot be read: a time is too late.",
                "learnt 1767225600 3700 0 2|learnt 1767225600 3700 0|Line 4 cannot be read: it has too many or too few words.",
            })
    void saysWhatIsNotAsDescribed(String from, String to, String problem) {
        assertThat(TEXT).contains(from);
        assertThat(problemOf(TEXT.replace(from, to))).isEqualTo(problem);
    }

    @Test
    void nothingMayFollow() {
        assertThat(problemOf(TEXT + "call 1 1 1 1\n")).isEqualTo("It does not end as it should.");
        assertThat(problemOf(TEXT + TEXT)).isEqualTo("It does not end as it should.");
    }

    @Test
    void aLineHasALongestLength() {
        String name = "a".repeat(1022 - "subject archiver  - - 5 6".length());
        assertThat(problemOf(TEXT.replace("archiver cp", "archiver " + name))).isNull();
        assertThat(problemOf(TEXT.replace("archiver cp", "archiver a" + name)))
                .isEqualTo("Line 9 is too long or not whole.");
    }

    @Test
    void ofManyValuesTheFirstAreKept() {
        ObservedCall call = read(TEXT.replace("8589934593 +", "2 3 4 5 6 7 8 9"))
                .seen()
                .subjects()
                .get(0)
                .calls()
                .get(0);
        assertThat(call.values()).containsExactly(4294967297L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(call.moreValues()).isTrue();
    }

    @Test
    void thereAreNoMoreThanAServerKeeps() {
        String head = "pgseccomp-observed 1\narchitecture 3221225534\nsubject archiver cp - - 5 6\n";
        String calls = "call 1 1 1 1\n".repeat(Observations.MOST_CALLS);
        String end = "end " + (3 + Observations.MOST_CALLS) + "\n";
        assertThat(problemOf(head + calls + end)).isNull();
        assertThat(problemOf(head + calls + "call 1 1 1 1\n"))
                .isEqualTo("Line 131076 cannot be read: more than 131072 calls are too many.");
        assertThat(problemOf(head + "subject archiver cp - - 5 6\n".repeat(Observations.MOST_SUBJECTS)))
                .isEqualTo("Line 8195 cannot be read: more than 8192 kinds of processes are too many.");
    }

    @Test
    void refusesCallsWithoutASubject() {
        assertThat(problemOf("pgseccomp-observed 1\narchitecture 3221225534\ncall 1 1 1 1\nend 3\n"))
                .isEqualTo("Line 3 cannot be read: no subject stands before it.");
    }
}
