package org.pgseccomp.recommend;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.CallCount;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.simulate.SimulatedCall;

/** A call that was seen, and that a list does not allow; with what it was seen to be made with, where a list can say that. */
final class MissingCall {
    /** The calls of which a server records the value of one argument that a condition can name, and the argument. */
    private static final List<String> CONDITIONED = List.of("socket", "prctl", "fcntl", "ioctl");

    /** The bits of clone's flags that make namespaces; the structure of clone3, which has them too, is seen by no filter. */
    private static final long NAMESPACES = 0x7e020000L;

    private static final String CLONE = "clone";
    private static final String CLONE_ENTRY =
            "clone(flags: without CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET)";

    private static final List<String> PARAMETERS = List.of("domain", "option", "cmd", "cmd");

    private final String name;
    private final List<String> values = new ArrayList<>();
    private boolean isWhole;
    private boolean isOfPrograms;
    private long calls;

    MissingCall(String name) {
        this.name = name;
        isWhole = !CONDITIONED.contains(name) && !name.equals(CLONE);
    }

    String name() {
        return name;
    }

    /** Whether it is socket(2), and was seen with Unix-domain sockets only. */
    boolean isLocalSocket() {
        return name.equals("socket")
                && !isWhole
                && values.size() == 1
                && values.get(0).equals("AF_UNIX");
    }

    /** How often it was made, unsigned. */
    long calls() {
        return calls;
    }

    /** Whether a program that the server has executed made it, and not only the server itself. */
    boolean isOfPrograms() {
        return isOfPrograms;
    }

    /** Takes note of one more way in which it was made. */
    void add(SimulatedCall seen) {
        calls = CallCount.sum(calls, seen.call().calls());
        isOfPrograms |= !seen.call().caller().program().equals(ObservedSubject.SERVER);
        if (name.equals(CLONE)) {
            for (long flags : seen.call().observed().values()) {
                isWhole |= (flags & NAMESPACES) != 0;
            }
            return;
        }
        ObservedCall observed = seen.call().observed();
        String words = seen.arguments();
        if (words.equals("...")
                || (words.isEmpty()
                        && (observed.moreValues() || observed.values().isEmpty()))) {
            isWhole = true;
        } else if (!words.isEmpty()) {
            addValue(words);
        } else {
            // The profile denies the call whatever its arguments are.
            for (long value : observed.values()) {
                StringBuilder word = new StringBuilder();
                ObservedValues.append(word, name, value);
                addValue(word.toString());
            }
        }
    }

    /** Of a socket, the family alone. */
    private void addValue(String words) {
        int space = words.indexOf(' ');
        String value = space < 0 ? words : words.substring(0, space);
        if (!values.contains(value)) {
            values.add(value);
        }
    }

    /** An entry for a list. */
    String entry() {
        if (name.equals(CLONE) && !isWhole) {
            return CLONE_ENTRY;
        }
        if (isWhole || values.isEmpty()) {
            return name;
        }
        StringBuilder entry = new StringBuilder(name).append('(');
        entry.append(PARAMETERS.get(CONDITIONED.indexOf(name))).append(": ");
        for (int i = 0; i < values.size(); i++) {
            entry.append(i == 0 ? "" : ", ").append(values.get(i));
        }
        return entry.append(')').toString();
    }
}
