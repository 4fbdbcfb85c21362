package org.pgseccomp.cli.learn;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by key, with a limit to the number of keys: who writes the log may make up as many as he likes. What comes after the
 * limit is counted without its key.
 *
 * @param <K> what is counted
 */
public final class BoundedCounts<K extends Comparable<K>> {
    static final int MAX_KEYS = 1000;

    private final TreeMap<K, Long> counts = new TreeMap<>();
    private long others;

    /** The sum of two counts, the highest number where it is higher: counts in files may be anything. */
    public static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Counts a key. */
    public void add(K key, long count) {
        if (counts.containsKey(key) || counts.size() < MAX_KEYS) {
            counts.merge(key, count, BoundedCounts::sum);
        } else {
            others = sum(others, count);
        }
    }

    void addOthers(long count) {
        others = sum(others, count);
    }

    void addAll(BoundedCounts<K> more) {
        more.counts.forEach(this::add);
        others = sum(others, more.others);
    }

    /** The counts, in the order of the keys. */
    public Map<K, Long> byKey() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many were counted without their key. */
    public long others() {
        return others;
    }

    public boolean isEmpty() {
        return counts.isEmpty() && others == 0;
    }
}
