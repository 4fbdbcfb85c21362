package org.pgseccomp.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of postgresql.conf, as PostgreSQL reads them (guc-file.l): the expected values were tried on a server. */
class ConfigurationLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "work_mem = 4MB | work_mem | 4MB",
                "work_mem 4MB # much | work_mem | 4MB",
                "a='b' | a | b",
                "a = 'it''s' | a | it's",
                "a = 'x\\'y' | a | x'y",
                "a = '\\101\\n' | a | `A\n`",
                "session_syscall_error.joe = 'mount, bpf' | session_syscall_error.joe | mount, bpf",
                "port=0x1F | port | 0x1F",
                "x 1.5e-3 | x | 1.5e-3",
                "search_path = a-b.c:d/e | search_path | a-b.c:d/e",
                "a = '' | a | ``"
            })
    void nameAndValue(String line, String name, String value) {
        ConfigurationLine read = ConfigurationLine.read(line, 7);
        assertThat(read.isWrong()).isFalse();
        assertThat(read.number()).isEqualTo(7);
        assertThat(read.name()).isEqualTo(name);
        assertThat(read.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a = | end of line",
                "a | end of line",
                "a = b c | token \"c\"",
                "= b | token \"=\"",
                "a = 'b | token \"'\"",
                "1 = b | token \"1\""
            })
    void wrongLines(String line, String near) {
        assertThat(ConfigurationLine.read(line, 1).problem()).isEqualTo("syntax error, near " + near);
    }

    @Test
    void allLinesOfAText() {
        assertThat(ConfigurationLine.readAll("# c\n\na = 1\r\n  b 'x'\nwrong wrong wrong"))
                .extracting(ConfigurationLine::number)
                .containsExactly(3, 4, 5);
        assertThat(ConfigurationLine.readAll("")).isEmpty();
    }
}
