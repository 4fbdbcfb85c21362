package org.pgseccomp.extension.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.corpus.CaseGenerator.Case;

class CaseGeneratorTest {
    private static final int AFTER_THE_SYSTEMATIC_ONES = 300_000;
    private static final int CASES = 5_000;

    /** script/native wants 20,000 of 1,000,000, of which less than a fourth are systematic; each operation that is added takes from their share. */
    @Test
    void enoughOfTheCasesAreDistinctPolicies() {
        CaseGenerator generator = new CaseGenerator(1, CaseGenerator.USUAL_SIZE, Integer.MAX_VALUE);
        Tally tally = new Tally();
        for (int i = 0; i < CASES; i++) {
            Case one = generator.at(AFTER_THE_SYSTEMATIC_ONES + i);
            if (one.compiles()) {
                tally.add(one, Comparison.answerHere(one.request()));
            }
        }

        assertThat(tally.distinctPolicies()).isGreaterThan(CASES * 4 / 100);
    }
}
