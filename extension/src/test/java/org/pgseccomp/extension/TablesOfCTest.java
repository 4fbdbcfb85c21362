package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.observe.Uncounted;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** What stands in the C adapter and in the core is the same in both. The C is read as text. */
class TablesOfCTest {
    /** Uncounted for reasons of their own, though no session needs them. */
    private static final Set<String> UNCOUNTED_BESIDES =
            Set.of("exit", "wait4", "restart_syscall", "rt_sigprocmask", "getrusage");

    /** What stands in a file between two texts. */
    private static String between(String file, String from, String to) {
        try {
            String text = Files.readString(Path.of("src/main/c", file));
            int start = text.indexOf(from);
            assertThat(start).as("%s in %s", from, file).isNotNegative();
            int end = text.indexOf(to, start + from.length());
            assertThat(end).as("%s in %s", to, file).isNotNegative();
            return text.substring(start + from.length(), end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** The names of calls in a list, of which an architecture takes those that its conditions leave. */
    private static List<String> calls(String list, Architecture architecture) {
        List<String> calls = new ArrayList<>();
        boolean isTaken = true;
        boolean wasTaken = false;
        for (String line : list.lines().toList()) {
            Matcher condition =
                    Pattern.compile("#(?:ifdef|elif defined)\\W*SYS_(\\w+).*").matcher(line);
            if (condition.matches()) {
                wasTaken = !line.startsWith("#ifdef") && (wasTaken || isTaken);
                isTaken = !wasTaken && architecture.has(condition.group(1));
            } else if (line.startsWith("#else")) {
                isTaken = !wasTaken && !isTaken;
            } else if (line.startsWith("#endif")) {
                isTaken = true;
            } else if (isTaken) {
                all("(?<=SYS_)\\w+", line).forEach(calls::add);
            }
        }
        return calls;
    }

    /** C has those that both architectures have which it compiles for. */
    @Test
    void whatNoHandlerMaySeeIsTheSame() {
        List<String> ofC = calls(between("verify/verify.c", "never_handled[] = {", "};"), Architecture.X86_64);
        for (Syscall call : UnseenCalls.of(Architecture.X86_64)) {
            if (ofC.contains(call.name())) {
                assertThat(Architecture.AARCH64.has(call.name()))
                        .as(call.name())
                        .isTrue();
            }
        }
        assertThat(ofC)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(
                        name -> assertThat(UnseenCalls.reasonFor(name)).as(name).isNotNull());
        assertThat(ofC).hasSizeGreaterThan(15);
    }

    /** What is not recorded is recommended all the same, as a session must have it. */
    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void whatLearningDoesNotCountIsWhatASessionNeeds(Architecture architecture) {
        List<String> uncounted =
                Uncounted.calls(architecture).stream().map(Syscall::name).toList();
        assertThat(uncounted)
                .doesNotHaveDuplicates()
                .containsAll(UNCOUNTED_BESIDES)
                .hasSizeGreaterThan(25);
        for (String name : uncounted) {
            assertThat(architecture.has(name)).as(name).isTrue();
            if (!UNCOUNTED_BESIDES.contains(name)) {
                assertThat(statusOfPolicyThatDenies(architecture, name))
                        .as(name)
                        .isEqualTo(Replies.REJECTED);
            }
        }
    }

    private static int statusOfPolicyThatDenies(Architecture architecture, String name) {
        ByteWriter request = new ByteWriter();
        request.integer(Boundary.COMPILE);
        request.integer(architecture.auditArch());
        request.integer(1);
        request.integer(1);
        request.text("pgseccomp.session_syscall_error");
        request.text(name);
        return new ByteReader(Boundary.answer(request.bytes())).integer();
    }
}
