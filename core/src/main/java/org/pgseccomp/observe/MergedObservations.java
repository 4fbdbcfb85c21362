package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several servers have seen, as if one had: for a policy that all of them can have. They are of one architecture and one major version.
 * Subjects with the same type, program, role and database are one.
 */
public final class MergedObservations {
    private long since;
    private long seconds;
    private long notKept;
    private long crashRestarts;
    private final Set<Integer> uncounted = new LinkedHashSet<>();
    private final Map<List<String>, Subject> subjects = new LinkedHashMap<>();

    private MergedObservations() {}

    /**
     * Merges.
     *
     * @param all one at least
     * @throws IllegalArgumentException if they are of several architectures or versions; that is a bug of the caller
     */
    public static Observations of(List<Observations> all) {
        Observations one = all.get(0);
        MergedObservations merged = new MergedObservations();
        for (Observations each : all) {
            if (each.architecture() != one.architecture() || each.server() != one.server()) {
                throw new IllegalArgumentException("observations of several architectures or versions");
            }
            merged.add(each);
        }
        List<ObservedSubject> subjects = new ArrayList<>();
        for (Subject subject : merged.subjects.values()) {
            subjects.add(subject.observed());
        }
        return new Observations(
                one.architecture(),
                one.server(),
                merged.since,
                merged.seconds,
                merged.notKept,
                merged.crashRestarts,
                List.copyOf(merged.uncounted),
                subjects);
    }

    private void add(Observations seen) {
        if (seen.since() != 0) {
            since = since == 0 ? seen.since() : Math.min(since, seen.since());
        }
        seconds = CallCount.sum(seconds, seen.seconds());
        notKept = CallCount.sum(notKept, seen.notKept());
        crashRestarts = CallCount.sum(crashRestarts, seen.crashRestarts());
        uncounted.addAll(seen.uncounted());
        for (ObservedSubject subject : seen.subjects()) {
            subjects.computeIfAbsent(
                            List.of(subject.type(), subject.program(), subject.role(), subject.database()),
                            key -> new Subject(subject))
                    .add(subject);
        }
    }

    /** A kind of process of several servers. */
    private static final class Subject {
        private final ObservedSubject model;
        private long first;
        private long last;
        private final Map<Integer, ObservedCall> calls = new LinkedHashMap<>();

        Subject(ObservedSubject model) {
            this.model = model;
            first = model.first();
            last = model.last();
        }

        void add(ObservedSubject seen) {
            first = Math.min(first, seen.first());
            last = Math.max(last, seen.last());
            for (ObservedCall call : seen.calls()) {
                calls.merge(call.number(), call, Subject::both);
            }
        }

        private static ObservedCall both(ObservedCall a, ObservedCall b) {
            Set<Long> values = new LinkedHashSet<>(a.values());
            values.addAll(b.values());
            List<Long> kept = new ArrayList<>(values);
            boolean more = kept.size() > Observations.MOST_VALUES;
            return new ObservedCall(
                    a.number(),
                    CallCount.sum(a.calls(), b.calls()),
                    Math.min(a.first(), b.first()),
                    Math.max(a.last(), b.last()),
                    more ? kept.subList(0, Observations.MOST_VALUES) : kept,
                    more || a.moreValues() || b.moreValues());
        }

        ObservedSubject observed() {
            List<ObservedCall> sorted = new ArrayList<>(calls.values());
            sorted.sort((a, b) -> Integer.compare(a.number(), b.number()));
            return new ObservedSubject(
                    model.type(), model.program(), model.role(), model.database(), first, last, sorted);
        }
    }
}
