package org.pgseccomp.observe;

/** How often calls were made: unsigned numbers. */
public final class CallCount {
    private CallCount() {}

    /** The sum of two; the greatest number where the sum is greater than that. */
    public static long sum(long a, long b) {
        return Long.compareUnsigned(a + b, a) < 0 ? -1 : a + b;
    }
}
