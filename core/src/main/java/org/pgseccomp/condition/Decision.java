package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * What is decided about a system call, depending on its arguments: the first case whose condition holds counts, and where none does, the rest.
 * Most calls have no cases.
 *
 * @param cases in the order in which they are asked
 * @param otherwise what is decided where no case is
 * @param <T> what is decided
 */
public record Decision<T>(List<Case<T>> cases, T otherwise) {
    /** Makes one result of two. */
    public interface Combination<T, U> {
        U of(T first, T second);
    }

    public Decision {
        cases = List.copyOf(cases);
    }

    @Override
    public boolean equals(Object other) {
        // Asked a thousand times for each filter, and mostly about the same object.
        return this == other
                || (other instanceof Decision<?> decision
                        && otherwise.equals(decision.otherwise)
                        && cases.equals(decision.cases));
    }

    @Override
    public int hashCode() {
        return 31 * otherwise.hashCode() + cases.hashCode();
    }

    /** The same for all calls. */
    public static <T> Decision<T> always(T result) {
        return new Decision<>(List.of(), result);
    }

    /** Whether it is the same for all calls. */
    public boolean isPlain() {
        return cases.isEmpty();
    }

    /** What is decided about a call with these six arguments. */
    public T of(long[] arguments) {
        for (Case<T> each : cases) {
            if (each.condition().holds(arguments)) {
                return each.result();
            }
        }
        return otherwise;
    }

    /** All results, each at least once. */
    public List<T> results() {
        List<T> results = new ArrayList<>();
        for (Case<T> each : cases) {
            results.add(each.result());
        }
        results.add(otherwise);
        return results;
    }

    /**
     * For each call what a combination makes of this decision and another one. Of two decisions in which the first case that holds counts, the pairs in
     * the order of this one's cases, and then of the other one's, are such a decision again.
     */
    public <U> Decision<U> with(Decision<T> other, Combination<T, U> combination) {
        if (isPlain() && other.isPlain()) {
            return always(combination.of(otherwise, other.otherwise));
        }
        List<Case<U>> pairs = new ArrayList<>();
        for (Case<T> first : cases) {
            boolean isAllOfOthers = false;
            if (cases.equals(other.cases)) {
                // The usual case: a list that is inherited.
                T second = other.resultOf(first.condition());
                pairs.add(new Case<>(first.condition(), combination.of(first.result(), second)));
                continue;
            }
            for (Case<T> second : other.cases) {
                Condition both = first.condition().and(second.condition());
                // A list of a hundred values is too much to be taken apart, and often only one longer than another.
                isAllOfOthers |= first.condition().implies(second.condition());
                if (Region.all().meets(both)) {
                    pairs.add(new Case<>(both, combination.of(first.result(), second.result())));
                }
            }
            if (!isAllOfOthers) {
                pairs.add(new Case<>(first.condition(), combination.of(first.result(), other.otherwise)));
            }
        }
        if (!cases.equals(other.cases)) {
            for (Case<T> second : other.cases) {
                if (!impliesAny(second.condition(), cases)) {
                    pairs.add(new Case<>(second.condition(), combination.of(otherwise, second.result())));
                }
            }
        }
        return new Decision<>(pairs, combination.of(otherwise, other.otherwise)).simplified();
    }

    private static <T> boolean impliesAny(Condition condition, List<Case<T>> cases) {
        for (Case<T> each : cases) {
            if (condition.implies(each.condition())) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a call about which this decision and another one say what is asked for. */
    public boolean isAnywhere(Decision<T> other, Combination<T, Boolean> asked) {
        return with(other, asked).results().contains(true);
    }

    private T resultOf(Condition condition) {
        for (Case<T> each : cases) {
            if (each.condition().equals(condition)) {
                return each.result();
            }
        }
        return otherwise;
    }

    /** Whether the tests of a case before are among a condition's: nothing has to be taken apart to see that no call comes to it. */
    private static <T> boolean isCovered(Condition condition, List<Case<T>> before) {
        for (Case<T> each : before) {
            if (condition.tests().containsAll(each.condition().tests())) {
                return true;
            }
        }
        return false;
    }

    /** The same without cases that no call comes to, and without those that change nothing. */
    public Decision<T> simplified() {
        List<Case<T>> kept = new ArrayList<>();
        Region left = Region.all();
        for (Case<T> each : cases) {
            if (!isCovered(each.condition(), kept) && left.meets(each.condition())) {
                kept.add(each);
                left = left.without(each.condition());
            }
        }
        T rest = otherwise;
        if (left.isEmpty() && !kept.isEmpty()) {
            rest = kept.get(kept.size() - 1).result();
        }
        int size = kept.size();
        while (size > 0 && kept.get(size - 1).result().equals(rest)) {
            size--;
        }
        return new Decision<>(kept.subList(0, size), rest);
    }
}
