package org.pgseccomp.simulate;

import java.util.List;
import org.pgseccomp.observe.ObservedCall;

/**
 * A call that was recorded: seen while a server learnt, or denied or warned of.
 *
 * @param number of the architecture; {@link org.pgseccomp.observe.Observations#OTHER_ABI} for calls of other ABIs, -1 for numbers that are none
 * @param calls how often, unsigned
 * @param observed what was seen of its arguments; null for a denial
 * @param arguments of the last one that was denied, six; null where they are not known
 */
public record RecordedCall(Caller caller, int number, long calls, ObservedCall observed, List<Long> arguments) {
    /** Whether it is one of the denials or warnings. */
    public boolean isDenial() {
        return observed == null;
    }

    /** The arguments, for decisions; null where they are not known. */
    long[] known() {
        if (arguments == null) {
            return null;
        }
        long[] known = new long[arguments.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = arguments.get(i);
        }
        return known;
    }
}
