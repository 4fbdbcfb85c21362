package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** System calls of one architecture, by number, and what is known of how they were made. */
final class CallSet {
    private final boolean[] has = new boolean[Observations.OTHER_ABI];
    private long calls;
    private long first;
    private long last;
    private int seen;

    CallSet() {}

    /** The same calls, of which nothing is known. */
    CallSet(CallSet calls) {
        System.arraycopy(calls.has, 0, has, 0, has.length);
    }

    void add(int number) {
        if (number >= 0 && number < has.length) {
            has[number] = true;
        }
    }

    void addNames(Architecture architecture, List<String> names) {
        for (String name : names) {
            Syscall syscall = architecture.syscalls().named(name);
            if (syscall != null) {
                add(syscall.number());
            }
        }
    }

    /** Adds what a subject was seen to call. */
    void addSeen(ObservedSubject subject) {
        for (ObservedCall call : subject.calls()) {
            if (call.number() < has.length) {
                seen += has[call.number()] ? 0 : 1;
                has[call.number()] = true;
                calls += call.calls();
            }
        }
        first = first == 0 ? subject.first() : Math.min(first, subject.first());
        last = Math.max(last, subject.last());
    }

    boolean contains(int number) {
        return number >= 0 && number < has.length && has[number];
    }

    boolean sameAs(CallSet other) {
        for (int i = 0; i < has.length; i++) {
            if (has[i] != other.has[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many different calls were seen; needed ones that were added before do not count. */
    int seen() {
        return seen;
    }

    long calls() {
        return calls;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** The names of the calls that the table of the architecture has, sorted. */
    List<String> names(Architecture architecture) {
        List<String> names = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            if (contains(syscall.number())) {
                names.add(syscall.name());
            }
        }
        return names;
    }

    static String joined(List<String> names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append(list.length() == 0 ? "" : ",").append(name);
        }
        return list.toString();
    }
}
