package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.bpf.Answer;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;

/**
 * What is expected of a program, as the adapter keeps it (expected_actions.c):
 *
 * <pre>
 *   of number   for each number the index of an answer, a byte
 *   words       answer to other numbers; answer to other ABIs; how many answers; the answers; decisions
 *   answer      {@link Answer#code}, or {@link #DECISION} and the index of the word where a decision begins
 *   decision    how many cases; answer where none holds; for each case: answer, how many tests, tests
 *   test        argument, bits (8 bits from bit 8 on), negated (bit 16); how many atoms; for each: kind, first, second (two words each, the lower first)
 * </pre>
 */
final class ExpectedTables {
    /** Of an answer: it is a decision. */
    static final int DECISION = 0x80000000;

    private final List<Integer> words = new ArrayList<>();
    private final byte[] ofNumber = new byte[ExpectedActions.NUMBERS];

    /**
     * Writes down what is expected.
     *
     * @throws IllegalArgumentException if there are more than {@link ExpectedActions#MOST_ANSWERS} answers
     */
    ExpectedTables(ExpectedActions expected) {
        int answers = expected.answers();
        if (answers > ExpectedActions.MOST_ANSWERS) {
            throw new IllegalArgumentException("too many answers");
        }
        words.add(expected.others().code());
        words.add(expected.foreign().code());
        words.add(answers);
        for (int i = 0; i < answers; i++) {
            words.add(expected.answer(i).otherwise().code());
        }
        for (int i = 0; i < answers; i++) {
            if (!expected.answer(i).isPlain()) {
                words.set(3 + i, DECISION | words.size());
                write(expected.answer(i));
            }
        }
        for (int number = 0; number < ofNumber.length; number++) {
            ofNumber[number] = (byte) expected.indexOf(number);
        }
    }

    private void write(Decision<Answer> decision) {
        words.add(decision.cases().size());
        words.add(decision.otherwise().code());
        for (Case<Answer> each : decision.cases()) {
            words.add(each.result().code());
            words.add(each.condition().tests().size());
            for (ArgumentTest test : each.condition().tests()) {
                write(test);
            }
        }
    }

    private void write(ArgumentTest test) {
        words.add(test.argument() | test.bits() << 8 | (test.isNegated() ? 1 << 16 : 0));
        words.add(test.atoms().size());
        for (Atom atom : test.atoms()) {
            words.add(atom.kind().ordinal());
            words.add((int) atom.first());
            words.add((int) (atom.first() >>> 32));
            words.add((int) atom.second());
            words.add((int) (atom.second() >>> 32));
        }
    }

    /** For each number the index of its answer. */
    byte[] ofNumber() {
        return ofNumber.clone();
    }

    List<Integer> words() {
        return words;
    }
}
