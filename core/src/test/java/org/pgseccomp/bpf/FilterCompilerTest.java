package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class FilterCompilerTest {
    private static final int I386 = 0x40000003;
    private static final int FILTERS = 300;

    /** What the kernel has to answer, from the rules and include/uapi/linux/seccomp.h alone. */
    private static final class Oracle {
        private final Map<Integer, Action> actions = new HashMap<>();
        private final Filter filter;
        private Action strictest = Action.ERROR;

        Oracle(Filter filter) {
            this.filter = filter;
            see(filter.defaultAction());
            for (Rule rule : filter.rules()) {
                actions.put(rule.syscall().number(), rule.action());
                see(rule.action());
            }
        }

        private void see(Action action) {
            if (action == Action.KILL) {
                strictest = Action.KILL;
            }
        }

        int verdict(int number, int arch) {
            boolean x32 = filter.architecture() == Architecture.X86_64 && (number < 0 || number >= 0x40000000);
            if (arch != filter.architecture().auditArch() || x32) {
                return value(strictest);
            }
            return value(actions.getOrDefault(number, unlisted(number)));
        }

        /** No default denies what the kernel makes when a stopped process goes on. */
        private Action unlisted(int number) {
            boolean denies = filter.defaultAction().compareTo(Action.LOG) > 0;
            int restart =
                    filter.architecture().syscalls().named("restart_syscall").number();
            return denies && number == restart ? Action.ALLOW : filter.defaultAction();
        }

        private static int value(Action action) {
            return switch (action) {
                case ALLOW -> 0x7fff0000;
                case LOG, WARN -> 0x7ffc0000;
                case ERROR -> 0x0005000d;
                case TERMINATE -> 0x0003200d;
                case KILL -> 0x80000000;
            };
        }
    }

    private static void assertVerdicts(Filter filter, String label) {
        assertVerdicts(LinearCompiler.compile(filter), filter, label + ", linear");
        assertVerdicts(FilterCompiler.compile(filter), filter, label);
    }

    private static void assertVerdicts(Program program, Filter filter, String label) {
        assertThat(ProgramChecker.problemOf(program)).as(label).isNull();
        Oracle oracle = new Oracle(filter);
        int ours = filter.architecture().auditArch();
        Random random = new Random(1);
        for (int number = 0; number < 1024; number++) {
            assertVerdict(program, oracle, number, ours, label);
            assertVerdict(program, oracle, number | 0x40000000, ours, label);
            assertVerdict(program, oracle, random.nextInt(), ours, label);
        }
        int[] boundaries = {-1, -2, 1024, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000};
        int[] others = {I386, 0, -1, 0xC000003E, 0xC00000B7, ours ^ 1, ours ^ 0x80000000, random.nextInt()};
        for (int number : boundaries) {
            assertVerdict(program, oracle, number, ours, label);
            for (int arch : others) {
                assertVerdict(program, oracle, number, arch, label);
                assertVerdict(program, oracle, random.nextInt(512), arch, label);
            }
        }
    }

    private static void assertVerdict(Program program, Oracle oracle, int number, int arch, String label) {
        int verdict = Interpreter.runChecked(program.instructions(), new SeccompData(number, arch));
        if (verdict != oracle.verdict(number, arch)) {
            assertThat(verdict)
                    .as("%s, number %d, architecture %08x", label, number, arch)
                    .isEqualTo(oracle.verdict(number, arch));
        }
    }

    @ParameterizedTest
    @EnumSource
    void programsDoWhatRandomFiltersSay(Architecture architecture) {
        for (long seed = 0; seed < FILTERS; seed++) {
            assertVerdicts(RandomFilters.random(seed, architecture), architecture + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void programsAreRightAroundTheReachOfAConditionalJump(Architecture architecture) {
        for (int rules = 0; rules <= 300; rules += rules >= 240 && rules < 275 ? 1 : 20) {
            assertVerdicts(RandomFilters.withRules(architecture, rules), architecture + ", " + rules + " rules");
        }
    }

    @Test
    void targetsBeyond255InstructionsAreReachedByFarJumpsWhereTheProgramIsLinear() {
        Program near = LinearCompiler.compile(RandomFilters.withRules(Architecture.X86_64, 200));
        Program far = LinearCompiler.compile(RandomFilters.withRules(Architecture.X86_64, 300));
        assertThat(near.toString()).doesNotContain("  goto");
        assertThat(far.toString()).contains("  goto");
    }

    @ParameterizedTest
    @EnumSource
    void expectedActionsAgreeWithTheRules(Architecture architecture) {
        for (long seed = 0; seed < FILTERS; seed++) {
            Filter filter = RandomFilters.random(seed, architecture);
            Oracle oracle = new Oracle(filter);
            ExpectedActions expected = ExpectedActions.of(filter);
            for (int number = 0; number < 1024; number++) {
                assertThat(expected.ofNumber(number).otherwise().value())
                        .as("seed %d, number %d", seed, number)
                        .isEqualTo(oracle.verdict(number, architecture.auditArch()));
            }
        }
    }

    /** What no list names costs nothing: neither the number nor a comparison. */
    @Test
    void aFilterWithoutRulesLooksAtNoNumber() {
        Program aarch64 = FilterCompiler.compile(new Filter(Architecture.AARCH64, Action.ALLOW, List.of()));
        assertThat(aarch64.toString()).isEqualTo("""
                   0  load arch
                   1  if == 0xc00000b7 goto 3 else 2
                   2  return errno EACCES
                   3  return allow
                """);
        Program kills = FilterCompiler.compile(new Filter(Architecture.X86_64, Action.KILL, List.of()));
        assertThat(kills.toString())
                .as("all but restart_syscall, 219, which the kernel makes")
                .isEqualTo("""
                   0  load arch
                   1  if == 0xc000003e goto 2 else 4
                   2  load nr
                   3  if == 219 goto 5 else 4
                   4  return kill process
                   5  return allow
                """);
    }

    @Test
    void oneCallIsOneComparison() {
        Filter filter = new Filter(
                Architecture.AARCH64, Action.ALLOW, List.of(new Rule(new Syscall("symlinkat", 36), Action.LOG)));
        assertThat(FilterCompiler.compile(filter).toString()).isEqualTo("""
                   0  load arch
                   1  if == 0xc00000b7 goto 3 else 2
                   2  return errno EACCES
                   3  load nr
                   4  if == 36 goto 6 else 5
                   5  return allow
                   6  return log
                """);
    }
}
