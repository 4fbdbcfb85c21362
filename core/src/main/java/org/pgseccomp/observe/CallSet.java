package org.pgseccomp.observe;

import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** System calls of one architecture, by number, and what is known of how they were made. */
final class CallSet {
    /** A bit for each number: there is a set for each of thousands of roles. */
    private final long[] has = new long[Observations.OTHER_ABI / Long.SIZE];

    private long calls;
    private long first;
    private long last;
    private int seen;

    private final SeenArguments arguments;

    CallSet() {
        arguments = new SeenArguments();
    }

    /** The same calls, of which nothing is known. */
    CallSet(CallSet calls) {
        System.arraycopy(calls.has, 0, has, 0, has.length);
        arguments = new SeenArguments(calls.arguments);
    }

    void add(int number) {
        if (number >= 0 && number < Observations.OTHER_ABI) {
            has[number >> 6] |= 1L << (number & 63);
        }
    }

    void addNames(Architecture architecture, List<String> names) {
        for (Syscall syscall : architecture.syscalls().allNamed(names)) {
            add(syscall.number());
            arguments.addNeeded(syscall.name());
        }
    }

    /** Adds what a subject was seen to call. */
    void addSeen(Architecture architecture, ObservedSubject subject) {
        for (ObservedCall call : subject.calls()) {
            arguments.add(architecture, call);
            if (call.number() < Observations.OTHER_ABI) {
                seen += contains(call.number()) ? 0 : 1;
                add(call.number());
                calls = CallCount.sum(calls, call.calls());
            }
        }
        first = first == 0 ? subject.first() : Math.min(first, subject.first());
        last = Math.max(last, subject.last());
    }

    boolean contains(int number) {
        return number >= 0 && number < Observations.OTHER_ABI && (has[number >> 6] >>> (number & 63) & 1) != 0;
    }

    boolean sameAs(CallSet other) {
        for (int i = 0; i < has.length; i++) {
            if (has[i] != other.has[i]) {
                return false;
            }
        }
        return arguments.sameAs(other.arguments);
    }

    /** What they were seen to be made with. */
    SeenArguments arguments() {
        return arguments;
    }

    /** How many different calls were seen; needed ones that were added before do not count. */
    int seen() {
        return seen;
    }

    /** How often they were made, unsigned. */
    long calls() {
        return calls;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    static String joined(List<String> names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append(list.length() == 0 ? "" : ",").append(name);
        }
        return list.toString();
    }
}
