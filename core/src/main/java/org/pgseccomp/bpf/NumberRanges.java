package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;

/**
 * All 2<sup>32</sup> system call numbers as ranges, such that neighbours have different actions: what a filter does, without
 * the order or the number of its rules. Range i goes from {@code first(i)} to the number before {@code first(i + 1)}, the
 * last one to the highest number. Numbers are compared without a sign.
 *
 * <p>The numbers of another ABI (x32 on x86_64) are the last range, or part of it where their action is that of the numbers
 * before them: so they cost a comparison of their own only where they differ, and one that few calls meet.
 */
final class NumberRanges {
    private final int[] firsts;
    private final Action[] actions;
    private int size;

    private NumberRanges(int most) {
        firsts = new int[most];
        actions = new Action[most];
    }

    /** The ranges of a filter, for calls that the kernel reports for its architecture. */
    static NumberRanges of(Filter filter) {
        List<Rule> rules = filter.rules();
        NumberRanges ranges = new NumberRanges(2 * rules.size() + 2);
        int next = 0;
        for (Rule rule : rules) {
            int number = rule.syscall().number();
            if (number > next) {
                ranges.append(next, filter.defaultAction());
            }
            ranges.append(number, rule.action());
            next = number + 1;
        }
        ranges.append(next, filter.defaultAction());
        int foreignAbiBit = filter.architecture().foreignAbiBit();
        if (foreignAbiBit != 0) {
            ranges.append(foreignAbiBit, filter.foreignAbiAction());
        }
        return ranges;
    }

    private void append(int first, Action action) {
        if (size == 0 || actions[size - 1] != action) {
            firsts[size] = first;
            actions[size] = action;
            size++;
        }
    }

    int size() {
        return size;
    }

    int first(int range) {
        return firsts[range];
    }

    Action action(int range) {
        return actions[range];
    }

    /** Whether a range is one number. */
    boolean isSingle(int range) {
        return range + 1 < size && firsts[range + 1] == firsts[range] + 1;
    }

    /** The range of a number, by binary search. */
    int rangeOf(int number) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Integer.compareUnsigned(number, firsts[middle]) >= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
