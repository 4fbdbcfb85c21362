package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Filters that no conditional jump reaches across, in every mixture of two actions and a default. */
class LongFiltersTest {
    private static final int JA = 0x05;

    private static List<Syscall> byNumber(Architecture architecture) {
        return architecture.syscalls().all().stream()
                .sorted(Comparator.comparingInt(Syscall::number))
                .toList();
    }

    private static int verdict(Program program, int number, int arch) {
        return Interpreter.runChecked(program.instructions(), new SeccompData(number, arch));
    }

    static Stream<Arguments> mixtures() {
        return Stream.of(Architecture.values())
                .flatMap(architecture -> Stream.of(Action.values())
                        .flatMap(defaultAction -> Stream.of(Action.values())
                                .filter(action -> action != defaultAction)
                                .flatMap(first -> Stream.of(Action.values())
                                        .filter(action -> action != defaultAction)
                                        .map(rest -> Arguments.arguments(architecture, defaultAction, first, rest)))));
    }

    @ParameterizedTest(name = "{0}, default {1}, first rule {2}, other rules {3}")
    @MethodSource("mixtures")
    void from240To270RulesEveryVerdictIsRight(
            Architecture architecture, Action defaultAction, Action first, Action rest) {
        List<Syscall> syscalls = byNumber(architecture);
        for (int count = 240; count <= 270; count++) {
            List<Rule> rules = new ArrayList<>();
            int[] expected = new int[ExpectedActions.NUMBERS];
            Arrays.fill(expected, Verdict.of(defaultAction));
            for (Syscall syscall : syscalls.subList(0, count)) {
                Action action = rules.isEmpty() ? first : rest;
                rules.add(new Rule(syscall, action));
                expected[syscall.number()] = Verdict.of(action);
            }
            boolean kills = defaultAction == Action.KILL || first == Action.KILL || rest == Action.KILL;
            int foreign = kills ? Verdict.KILL_PROCESS : Verdict.ERRNO_EACCES;
            Filter filter = new Filter(architecture, defaultAction, rules);
            assertVerdicts(LinearCompiler.compile(filter), expected, foreign, filter, count + " rules, linear");
            assertVerdicts(FilterCompiler.compile(filter), expected, foreign, filter, count + " rules");
        }
    }

    private static void assertVerdicts(Program program, int[] expected, int foreign, Filter filter, String label) {
        assertThat(ProgramChecker.problemOf(program)).as(label).isNull();
        Architecture architecture = filter.architecture();
        int ours = architecture.auditArch();
        int[] actual = new int[expected.length];
        for (int number = 0; number < expected.length; number++) {
            actual[number] = verdict(program, number, ours);
        }
        assertThat(actual).as(label).isEqualTo(expected);
        assertThat(verdict(program, 0, ours ^ 1)).as(label).isEqualTo(foreign);
        assertThat(verdict(program, 0x40000000, ours))
                .as(label)
                .isEqualTo(architecture == Architecture.X86_64 ? foreign : Verdict.of(filter.defaultAction()));
    }

    /** Every system call listed, in turn as log, error and kill, so that every return is far from the first rules. */
    @ParameterizedTest
    @EnumSource
    void aPolicyThatListsEveryCallIsRight(Architecture architecture) {
        List<Syscall> syscalls = byNumber(architecture);
        List<List<String>> names = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < syscalls.size(); i++) {
            names.get(i % 3).add(syscalls.get(i).name());
        }
        PolicyResult result = PolicyReader.read(
                architecture,
                Level.GLOBAL,
                List.of(
                        new Setting("pgseccomp.global_syscall_log", String.join(",", names.get(0))),
                        new Setting("pgseccomp.global_syscall_error", String.join(",", names.get(1))),
                        new Setting("pgseccomp.global_syscall_kill", String.join(",", names.get(2)))));
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        Filter filter = ((PolicyResult.Accepted) result).stack().global();
        Program linear = LinearCompiler.compile(filter);
        assertThat(linear.instructions())
                .extracting(Instruction::code)
                .as("an unconditional jump")
                .contains(JA);
        Program tree = FilterCompiler.compile(filter);
        assertThat(tree.instructions())
                .extracting(Instruction::code)
                .as("a tree is laid out so that it needs none")
                .doesNotContain(JA);
        assertThat(tree.instructions()).hasSizeLessThan(linear.instructions().size());
        assertEveryThird(linear, syscalls, architecture);
        assertEveryThird(tree, syscalls, architecture);
    }

    private static void assertEveryThird(Program program, List<Syscall> syscalls, Architecture architecture) {
        assertThat(ProgramChecker.problemOf(program)).isNull();
        int[] verdicts = {Verdict.LOG, Verdict.ERRNO_EACCES, Verdict.KILL_PROCESS};
        for (int i = 0; i < syscalls.size(); i++) {
            assertThat(verdict(program, syscalls.get(i).number(), architecture.auditArch()))
                    .as(syscalls.get(i).name())
                    .isEqualTo(verdicts[i % 3]);
        }
        assertThat(verdict(program, 1023, architecture.auditArch())).isEqualTo(Verdict.ALLOW);
        assertThat(verdict(program, 0, 0x40000003)).isEqualTo(Verdict.KILL_PROCESS);
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberOfATableIsAmongTheExpectedActions(Architecture architecture) {
        assertThat(architecture.syscalls().all())
                .extracting(Syscall::number)
                .allMatch(number -> number >= 0 && number < ExpectedActions.NUMBERS);
    }
}
