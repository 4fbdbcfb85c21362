package org.pgseccomp.extension.corpus;

import java.util.List;

/** Numbers that look random and follow from a seed: SplitMix64, whose outputs are the same on every JDK. */
final class Seeded {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Seeded(long seed, long number) {
        state = mixed(seed + mixed(number + GOLDEN_GAMMA));
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    int bits() {
        state += GOLDEN_GAMMA;
        return (int) (mixed(state) >>> 32);
    }

    /** 0 to bound - 1. */
    int below(int bound) {
        return (int) (((bits() & 0xffffffffL) * bound) >>> 32);
    }

    /** True once in so many times. */
    boolean onceIn(int times) {
        return below(times) == 0;
    }

    /** Mostly small, and every number up to the limit now and then: the limit is halved a random number of times. */
    int small(int limit) {
        return below((limit >> below(32 - Integer.numberOfLeadingZeros(limit | 1))) + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
