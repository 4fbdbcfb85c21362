package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pgseccomp.plan.Severity;

/** When there are colours: no-color.org says what NO_COLOR means, terminfo(5) what a dumb terminal is. */
class ColoursTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    @Test
    void aTerminalHasThem() {
        assertThat(Colours.of(true, XTERM).bad("error")).isEqualTo("\033[31merror\033[0m");
        assertThat(Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")).bad("error"))
                .isEqualTo("\033[31merror\033[0m");
    }

    @Test
    void aPipeAndWhoDoesNotWantThemHaveNone() {
        assertThat(Colours.of(false, XTERM).bad("error")).isEqualTo("error");
        assertThat(Colours.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).doubtful("warning"))
                .isEqualTo("warning");
        assertThat(Colours.of(true, Map.of("TERM", "dumb")).good("stopped")).isEqualTo("stopped");
        assertThat(Colours.of(true, Map.of()).good("stopped")).isEqualTo("stopped");
    }

    /** Whoever reads lines as compilers print them finds the same words at the same places. */
    @Test
    void onlyTheWordIsColoured() {
        StringBuilder text = new StringBuilder();
        new Finding(Severity.ERROR, "file", "", false, "p.conf", 3, "unknown", "", "")
                .print(text, Colours.of(true, XTERM));
        assertThat(text).hasToString("p.conf:3: \033[31merror\033[0m: unknown\n");
    }
}
