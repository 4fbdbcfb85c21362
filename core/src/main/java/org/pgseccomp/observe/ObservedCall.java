package org.pgseccomp.observe;

import java.util.List;

/**
 * A system call of a subject.
 *
 * @param number of the architecture; {@link Observations#OTHER_ABI} for calls of other ABIs
 * @param calls how often it was made, unsigned
 * @param first when it was first seen, in seconds since 1970
 * @param last when it was last seen
 * @param values of the argument that decides how dangerous the call is, where one does; unsigned, each once, in the order in
 *     which they were first seen. For socket(2) the domain in the upper half and the type in the lower one
 * @param moreValues whether there were more of them than were kept
 */
public record ObservedCall(int number, long calls, long first, long last, List<Long> values, boolean moreValues) {
    public ObservedCall {
        values = List.copyOf(values);
    }
}
