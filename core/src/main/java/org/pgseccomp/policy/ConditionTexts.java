package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.constant.Errnos;

/**
 * What a filter says of calls whose arguments it looks at, for whoever meets a denial: {@code allow socket(domain: AF_UNIX), else error}.
 *
 * <p>It is kept with each policy, and copied by a signal handler to memory of a fixed size. So a text has a limit, beyond which it says how
 * many conditions there are.
 */
public final class ConditionTexts {
    /** The longest text, in bytes; all are ASCII. */
    public static final int LONGEST = 231;

    private ConditionTexts() {}

    /** A line for each rule with conditions, by number: the number in decimal, a space, the text, a line feed. */
    public static String of(Filter filter) {
        StringBuilder lines = new StringBuilder();
        for (Rule rule : filter.rules()) {
            if (!rule.decision().isPlain()) {
                lines.append(rule.syscall().number()).append(' ');
                lines.append(textOf(rule, LONGEST)).append('\n');
            }
        }
        return lines.toString();
    }

    /** What a filter says of a call, with all of its conditions, however many these are. */
    static String whole(Rule rule) {
        return textOf(rule, Integer.MAX_VALUE);
    }

    private static String textOf(Rule rule, int longest) {
        Decision<Outcome> decision = rule.decision();
        List<Case<Outcome>> cases = decision.cases();
        StringBuilder text = new StringBuilder();
        StringBuilder counts = new StringBuilder();
        int next = 0;
        while (next < cases.size()) {
            int first = next;
            String action = nameOf(cases.get(first).result());
            text.append(action);
            while (next < cases.size() && nameOf(cases.get(next).result()).equals(action)) {
                text.append(next == first ? " " : ", or ").append(rule.texts().get(next));
                next++;
            }
            text.append(", ");
            counts.append(action).append(" under ").append(next - first);
            counts.append(next - first == 1 ? " condition, " : " conditions, ");
        }
        String rest = "else " + nameOf(decision.otherwise());
        return text.length() + rest.length() <= longest ? text + rest : counts + rest;
    }

    /** An action, and its error where that is not the usual one. */
    static String nameOf(Outcome outcome) {
        String name = outcome.action().settingName();
        return outcome.action() == Action.ERROR && outcome.errno() != Outcome.EACCES
                ? name + "(" + Errnos.nameOf(outcome.errno()) + ")"
                : name;
    }
}
