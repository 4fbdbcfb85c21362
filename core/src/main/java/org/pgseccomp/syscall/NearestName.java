package org.pgseccomp.syscall;

/**
 * Finds the known name that a misspelt one was probably meant to be: the one with the fewest insertions, deletions,
 * replacements and swaps of neighbours (optimal string alignment distance), if they are few for its length.
 *
 * <p>Thousands of names may be offered in a call of a server, in which nothing is given back before its end: they are compared in the same
 * memory.
 */
public final class NearestName {
    private static final int LONGEST = 80;

    /** Of names as long as the longest, with as many insertions as there may be, and one place more. */
    private static final int ROW = LONGEST + 4;

    private final String wanted;
    private String nearest;
    private int distance;
    private int[] beforePrevious = new int[ROW];
    private int[] previous = new int[ROW];
    private int[] current = new int[ROW];

    public NearestName(String wanted) {
        this.wanted = wanted;
        this.distance = Math.max(1, Math.min(3, wanted.length() >> 1)) + 1;
    }

    /** Offers a known name. Of names at the same distance the first one offered stays, but for one that only goes on. */
    public void offer(String candidate) {
        offer(candidate, 0, candidate.length());
    }

    /** Offers the name that stands between two positions of a text. */
    void offer(String text, int from, int to) {
        boolean goesOn = text.startsWith(wanted, from) && to - from > wanted.length() && !nearestGoesOn();
        int limit = goesOn ? distance + 1 : distance;
        if (wanted.length() > LONGEST || Math.abs(to - from - wanted.length()) >= limit) {
            return;
        }
        int d = distanceTo(text, from, to - from);
        if (d < limit) {
            distance = d;
            nearest = text.substring(from, to);
        }
    }

    /** A name that breaks off is more probable than one with another letter. */
    private boolean nearestGoesOn() {
        return nearest == null || nearest.startsWith(wanted);
    }

    /** The nearest name offered, or null if none was near. */
    public String nearest() {
        return nearest;
    }

    private int distanceTo(String text, int from, int length) {
        for (int j = 0; j <= length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= wanted.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= length; j++) {
                char c = text.charAt(from + j - 1);
                int replaced = previous[j - 1] + (wanted.charAt(i - 1) == c ? 0 : 1);
                int best = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && wanted.charAt(i - 1) == text.charAt(from + j - 2) && wanted.charAt(i - 2) == c) {
                    best = Math.min(best, beforePrevious[j - 2] + 1);
                }
                current[j] = best;
            }
            int[] recycled = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = recycled;
        }
        return previous[length];
    }
}
