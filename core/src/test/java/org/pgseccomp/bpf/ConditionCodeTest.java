package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.RandomConditions;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Programs of filters with conditions, run as the kernel runs them, against what the conditions say of each call. */
class ConditionCodeTest {
    private static Filter filter(Random random, Architecture architecture, RandomConditions conditions) {
        Action[] actions = Action.values();
        List<Rule> rules = new ArrayList<>();
        for (int number = 0; number < 300; number += 1 + random.nextInt(60)) {
            List<Case<Outcome>> cases = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                cases.add(new Case<>(conditions.condition(), Outcome.of(actions[random.nextInt(actions.length)])));
            }
            Decision<Outcome> decision =
                    new Decision<>(cases, Outcome.of(actions[random.nextInt(actions.length)])).simplified();
            if (!decision.isPlain() && architecture.syscalls().numbered(number) != null) {
                rules.add(new Rule(new Syscall("call" + number, number), decision, List.of()));
            }
        }
        return new Filter(architecture, Action.ALLOW, rules);
    }

    @ParameterizedTest
    @EnumSource
    void programsAnswerAsTheConditionsSay(Architecture architecture) {
        int conditional = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RandomConditions conditions = new RandomConditions(random);
            Filter filter = filter(random, architecture, conditions);
            Program program = FilterCompiler.compile(filter);
            Program linear = LinearCompiler.compile(filter);
            assertThat(ProgramChecker.problemOf(program)).isNull();
            assertThat(ProgramChecker.problemOf(linear)).isNull();
            for (Rule rule : filter.rules()) {
                conditional++;
                for (int i = 0; i < 60; i++) {
                    long[] arguments = conditions.arguments();
                    SeccompData call = new SeccompData(rule.syscall().number(), architecture.auditArch());
                    for (int n = 0; n < arguments.length; n++) {
                        call.withArgument(architecture, n, arguments[n]);
                    }
                    int expected = Verdict.of(rule.decision().of(arguments).action());
                    assertThat(Interpreter.runChecked(program.instructions(), call))
                            .as("seed %d, number %d", seed, rule.syscall().number())
                            .isEqualTo(expected);
                    assertThat(Interpreter.runChecked(linear.instructions(), call))
                            .as(
                                    "seed %d, number %d, linear",
                                    seed, rule.syscall().number())
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(conditional).isGreaterThan(500);
    }
}
