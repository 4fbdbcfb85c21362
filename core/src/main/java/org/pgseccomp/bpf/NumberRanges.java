package org.pgseccomp.bpf;

import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.DistinctValues;
import org.pgseccomp.policy.Filter;

/**
 * All 2<sup>32</sup> system call numbers as ranges, such that neighbours have different answers: what a filter does, without
 * the order or the number of its rules. Range i goes from {@code first(i)} to the number before {@code first(i + 1)}, the
 * last one to the highest number. Numbers are compared without a sign.
 *
 * <p>The numbers of another ABI (x32 on x86_64) are the last range, or part of it where their answer is that of the numbers
 * before them: so they cost a comparison of their own only where they differ, and one that few calls meet.
 */
final class NumberRanges {
    private final int[] firsts;
    /** For each range the index of its answers. */
    private final int[] kinds;

    /** What is answered, each once; null for the call that sets handlers, where the handler is to stay. */
    private final DistinctValues<Decision<Answer>> answers = new DistinctValues<>();

    private int size;

    private NumberRanges(int most) {
        firsts = new int[most];
        kinds = new int[most];
    }

    /** The ranges of a filter, for calls that the kernel reports for its architecture. */
    static NumberRanges of(Filter filter) {
        return of(Answers.of(filter));
    }

    static NumberRanges of(Answers answers) {
        NumberRanges ranges = new NumberRanges(answers.size() + 2);
        int guarded = answers.needsHandler() ? HandlerGuard.numberOn(answers.architecture()) : -1;
        for (int number = 0; number < answers.size(); number++) {
            ranges.append(number, number == guarded ? null : answers.ofNumber(number));
        }
        ranges.append(answers.size(), Decision.always(answers.others()));
        int foreignAbiBit = answers.architecture().foreignAbiBit();
        if (foreignAbiBit != 0) {
            ranges.append(foreignAbiBit, Decision.always(answers.foreign()));
        }
        return ranges;
    }

    private void append(int first, Decision<Answer> answer) {
        int kind = answers.numberOf(answer);
        if (size == 0 || kinds[size - 1] != kind) {
            firsts[size] = first;
            kinds[size] = kind;
            size++;
        }
    }

    int size() {
        return size;
    }

    int first(int range) {
        return firsts[range];
    }

    /** Ranges with the same number here have the same answers; the numbers are from 0 on. */
    int kind(int range) {
        return kinds[range];
    }

    /** How many kinds there are. */
    int kinds() {
        return answers.size();
    }

    /** What is answered to calls of a kind; null to the one that sets handlers, where the handler is to stay. */
    Decision<Answer> answer(int kind) {
        return answers.get(kind);
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
