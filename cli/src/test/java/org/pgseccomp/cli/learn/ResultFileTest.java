package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

class ResultFileTest {
    private static String written(Observations observations, boolean cutOff) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultFile.write(out, observations, cutOff);
        return out.toString(UTF_8);
    }

    private static ResultReader.Result read(String text) throws InputException {
        return ResultReader.read("result", new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static Observations everything() {
        Observations observations = new Observations();
        for (String name : new String[] {"auditd-enriched.log", "dmesg.log", "elsewhere.log", "journal.json"}) {
            observations.addAll(
                    Reading.file(Reading.EVERYTHING, Reading.recorded(name)).observations());
        }
        observations.count(0, 1999, false);
        observations.count(0, -1, false);
        observations.countUnknown("syscall_0x1ff");
        observations.unknownExecutable();
        return observations;
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Observations observations = everything();
        String text = written(observations, true);
        ResultReader.Result result = read(text);
        assertThat(result.cutOff()).isTrue();
        assertThat(written(result.observations(), true)).isEqualTo(text);
        assertThat(result.observations().lines()).isEqualTo(observations.lines());
        assertThat(Reading.calls(result.observations(), Architecture.AARCH64)).containsOnlyKeys("faccessat");
    }

    @Test
    void resultsAddUp() throws IOException {
        Observations sum = read(written(everything(), false)).observations();
        sum.addAll(read(written(everything(), false)).observations());
        assertThat(sum.linesRead()).isEqualTo(2 * everything().linesRead());
        assertThat(sum.dropped()).isEqualTo(2 * everything().dropped());
        assertThat(Reading.calls(sum).get("getpid"))
                .isEqualTo(2 * Reading.calls(everything()).get("getpid"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "pgseccomp-learn, other-format",
                "\"version\" : 1, \"version\" : 2",
                "\"getpid\", \"getuid\"",
                "\"number\" : 39, \"number\" : 40",
                "\"x86_64\", \"vax\"",
                "\"calls\" : 1, \"calls\" : -1",
                "\"calls\" : 1, \"calls\" : 1.5",
                "\"calls\" : 1, \"calls\" : 99999999999999999999",
                "\"refused\" : 0, \"refused\" : 100",
                "\"taken\", \"token\"",
                "\"read\" :, \"rad\" :",
                "\"damaged\" : 3, \"damaged\" : 1",
                "\"dropped\", \"dripped\"",
                "\"foreign_others\" : 0, \"foreign_others\" : 0 \"x\" : 1",
            })
    void anythingUnexpectedIsAnError(String part, String replacement) throws IOException {
        String text = written(everything(), false);
        assertThat(text).contains(part);
        String changed = text.replaceFirst(java.util.regex.Pattern.quote(part), replacement);
        assertThat(changed).isNotEqualTo(text);
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is no result of pgseccomp learn --format json that this version reads: line ");
    }

    @Test
    void noBeginningOfAResultIsRead() throws IOException {
        String text = written(everything(), false).stripTrailing();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> read(cut)).as("%s characters", length).isInstanceOf(InputException.class);
        }
        assertThatThrownBy(() -> read(text + "{}")).isInstanceOf(InputException.class);
    }
}
