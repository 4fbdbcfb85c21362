package org.pgseccomp.bpf;

/**
 * The comparisons by which a program finds the range of a number, chosen so that few are made.
 *
 * <p>Two kinds of nodes. A <em>split</em> asks whether the number is at least the first of a range, and leaves the ranges
 * before it on one side and the others on the other. A <em>chain</em> decides several neighbours at once: it compares with
 * single numbers one after the other, the most frequent first, and what equals none of them gets the action that all other
 * ranges of the chain have. A split needs two comparisons to cut one number out of a range, a chain needs one.
 *
 * <p>The cheapest tree over ranges i to j is a chain, or a split whose two sides are the cheapest ones, so all pairs i, j are
 * worked out, the shorter ones first. Its cost is the sum over its ranges of weight times comparisons. Without chains the best
 * split moves only forward when a range is added at the end or taken away at the beginning (Knuth, Optimum binary search trees,
 * 1971), so that only the splits between those of the two pairs one range shorter are looked at: the work grows with the square
 * of the number of ranges, not with its cube, and the tree is optimal. With chains that need not be so: the trees of the tests are
 * three thousandths from the best on average. (With two more splits to either side it is half a thousandth, in twice the time.)
 */
final class SearchTree {
    /** Most comparisons in a chain. */
    static final int LONGEST_CHAIN = 4;

    /** Most sum of all weights, so that no cost overflows. */
    static final int MOST_WEIGHT = 1 << 21;

    private static final int CHAIN_OF_FIRST = 1 << 16;
    private static final int CHAIN_OF_SECOND = 2 << 16;
    private static final int SPLIT_MASK = (1 << 16) - 1;

    private final NumberRanges ranges;
    private final int[] weights;
    /** Weight of the ranges before one. */
    private final int[] weightBefore;
    /** For pairs i ≤ j at {@link #at}: the cost. */
    private final int[] costs;
    /** Where to split best (the last range of the lower side), and whether a chain of which action is cheaper still. */
    private final int[] choices;
    /** The comparisons of the chain that is looked at. */
    private final int[] collected = new int[LONGEST_CHAIN];

    private SearchTree(NumberRanges ranges, int[] weights) {
        this.ranges = ranges;
        this.weights = weights;
        int size = ranges.size();
        weightBefore = new int[size + 1];
        for (int i = 0; i < size; i++) {
            weightBefore[i + 1] = weightBefore[i] + weights[i];
        }
        costs = new int[size * (size + 1) / 2];
        choices = new int[size * (size + 1) / 2];
    }

    /**
     * The tree over all ranges.
     *
     * @param weights how often numbers of each range are met, relative to the others; positive, and no more than {@link
     *     #MOST_WEIGHT} in all
     */
    static SearchTree over(NumberRanges ranges, int[] weights) {
        SearchTree tree = new SearchTree(ranges, weights);
        tree.choose(false);
        return tree;
    }

    /** The same, with all splits looked at: slow, for tests. */
    static SearchTree overWithAllSplits(NumberRanges ranges, int[] weights) {
        SearchTree tree = new SearchTree(ranges, weights);
        tree.choose(true);
        return tree;
    }

    /** The sum over all ranges of weight times comparisons. */
    int cost() {
        return costs[at(0, ranges.size() - 1)];
    }

    /** The last range of the lower side, where ranges i to j are split. */
    int splitOf(int i, int j) {
        return choices[at(i, j)] & SPLIT_MASK;
    }

    /** The range whose action is left when ranges i to j are a chain and no comparison holds; -1 where they are split. */
    int restOfChain(int i, int j) {
        int choice = choices[at(i, j)];
        if (i == j || (choice & CHAIN_OF_FIRST) != 0) {
            return i;
        }
        return (choice & CHAIN_OF_SECOND) != 0 ? i + 1 : -1;
    }

    /** The single numbers that a chain over ranges i to j compares with, as ranges, the most frequent first. */
    int[] comparisonsOfChain(int i, int j, int rest) {
        int count = collectComparisons(i, j, rest);
        int[] comparisons = new int[count];
        for (int n = 0; n < count; n++) {
            comparisons[n] = collected[n];
        }
        return comparisons;
    }

    /** The same into {@link #collected}, since it is asked for most pairs of few ranges. Answers how many. */
    private int collectComparisons(int i, int j, int rest) {
        int kindOfRest = ranges.kind(rest);
        int count = 0;
        for (int range = i; range <= j; range++) {
            if (ranges.kind(range) == kindOfRest) {
                continue;
            }
            int weight = weights[range];
            int place = count;
            while (place > 0 && weights[collected[place - 1]] < weight) {
                collected[place] = collected[place - 1];
                place--;
            }
            collected[place] = range;
            count++;
        }
        return count;
    }

    /** The last range that a chain from range i can have, where one of the answer of another range is left when no comparison holds. */
    private int endOfChain(int i, int rest) {
        int count = 0;
        int end = i;
        while (end < ranges.size()) {
            if (ranges.kind(end) != ranges.kind(rest)) {
                if (!ranges.isSingle(end) || count == LONGEST_CHAIN) {
                    break;
                }
                count++;
            }
            end++;
        }
        return end - 1;
    }

    private static int at(int i, int j) {
        return columnOf(j) + i;
    }

    /** Pairs of one j stand together, those of the next j behind them. */
    private static int columnOf(int j) {
        return (j * (j + 1)) >> 1;
    }

    /**
     * One loop over all pairs, with all that it reads in local variables: native code reads a field anew each time, and a call for
     * each pair takes it longer than the few splits that are looked at.
     */
    private void choose(boolean allSplits) {
        int size = ranges.size();
        int[] known = costs;
        int[] chosen = choices;
        int[] before = weightBefore;
        int[] endsWithFirst = new int[size];
        int[] endsWithSecond = new int[size];
        for (int i = 0; i < size; i++) {
            endsWithFirst[i] = endOfChain(i, i);
            endsWithSecond[i] = i + 1 < size ? endOfChain(i, i + 1) : i;
        }
        for (int j = 0; j < size; j++) {
            int column = columnOf(j);
            int shorterColumn = column - j;
            int split = j;
            chosen[column + j] = j;
            for (int i = j - 1; i >= 0; i--) {
                int from = allSplits ? i : chosen[shorterColumn + i] & SPLIT_MASK;
                int to = allSplits || split == j ? j - 1 : split;
                int below = columnOf(from) + i;
                int above = column + from + 1;
                int best = known[below] + known[above];
                split = from;
                for (int k = from + 1; k <= to; k++) {
                    below += k;
                    above++;
                    int cost = known[below] + known[above];
                    if (cost < best) {
                        best = cost;
                        split = k;
                    }
                }
                best += before[j + 1] - before[i];
                // A chain is taken where it costs no more than the split: it takes fewer instructions.
                int mark = 0;
                if (j <= endsWithFirst[i]) {
                    int cost = costOfChain(i, j, i);
                    if (cost <= best) {
                        best = cost;
                        mark = CHAIN_OF_FIRST;
                    }
                }
                if (j <= endsWithSecond[i]) {
                    int cost = costOfChain(i, j, i + 1);
                    if (cost <= best) {
                        best = cost;
                        mark = CHAIN_OF_SECOND;
                    }
                }
                known[column + i] = best;
                chosen[column + i] = split | mark;
            }
        }
    }

    private int costOfChain(int i, int j, int rest) {
        int count = collectComparisons(i, j, rest);
        int cost = 0;
        int left = weightBefore[j + 1] - weightBefore[i];
        for (int n = 0; n < count; n++) {
            cost += left;
            left -= weights[collected[n]];
        }
        return cost;
    }
}
