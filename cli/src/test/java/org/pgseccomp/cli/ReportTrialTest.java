package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section of the report in which lines are tried, in a real browser; what it says is compared with what the commands say. */
class ReportTrialTest {
    private static final String ON = """
            shared_preload_libraries = 'pgseccomp'
            pgseccomp.enabled = 'on'
            pgseccomp.session_syscall_error = 'mount, ptrace'
            """;

    @TempDir
    Path folder;

    private Chromium chromium;

    @BeforeEach
    void aBrowser() {
        chromium = new Chromium(folder);
    }

    private Path conf(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path report(String text) throws Exception {
        Path page = folder.resolve("report.html");
        String conf = conf("old.conf", text).toString();
        CommandRun run = CommandRun.of("report", "--arch", "x86_64", "--server-version", "17", "-o", "" + page, conf);
        assertThat(run.code()).as(run.err()).isZero();
        return page;
    }

    private static void type(ChromiumPage page, String lines) throws Exception {
        String verdict = "document.getElementById('trial-verdict')";
        page.evaluate(verdict + ".textContent = ''");
        page.evaluate("(t => { t.value = " + new ObjectMapper().writeValueAsString(lines)
                + "; t.dispatchEvent(new Event('input')); })(document.getElementById('trial'))");
        page.waitFor(verdict + ".textContent !== ''");
    }

    private static String text(ChromiumPage page, String id) throws Exception {
        return page.evaluate("document.getElementById('" + id + "').innerText").asText();
    }

    @Test
    void whatIsTypedIsAnsweredAsTheCommandsAnswer() throws Exception {
        try (ChromiumPage page = chromium.use(report(ON))) {
            assertThat(text(page, "trial-verdict")).startsWith("These lines do the same as those of the report.");
            assertThat(page.evaluate("document.getElementById('trial').value").asText())
                    .isEqualTo(ON);

            String wrong = ON.replace("ptrace", "ptrase");
            type(page, wrong);
            assertThat(text(page, "trial-verdict")).startsWith("A server would not start with these lines");
            CommandRun checked = CommandRun.of(
                    "check", "--arch", "x86_64", "--server-version", "17", "" + conf("wrong.conf", wrong));
            String told = checked.out().lines().findFirst().orElseThrow();
            String message = told.substring(told.indexOf("error: "));
            assertThat(message).contains("ptrase");
            assertThat(text(page, "trial-messages")).startsWith("line 3: " + message);

            type(page, ON.replace("ptrace", "bpf"));
            assertThat(text(page, "trial-verdict")).startsWith("Looser: somebody may do more than before.");
            CommandRun diff = CommandRun.of(
                    "diff",
                    "--arch",
                    "x86_64",
                    "--server-version",
                    "17",
                    "" + folder.resolve("old.conf"),
                    "" + conf("new.conf", ON.replace("ptrace", "bpf")));
            List<String> lines = new ArrayList<>();
            for (String line : diff.out().lines().toList()) {
                if (line.matches("  (looser|tighter) .*")) {
                    lines.add(line.strip().replaceAll("^([a-z]+) +", "$1: ").replace("->", "\u2192"));
                }
            }
            assertThat(lines).hasSize(2);
            assertThat(text(page, "trial-changes").lines()).containsAll(lines);
        }
    }

    @Test
    void howManyAttacksAreStopped() throws Exception {
        try (ChromiumPage page = chromium.use(report(ON))) {
            String strict = "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n";
            type(page, strict);
            CommandRun run = CommandRun.of(
                    "exposure",
                    "--arch",
                    "x86_64",
                    "--server-version",
                    "17",
                    "--format",
                    "json",
                    "" + conf("strict.conf", strict));
            int stopped = 0;
            JsonNode attacks = new ObjectMapper().readTree(run.out()).get("attacks");
            for (JsonNode attack : attacks) {
                stopped += attack.get("verdict").asText().equals("stopped") ? 1 : 0;
            }
            assertThat(text(page, "trial-verdict"))
                    .contains("Of " + attacks.size() + " attacks of the catalogue, " + stopped + " are stopped");
        }
    }

    @Test
    void theButtonBringsTheLinesBack() throws Exception {
        try (ChromiumPage page = chromium.use(report(ON))) {
            type(page, "nonsense");
            page.evaluate("document.getElementById('trial-back').click()");
            assertThat(page.evaluate("document.getElementById('trial').value").asText())
                    .isEqualTo(ON);
            assertThat(text(page, "trial-verdict")).startsWith("These lines do the same");
        }
    }

    /** Roles have names with any character, and lines are typed with any. */
    @Test
    void namesAreShownAndNotObeyed() throws Exception {
        String attack = "<img src=x onerror=alert(1)>&\u00e9";
        String lines = ON + "pgseccomp.session_role_aliases = '\"a=" + attack + "\"'\npgseccomp.session_roles = '\""
                + attack + "\"'\nsession_syscall_error.a = 'mount'\n";
        try (ChromiumPage page = chromium.use(report(lines))) {
            assertThat(page.evaluate("document.getElementById('trial').value").asText())
                    .contains(attack);
            type(page, lines.replace("= 'mount'", "= 'acct'") + "pgseccomp.session_syscall_warn = '" + attack + "'\n");
            assertThat(text(page, "trial-messages")).contains("\"<img\"");
            type(page, lines.replace("= 'mount'", "= 'acct'"));
            assertThat(text(page, "trial-changes")).contains("role \"" + attack + "\"");
            assertThat(page.evaluate("document.querySelectorAll('img').length").asInt())
                    .isZero();
        }
    }

    /** axe-core's rules for a page, WCAG 2.2 AA among them. */
    @Test
    void nothingSeriousIsInTheWayOfAScreenReader() throws Exception {
        try (ChromiumPage page = chromium.use(report(ON + "pgseccomp.profile = 'strict'\n"))) {
            assertThat(page.seriousViolations()).isEmpty();
        }
    }
}
