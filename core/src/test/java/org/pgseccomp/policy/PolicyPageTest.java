package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.syscall.Architecture;

/** The examples of the manual page pgseccomp-policy(5). */
class PolicyPageTest {
    private static final Path PAGE = Path.of("../docs/pgseccomp-policy.adoc");

    static List<List<Setting>> examples() throws IOException {
        List<List<Setting>> examples = new ArrayList<>();
        Matcher block = Pattern.compile("(?ms)^----$(.*?)^----$").matcher(Files.readString(PAGE));
        while (block.find()) {
            List<Setting> settings = new ArrayList<>();
            Matcher line = Pattern.compile("(?m)^(\\S+) = '(.*)'$").matcher(block.group(1));
            while (line.find()) {
                settings.add(new Setting(line.group(1), line.group(2)));
            }
            assertThat(block.group(1).strip().lines()).hasSameSizeAs(settings);
            examples.add(settings);
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreTakenWithoutAWarning(List<Setting> example) {
        for (Architecture architecture : new Architecture[] {Architecture.X86_64, Architecture.AARCH64}) {
            boolean isGlobal = example.get(0).name().startsWith("pgseccomp.global");
            PolicyResult result = PolicyReader.read(architecture, isGlobal ? Level.GLOBAL : Level.SESSION, example);
            assertThat(result).as("%s", result).isInstanceOf(PolicyResult.Accepted.class);
            PolicyResult.Accepted accepted = (PolicyResult.Accepted) result;
            assertThat(accepted.warnings()).isEmpty();
            Level level = isGlobal ? Level.GLOBAL : Level.SESSION;
            assertThat(Doubts.of(accepted.stack(), level, example, "the example"))
                    .isEmpty();
        }
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(4);
    }

    /** The page names the calls that fail with ENOSYS under a default of errors, all of them and no others. */
    @Test
    void theNewerCallsAreThoseOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        String section =
                page.substring(page.indexOf("The calls are *"), page.indexOf("A call that a list names, in an entry"));
        List<String> named = new ArrayList<>();
        Matcher name = Pattern.compile("\\*([a-z0-9_]+)\\*").matcher(section);
        while (name.find()) {
            named.add(name.group(1));
        }
        Architecture x86 = Architecture.X86_64;
        List<String> newer = new ArrayList<>();
        Filter filter = new Filter(x86, Action.ERROR, true, List.of());
        x86.syscalls().all().forEach(syscall -> {
            if (filter.unlistedOutcomeOf(syscall.number()).errno() == Outcome.ENOSYS) {
                newer.add(syscall.name());
            }
        });
        assertThat(named).containsExactlyInAnyOrderElementsOf(newer);
    }
}
