package org.pgseccomp.policy;

import java.util.Arrays;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * What one filter does with each system call of an architecture: a default action, and rules for the calls that are treated
 * otherwise. Immutable.
 *
 * @param architecture the architecture whose calls the rules name
 * @param defaultAction for every call without a rule, known or not, but {@code restart_syscall} ({@link RestartCall})
 * @param rules sorted by number, at most one for each number, none with the default action but one of {@code restart_syscall}
 */
public record Filter(Architecture architecture, Action defaultAction, List<Rule> rules) {
    /**
     * Copies the rules.
     *
     * @throws IllegalArgumentException if the rules are not as described above; that is a bug of the caller
     */
    public Filter {
        rules = List.copyOf(rules);
        int previous = -1;
        for (Rule rule : rules) {
            if (rule.syscall().number() <= previous) {
                throw new IllegalArgumentException(
                        "rules are not sorted at " + rule.syscall().name());
            }
            boolean isRestart = rule.syscall().number() == RestartCall.numberOn(architecture);
            if (rule.action() == defaultAction && !isRestart) {
                throw new IllegalArgumentException(
                        "rule repeats the default action: " + rule.syscall().name());
            }
            previous = rule.syscall().number();
        }
    }

    /** The action of a system call number of the architecture's own ABI. */
    public Action actionOf(int number) {
        int low = 0;
        int high = rules.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Rule rule = rules.get(middle);
            if (rule.syscall().number() == number) {
                return rule.action();
            }
            if (rule.syscall().number() < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return unlistedActionOf(number);
    }

    /** The action of a number that has no rule. */
    public Action unlistedActionOf(int number) {
        return unlisted(architecture, defaultAction, number);
    }

    private static Action unlisted(Architecture architecture, Action defaultAction, int number) {
        return number == RestartCall.numberOn(architecture) ? RestartCall.unlisted(defaultAction) : defaultAction;
    }

    /** The lowest number from which on all numbers have the default action. */
    public int size() {
        int listed = rules.isEmpty() ? 0 : rules.get(rules.size() - 1).syscall().number() + 1;
        return defaultAction == RestartCall.unlisted(defaultAction)
                ? listed
                : Math.max(listed, RestartCall.numberOn(architecture) + 1);
    }

    /**
     * The action of each number from 0 on, for who asks for many of them.
     *
     * @param size how many
     */
    public Action[] actionsBelow(int size) {
        Action[] actions = new Action[size];
        Arrays.fill(actions, defaultAction);
        int restart = RestartCall.numberOn(architecture);
        if (restart >= 0 && restart < size) {
            actions[restart] = RestartCall.unlisted(defaultAction);
        }
        for (Rule rule : rules) {
            int number = rule.syscall().number();
            if (number < size) {
                actions[number] = rule.action();
            }
        }
        return actions;
    }

    /** Whether the filter has an action for any call of its own ABI. */
    public boolean has(Action action) {
        boolean found = defaultAction == action;
        for (Rule rule : rules) {
            found = found || rule.action() == action;
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
            strictest = strictest.orStricter(rule.action());
        }
        return strictest == Action.TERMINATE ? Action.ERROR : strictest;
    }
}
