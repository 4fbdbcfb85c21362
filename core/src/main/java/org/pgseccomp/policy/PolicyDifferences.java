package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Compares two policies call by call: what the later one lets go that the earlier one did not, and the other way round. All of it, for a
 * person; {@link Tightening} stops at the first call that a reload must not loosen.
 */
public final class PolicyDifferences {
    /** What stands for numbers that are no calls, and for calls of other ABIs. */
    public static final String UNKNOWN = "(unknown calls)";

    public static final String OTHER_ABI = "(other ABI)";

    private PolicyDifferences() {}

    /** Where a change leads. */
    public enum Direction {
        /** Some calls may do more, none less. */
        LOOSER,
        /** Some calls may do less, none more. */
        TIGHTER,
        /** Some calls may do more, and others less, depending on their arguments. */
        BOTH,
        /** The action is as strict as before, and its error another one. */
        OTHER_ERROR
    }

    /**
     * A call that is answered otherwise.
     *
     * @param call its name, {@link #UNKNOWN} or {@link #OTHER_ABI}
     * @param before what becomes of it, {@code allow} or, where arguments decide, what each filter says
     * @param after the same now
     */
    public record Difference(String call, Direction direction, String before, String after) {
        /** Whether some calls may do more than before. */
        public boolean isLooser() {
            return direction == Direction.LOOSER || direction == Direction.BOTH;
        }
    }

    /** How two answers compare. */
    private enum Step {
        SAME,
        LOOSER,
        TIGHTER,
        OTHER_ERROR;

        static Step of(Outcome before, Outcome after) {
            int order = after.action().compareTo(before.action());
            if (order != 0) {
                return order < 0 ? LOOSER : TIGHTER;
            }
            return after.errno() == before.errno() ? SAME : OTHER_ERROR;
        }
    }

    /**
     * All differences, by number.
     *
     * @param before null: no filter at all
     * @param after null: no filter at all
     */
    public static List<Difference> between(Architecture architecture, FilterStack before, FilterStack after) {
        List<Difference> found = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            Decision<Outcome> earlier = decision(before, syscall);
            Decision<Outcome> later = decision(after, syscall);
            Direction direction = earlier.equals(later)
                    ? null
                    : direction(earlier.with(later, Step::of).results());
            if (direction != null) {
                String said = text(before, syscall.number());
                String sayingNow = text(after, syscall.number());
                found.add(new Difference(syscall.name(), direction, said, sayingNow));
            }
        }
        Outcome ofOthersBefore = others(before);
        Outcome ofOthersAfter = others(after);
        add(found, UNKNOWN, ofOthersBefore, ofOthersAfter);
        add(found, OTHER_ABI, foreign(before), foreign(after));
        return found;
    }

    private static void add(List<Difference> found, String call, Outcome before, Outcome after) {
        Direction direction = direction(List.of(Step.of(before, after)));
        if (direction != null) {
            found.add(new Difference(call, direction, ConditionTexts.nameOf(before), ConditionTexts.nameOf(after)));
        }
    }

    private static Direction direction(List<Step> steps) {
        boolean loosens = steps.contains(Step.LOOSER);
        boolean tightens = steps.contains(Step.TIGHTER);
        if (loosens || tightens) {
            return loosens && tightens ? Direction.BOTH : loosens ? Direction.LOOSER : Direction.TIGHTER;
        }
        return steps.contains(Step.OTHER_ERROR) ? Direction.OTHER_ERROR : null;
    }

    private static Decision<Outcome> decision(FilterStack stack, Syscall syscall) {
        return stack == null ? Decisions.always(Outcome.of(Action.ALLOW)) : stack.decisionOf(syscall.number());
    }

    private static Outcome others(FilterStack stack) {
        return stack == null ? Outcome.of(Action.ALLOW) : stack.others();
    }

    private static Outcome foreign(FilterStack stack) {
        return Outcome.of(stack == null ? Action.ALLOW : stack.foreignAbiAction());
    }

    /** What becomes of a number, with all conditions. */
    private static String text(FilterStack stack, int number) {
        if (stack == null) {
            return Action.ALLOW.settingName();
        }
        Decision<Outcome> all = stack.decisionOf(number);
        if (all.isPlain()) {
            return ConditionTexts.nameOf(all.otherwise());
        }
        StringBuilder text = new StringBuilder();
        for (Level level : Level.values()) {
            Filter filter = stack.at(level);
            if (filter != null) {
                text.append(text.length() == 0 ? "" : "; ");
                text.append(stack.filters().size() == 1 ? "" : level.label() + ": ");
                text.append(text(filter, number));
            }
        }
        return text.toString();
    }

    private static String text(Filter filter, int number) {
        for (Rule rule : filter.rules()) {
            if (rule.syscall().number() == number && !rule.decision().isPlain()) {
                return ConditionTexts.whole(rule);
            }
        }
        return ConditionTexts.nameOf(filter.decisionOf(number).otherwise());
    }
}
