package org.pgseccomp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @Test
    void readsAll() {
        Observations seen = ObservationReader.read(TEXT);

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
                                        new ObservedCall(41, 3, List.of(1L << 32 | 1, 2L << 32 | 1), true),
                                        new ObservedCall(1024, -1, List.of(), false))),
                        new ObservedSubject("archiver", "cp", "", "", 5, 6, List.of()));
    }

    @Test
    void refusesEveryTextThatIsCutOff() {
        for (int length = 0; length < TEXT.length(); length++) {
            assertThat(ObservationReader.read(TEXT.substring(0, length)))
                    .as("%d chars", length)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pgseccomp-observed 1|pgseccomp-observed 2",
                "3221225534|1",
                "end 9|end 8",
                "call 41|call 1025",
                "call 41|call x",
                "call 41|call  41",
                "call 41|cull 41",
                "client_backend postgres|client_backend",
                "%2d|%2",
                "%2d|%zz",
                " +|  +",
                "server 15|server 15 16",
                "learnt 1767225600 3700 0 2|learnt 1767225600 3700 0",
            })
    void refusesWhatIsNotAsDescribed(String change) {
        int bar = change.indexOf('|');
        String changed = TEXT.replace(change.substring(0, bar), change.substring(bar + 1));

        assertThat(changed).isNotEqualTo(TEXT);
        assertThat(ObservationReader.read(changed)).isNull();
    }

    @Test
    void refusesCallsWithoutASubject() {
        assertThat(ObservationReader.read("pgseccomp-observed 1\narchitecture 3221225534\ncall 1 1 1 1\nend 3\n"))
                .isNull();
    }
}
