package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** How good the trees are. That they are right is tested with whole programs. */
class SearchTreeTest {
    private static int[] weights(NumberRanges ranges, Random random) {
        int[] weights = new int[ranges.size()];
        for (int i = 0; i < weights.length; i++) {
            // Like counts of calls: few are frequent.
            weights[i] = 1 + (int) (4000 * Math.pow(random.nextDouble(), 12));
        }
        return weights;
    }

    /** Ranges of more than one number each: no chain is possible, and the costs are those of optimal alphabetic trees. */
    private static NumberRanges wide(int size) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            if (i % 2 == 1) {
                rules.add(new Rule(new Syscall("a", 3 * i), Action.ERROR));
                rules.add(new Rule(new Syscall("b", 3 * i + 1), Action.ERROR));
                rules.add(new Rule(new Syscall("c", 3 * i + 2), Action.ERROR));
            }
        }
        return NumberRanges.of(new Filter(Architecture.AARCH64, Action.ALLOW, rules));
    }

    /** The cheapest cost, from the definition. */
    private static int cheapest(int[] weights, int i, int j, Integer[][] known) {
        if (i == j) {
            return 0;
        }
        if (known[i][j] == null) {
            int best = Integer.MAX_VALUE;
            int all = weights[j];
            for (int k = i; k < j; k++) {
                all += weights[k];
                best = Math.min(best, cheapest(weights, i, k, known) + cheapest(weights, k + 1, j, known));
            }
            known[i][j] = best + all;
        }
        return known[i][j];
    }

    @Test
    void withoutChainsTheTreeIsOptimal() {
        for (int seed = 0; seed < 300; seed++) {
            NumberRanges ranges = wide(2 + seed % 60);
            int[] weights = weights(ranges, new Random(seed));
            assertThat(SearchTree.over(ranges, weights).cost())
                    .as("seed %d", seed)
                    .isEqualTo(cheapest(weights, 0, weights.length - 1, new Integer[weights.length][weights.length]));
        }
    }

    @Test
    void withChainsTheTreeIsWithinOnePercentOfTheBest() {
        long found = 0;
        long best = 0;
        for (int seed = 0; seed < 300; seed++) {
            NumberRanges ranges = NumberRanges.of(RandomFilters.random(seed, Architecture.X86_64));
            int[] weights = weights(ranges, new Random(seed));
            int cost = SearchTree.over(ranges, weights).cost();
            int allSplits = SearchTree.overWithAllSplits(ranges, weights).cost();
            assertThat(cost).as("seed %d", seed).isBetween(allSplits, allSplits + allSplits / 20);
            found += cost;
            best += allSplits;
        }
        System.out.printf("trees with chains: %.3f %% above the best%n", 100.0 * (found - best) / best);
        assertThat(found).isLessThanOrEqualTo(best + best / 100);
    }

    /** What the tree says it costs is what its program takes. */
    @Test
    void theCostIsTheNumberOfComparisonsThatAreMade() {
        for (int seed = 0; seed < 100; seed++) {
            Filter filter = RandomFilters.random(seed, Architecture.AARCH64);
            NumberRanges ranges = NumberRanges.of(filter);
            if (ranges.size() == 1) {
                continue;
            }
            int[] weights = new int[ranges.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = 200;
            }
            Program program = FilterCompiler.compile(filter, CallFrequencies.UNKNOWN);
            int comparisons = 0;
            for (int i = 0; i < ranges.size(); i++) {
                comparisons += steps(program, ranges.first(i)) - 4;
            }
            assertThat(SearchTree.over(ranges, weights).cost())
                    .as("seed %d", seed)
                    .isEqualTo(200 * comparisons);
        }
    }

    private static int steps(Program program, int number) {
        return Interpreter.steps(program, new SeccompData(number, Architecture.AARCH64.auditArch()));
    }
}
