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
    private final List<Decision<T>> firsts = new ArrayList<>();
    private final List<Decision<T>> seconds = new ArrayList<>();
    private final List<Decision<U>> results = new ArrayList<>();

    public Combiner(Decision.Combination<T, U> combination) {
        this.combination = combination;
    }

    /** What the combination makes of two decisions. */
    public Decision<U> of(Decision<T> first, Decision<T> second) {
        for (int i = 0; i < results.size(); i++) {
            if (firsts.get(i).equals(first) && seconds.get(i).equals(second)) {
                return results.get(i);
            }
        }
        Decision<U> result = first.with(second, combination);
        firsts.add(first);
        seconds.add(second);
        results.add(result);
        return result;
    }

    /** The same for each number; the lists are equally long. */
    public List<Decision<U>> ofAll(List<Decision<T>> first, List<Decision<T>> second) {
        List<Decision<U>> all = new ArrayList<>(first.size());
        for (int i = 0; i < first.size(); i++) {
            all.add(of(first.get(i), second.get(i)));
        }
        return all;
    }
}
