package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * What the arguments of a call have to be: all tests pass. Two conditions are equal if their tests are.
 *
 * @param tests one or several may be about the same argument
 */
public record Condition(List<ArgumentTest> tests) {
    /** Every call passes. */
    public static final Condition NONE = new Condition(List.of());

    public Condition {
        tests = List.copyOf(tests);
    }

    /** Both this and another one. */
    public Condition and(Condition other) {
        List<ArgumentTest> both = new ArrayList<>(tests);
        for (ArgumentTest test : other.tests) {
            if (!both.contains(test)) {
                both.add(test);
            }
        }
        return new Condition(both);
    }

    /**
     * Whether every call that passes passes another condition too, as can be seen from the tests as they are written. False does not mean
     * that it is not so.
     */
    boolean implies(Condition other) {
        for (ArgumentTest wanted : other.tests) {
            boolean isImplied = false;
            for (ArgumentTest test : tests) {
                isImplied = isImplied || test.implies(wanted);
            }
            if (!isImplied) {
                return false;
            }
        }
        return true;
    }

    /** Whether a call with these six arguments passes. */
    public boolean holds(long[] arguments) {
        boolean all = true;
        for (ArgumentTest test : tests) {
            all = all && test.holds(arguments[test.argument()]);
        }
        return all;
    }
}
