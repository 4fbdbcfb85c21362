package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Architecture;

/**
 * What one filter does with each system call of an architecture: a default action, and rules for the calls that are treated
 * otherwise. Immutable.
 *
 * @param architecture the architecture whose calls the rules name
 * @param defaultAction for every call without a rule, known or not, but {@code restart_syscall} ({@link RestartCall})
 * @param newerAnswerEnosys whether calls without a rule that are newer than the policy fail with ENOSYS, where the default action is an error, and
 *     are made where it is a warning: they would not be counted as errors either ({@link NewerCalls})
 * @param rules sorted by number, at most one for each number, none that says what holds without it but one of {@code restart_syscall}
 */
public record Filter(Architecture architecture, Action defaultAction, boolean newerAnswerEnosys, List<Rule> rules) {
    /**
     * Copies the rules.
     *
     * @throws IllegalArgumentException if the rules are not as described above; that is a bug of the caller
     */
    public Filter {
        rules = List.copyOf(rules);
        int previous = -1;
        for (Rule rule : rules) {
            int number = rule.syscall().number();
            if (number <= previous) {
                throw new IllegalArgumentException(
                        "rules are not sorted at " + rule.syscall().name());
            }
            Decision<Outcome> decision = rule.decision();
            if (decision.isPlain()
                    && number != RestartCall.numberOn(architecture)
                    && decision.otherwise().equals(unlisted(architecture, defaultAction, newerAnswerEnosys, number))) {
                throw new IllegalArgumentException(
                        "rule repeats the default action: " + rule.syscall().name());
            }
            previous = number;
        }
    }

    /** A filter that treats newer calls like all others. */
    public Filter(Architecture architecture, Action defaultAction, List<Rule> rules) {
        this(architecture, defaultAction, false, rules);
    }

    /** What becomes of a system call number of the architecture's own ABI. */
    public Decision<Outcome> decisionOf(int number) {
        int low = 0;
        int high = rules.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Rule rule = rules.get(middle);
            if (rule.syscall().number() == number) {
                return rule.decision();
            }
            if (rule.syscall().number() < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Decisions.always(unlistedOutcomeOf(number));
    }

    /** The strictest action that a number may meet, whatever the arguments are. */
    public Action actionOf(int number) {
        return Decisions.strictest(decisionOf(number));
    }

    /** What becomes of a number that has no rule. */
    public Outcome unlistedOutcomeOf(int number) {
        return unlisted(architecture, defaultAction, newerAnswerEnosys, number);
    }

    private static Outcome unlisted(
            Architecture architecture, Action defaultAction, boolean newerAnswerEnosys, int number) {
        if (number == RestartCall.numberOn(architecture)) {
            return Outcome.of(RestartCall.unlisted(defaultAction));
        }
        if (newerAnswerEnosys && leavesNewerAlone(defaultAction) && NewerCalls.has(architecture, number)) {
            return defaultAction == Action.ERROR ? Outcome.NEWER : Outcome.of(Action.ALLOW);
        }
        return Outcome.of(defaultAction);
    }

    /** Whether calls that are newer than the policy are something else under a default action than other unlisted ones. */
    static boolean leavesNewerAlone(Action defaultAction) {
        return defaultAction == Action.ERROR || defaultAction == Action.WARN;
    }

    /** What becomes of every number from {@link #size} on. */
    public Outcome others() {
        return unlistedOutcomeOf(-1);
    }

    /** The lowest number from which on all numbers have the same outcome. */
    public int size() {
        int size = rules.isEmpty() ? 0 : rules.get(rules.size() - 1).syscall().number() + 1;
        if (defaultAction != RestartCall.unlisted(defaultAction)) {
            size = Math.max(size, RestartCall.numberOn(architecture) + 1);
        }
        return newerAnswerEnosys && leavesNewerAlone(defaultAction)
                ? Math.max(size, NewerCalls.size(architecture))
                : size;
    }

    /**
     * What becomes of each number from 0 on, for who asks for many of them.
     *
     * @param size how many
     */
    public List<Decision<Outcome>> decisionsBelow(int size) {
        List<Decision<Outcome>> decisions = new ArrayList<>(size);
        int next = 0;
        for (int number = 0; number < size; number++) {
            if (next < rules.size() && rules.get(next).syscall().number() == number) {
                decisions.add(rules.get(next).decision());
                next++;
            } else {
                decisions.add(Decisions.always(unlistedOutcomeOf(number)));
            }
        }
        return decisions;
    }

    /** Whether the filter has an action for any call of its own ABI. */
    public boolean has(Action action) {
        boolean found = defaultAction == action;
        for (Rule rule : rules) {
            found = found
                    || rule.decision().otherwise().action() == action
                    || Decisions.hasCase(rule.decision(), action);
        }
        return found;
    }

    /**
     * The action for calls of any other ABI (another architecture's, or x32), which no list names: the strictest that the
     * filter has, and never less than {@link Action#ERROR}. Those calls are not taken for what a session meant to do, so that an
     * error is all that {@link Action#TERMINATE} comes to.
     */
    public Action foreignAbiAction() {
        Action strictest = Action.ERROR.orStricter(defaultAction);
        for (Rule rule : rules) {
            strictest = strictest.orStricter(Decisions.strictest(rule.decision()));
        }
        return strictest == Action.TERMINATE ? Action.ERROR : strictest;
    }
}
