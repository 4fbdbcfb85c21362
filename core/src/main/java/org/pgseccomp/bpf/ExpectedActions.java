package org.pgseccomp.bpf;

import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Rule;

/**
 * What a filter does with each system call, written down without compiling anything. It travels beside the program, and
 * whoever loads the program compares the two (verify.c in the extension).
 */
public final class ExpectedActions {
    /** Numbers 0 to this one, exclusive, are written down one by one; no kernel has numbers as high. */
    public static final int NUMBERS = 1024;

    private ExpectedActions() {}

    /** The ordinal of the action for each number below {@link #NUMBERS}. Every other number has the default action. */
    public static byte[] of(Filter filter) {
        byte[] expected = new byte[NUMBERS];
        for (int number = 0; number < NUMBERS; number++) {
            expected[number] = (byte) filter.defaultAction().ordinal();
        }
        for (Rule rule : filter.rules()) {
            Action action = rule.action();
            expected[rule.syscall().number()] = (byte) action.ordinal();
        }
        return expected;
    }

    /** The same for several filters together: the strictest action that one of them has. */
    public static byte[] of(FilterStack stack) {
        byte[] strictest = new byte[NUMBERS];
        for (Filter filter : stack.filters()) {
            byte[] expected = of(filter);
            for (int number = 0; number < NUMBERS; number++) {
                if (expected[number] > strictest[number]) {
                    strictest[number] = expected[number];
                }
            }
        }
        return strictest;
    }
}
