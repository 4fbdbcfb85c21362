package org.pgseccomp.policy;

/**
 * Finds the known name that a misspelt one was probably meant to be: the one with the fewest insertions, deletions,
 * replacements and swaps of neighbours (optimal string alignment distance), if they are few for its length.
 */
public final class NearestName {
    private static final int LONGEST = 80;

    private final String wanted;
    private String nearest;
    private int distance;

    /** Looks for what is near to a name. */
    public NearestName(String wanted) {
        this.wanted = wanted;
        this.distance = Math.max(1, Math.min(3, wanted.length() >> 1)) + 1;
    }

    /** Offers a known name. Of names at the same distance the first one offered stays. */
    public void offer(String candidate) {
        if (wanted.length() > LONGEST || Math.abs(candidate.length() - wanted.length()) >= distance) {
            return;
        }
        int d = distanceTo(candidate);
        if (d < distance) {
            distance = d;
            nearest = candidate;
        }
    }

    /** The nearest name offered, or null if none was near. */
    public String nearest() {
        return nearest;
    }

    private int distanceTo(String other) {
        int[] beforePrevious = new int[other.length() + 1];
        int[] previous = new int[other.length() + 1];
        int[] current = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= wanted.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (wanted.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && wanted.charAt(i - 1) == other.charAt(j - 2)
                        && wanted.charAt(i - 2) == other.charAt(j - 1)) {
                    best = Math.min(best, beforePrevious[j - 2] + 1);
                }
                current[j] = best;
            }
            int[] recycled = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = recycled;
        }
        return previous[other.length()];
    }
}
