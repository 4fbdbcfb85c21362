package org.pgseccomp.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sets of calls and decisions against calls one by one. */
class DecisionTest {
    @Test
    void regionsHaveTheCallsThatMeetTheirConditions() {
        int empty = 0;
        for (int seed = 0; seed < 3000; seed++) {
            RandomConditions conditions = new RandomConditions(new Random(seed));
            Condition first = conditions.condition();
            Condition second = conditions.condition();
            Region both = Region.all().with(first).with(second);
            Region onlyFirst = Region.all().with(first).without(second);
            empty += both.isEmpty() ? 1 : 0;
            for (int i = 0; i < 200; i++) {
                long[] arguments = conditions.arguments();
                if (first.holds(arguments)) {
                    Region met = second.holds(arguments) ? both : onlyFirst;
                    assertThat(met.isEmpty()).as("seed %d", seed).isFalse();
                }
            }
        }
        assertThat(empty).as("conditions that exclude each other").isGreaterThan(100);
    }

    @Test
    void whatIsEmptyIsFound() {
        ArgumentTest one = new ArgumentTest(0, 64, false, List.of(Atom.value(1)));
        ArgumentTest notOne = new ArgumentTest(0, 64, true, List.of(Atom.value(1)));
        ArgumentTest odd = new ArgumentTest(0, 64, false, List.of(Atom.bits(1, 1)));
        ArgumentTest fromTwoToTwo = new ArgumentTest(0, 64, false, List.of(Atom.range(2, 2)));
        assertThat(Region.all().with(new Condition(List.of(one, notOne))).isEmpty())
                .isTrue();
        assertThat(Region.all().with(new Condition(List.of(odd, fromTwoToTwo))).isEmpty())
                .isTrue();
        assertThat(Region.all().with(new Condition(List.of(odd, notOne))).isEmpty())
                .isFalse();
        assertThat(Region.all()
                        .without(new Condition(List.of(one)))
                        .without(new Condition(List.of(notOne)))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aSimplifiedDecisionDecidesTheSame() {
        for (int seed = 0; seed < 2000; seed++) {
            RandomConditions conditions = new RandomConditions(new Random(seed));
            Decision<Integer> decision = conditions.decision(5);
            Decision<Integer> simplified = decision.simplified();
            for (int i = 0; i < 100; i++) {
                long[] arguments = conditions.arguments();
                assertThat(simplified.of(arguments)).as("seed %d", seed).isEqualTo(decision.of(arguments));
            }
        }
    }

    /** Conditions that others contain. */
    @Test
    void decisionsAboutMoreAndFewerValuesAreCombinedCallByCall() {
        for (int seed = 0; seed < 1500; seed++) {
            RandomConditions conditions = new RandomConditions(new Random(seed));
            Decision<Integer> first = conditions.decision(3);
            List<Case<Integer>> wider = new ArrayList<>();
            for (Case<Integer> each : first.cases()) {
                List<ArgumentTest> tests = new ArrayList<>();
                for (ArgumentTest test : each.condition().tests()) {
                    List<Atom> atoms = new ArrayList<>(test.atoms());
                    atoms.add(Atom.value(seed % 12));
                    tests.add(new ArgumentTest(test.argument(), test.bits(), test.isNegated(), atoms));
                }
                wider.add(new Case<>(new Condition(tests), each.result()));
            }
            Decision<Integer> second = new Decision<>(wider, first.otherwise());
            Decision<Integer> sum = first.with(second, (a, b) -> 10 * a + b);
            Decision<Integer> turned = second.with(first, (a, b) -> 10 * a + b);
            for (int i = 0; i < 100; i++) {
                long[] arguments = conditions.arguments();
                int one = first.of(arguments);
                int other = second.of(arguments);
                assertThat(sum.of(arguments)).as("seed %d", seed).isEqualTo(10 * one + other);
                assertThat(turned.of(arguments)).as("seed %d", seed).isEqualTo(10 * other + one);
            }
        }
    }

    @Test
    void twoDecisionsAreCombinedCallByCall() {
        for (int seed = 0; seed < 1500; seed++) {
            RandomConditions conditions = new RandomConditions(new Random(seed));
            Decision<Integer> first = conditions.decision(4);
            Decision<Integer> second = seed % 5 == 0 ? first : conditions.decision(4);
            Decision<Integer> sum = first.with(second, (a, b) -> 10 * a + b);
            for (int i = 0; i < 100; i++) {
                long[] arguments = conditions.arguments();
                assertThat(sum.of(arguments))
                        .as("seed %d", seed)
                        .isEqualTo(10 * first.of(arguments) + second.of(arguments));
            }
        }
    }

    @Test
    void everyResultThatIsLeftIsMetBySomeCall() {
        Decision<Integer> decision = new Decision<>(
                List.of(
                        new Case<>(
                                new Condition(List.of(new ArgumentTest(0, 32, false, List.of(Atom.range(0, 9))))), 1),
                        new Case<>(new Condition(List.of(new ArgumentTest(0, 32, false, List.of(Atom.value(5))))), 2),
                        new Case<>(
                                new Condition(
                                        List.of(new ArgumentTest(0, 32, false, List.of(Atom.range(10, 0xffffffffL))))),
                                3)),
                4);
        assertThat(decision.simplified().results()).containsExactly(1, 3);
    }

    /** Sixteen parts that have nothing to do with each other, each of many pieces, and the last one without a call. */
    @Test
    void whatFallsApartIntoTooManyPiecesIsNotSearchedForEver() {
        List<ArgumentTest> tests = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            List<Atom> atoms = new ArrayList<>();
            for (int n = 0; n < 40; n++) {
                atoms.add(Atom.bits(0x5555555555555555L << i, n * 0x1234567L));
            }
            tests.add(new ArgumentTest(i % 5, 64, i % 2 == 0, atoms));
        }
        tests.add(new ArgumentTest(5, 64, true, List.of(Atom.range(0, -1L))));
        Condition condition = new Condition(tests);
        assertThat(Region.all().meets(condition)).as("not known").isTrue();
        assertThat(Region.all().without(condition).isEmpty()).isFalse();
    }
}
