package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * Combines decisions, and remembers what became of those that it has combined: a filter has a thousand numbers, and few different decisions about
 * them.
 *
 * @param <T> what is decided
 * @param <U> what is made of two results
 */
public final class Combiner<T, U> {
    private final Decision.Combination<T, U> combination;
    private final DistinctValues<Decision<T>> firsts = new DistinctValues<>();
    private final DistinctValues<Decision<T>> seconds = new DistinctValues<>();
    /** For each of the first ones, those by the number of the second ones; null is not known yet. */
    private final List<List<Decision<U>>> results = new ArrayList<>();

    public Combiner(Decision.Combination<T, U> combination) {
        this.combination = combination;
    }

    /** What the combination makes of two decisions. */
    public Decision<U> of(Decision<T> first, Decision<T> second) {
        int firstNumber = firsts.numberOf(first);
        int secondNumber = seconds.numberOf(second);
        if (firstNumber == results.size()) {
            results.add(new ArrayList<>());
        }
        List<Decision<U>> ofFirst = results.get(firstNumber);
        while (ofFirst.size() <= secondNumber) {
            ofFirst.add(null);
        }
        Decision<U> known = ofFirst.get(secondNumber);
        if (known != null) {
            return known;
        }
        Decision<U> result = first.with(second, combination);
        ofFirst.set(secondNumber, result);
        return result;
    }

    /** The same for each number; the lists are equally long. */
    @SuppressWarnings("ReferenceEquality")
    public List<Decision<U>> ofAll(List<Decision<T>> first, List<Decision<T>> second) {
        List<Decision<U>> all = new ArrayList<>(first.size());
        Decision<T> firstBefore = null;
        Decision<T> secondBefore = null;
        Decision<U> before = null;
        for (int i = 0; i < first.size(); i++) {
            Decision<T> ofFirst = first.get(i);
            Decision<T> ofSecond = second.get(i);
            // Neighbours are mostly the same.
            if (ofFirst != firstBefore || ofSecond != secondBefore) {
                before = of(ofFirst, ofSecond);
                firstBefore = ofFirst;
                secondBefore = ofSecond;
            }
            all.add(before);
        }
        return all;
    }
}
