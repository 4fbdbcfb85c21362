package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "explain | pgseccomp explain: Missing required parameters: 'FILE', 'CALL'",
                "explain a -mount | pgseccomp explain: there is no option '-mount'",
                "explain a --arch=x86_64 | pgseccomp explain: Missing required parameter: 'CALL'",
                "check a --nosuch | pgseccomp check: there is no option '--nosuch'",
                "diff a b c d | pgseccomp diff: too many arguments, from 'c' on",
                "chek a | pgseccomp: there is no command 'chek'",
                "learn --arch vax a | pgseccomp learn: ",
            })
    void theErrorIsTheFirstLineAndTheHelpIsNamed(String line, String first) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(first).endsWith(" --help'.\n");
        assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void argumentsAreShownWithoutWhatATerminalWouldObey() {
        CommandRun run = CommandRun.of("explain", "postgresql.conf", "a\u001b[31mb\n::warning::x");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("\u001b").doesNotContain("\n::");
    }

    @Test
    void whoNamesNoCommandSeesThemAll() {
        CommandRun run = CommandRun.of();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: pgseccomp").contains("  simulate ");
    }
}
