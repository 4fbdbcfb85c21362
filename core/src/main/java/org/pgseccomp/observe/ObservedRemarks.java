package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/** What is to be said of observations, whatever is made of them: how long they took, and what of them no list can have. */
public final class ObservedRemarks {
    private ObservedRemarks() {}

    /** Comments, without the ends of their lines. */
    public static List<String> of(Observations seen) {
        List<String> lines = new ArrayList<>();
        StringBuilder learnt = new StringBuilder("# It learnt for " + Times.duration(seen.seconds()));
        if (seen.since() == 0) {
            learnt.append("; nothing was seen");
        } else {
            Times.appendMoment(learnt.append(" since "), seen.since());
        }
        lines.add(learnt.append('.').toString());
        if (seen.notKept() != 0) {
            lines.add("# INCOMPLETE: there was no room to record " + Long.toUnsignedString(seen.notKept()) + " calls.");
        }
        addUnlistable(seen, lines);
        return lines;
    }

    private static void addUnlistable(Observations seen, List<String> lines) {
        Architecture architecture = seen.architecture();
        long foreign = 0;
        CallSet numbers = new CallSet();
        for (ObservedSubject subject : seen.subjects()) {
            for (ObservedCall call : subject.calls()) {
                foreign = CallCount.sum(foreign, call.number() == Observations.OTHER_ABI ? call.calls() : 0);
                numbers.add(call.number());
            }
        }
        if (foreign != 0) {
            lines.add("# NOT ALLOWED: " + Long.toUnsignedString(foreign)
                    + " calls of another ABI (32-bit or x32 programs).");
        }
        StringBuilder unknown = new StringBuilder();
        for (int number = 0; number < Observations.OTHER_ABI; number++) {
            if (numbers.contains(number) && architecture.syscalls().numbered(number) == null) {
                unknown.append(unknown.length() == 0 ? "" : ", ").append(number);
            }
        }
        if (unknown.length() != 0) {
            lines.add("# NOT ALLOWED: calls that this version of pgseccomp has no name for: " + unknown + ".");
        }
    }
}
