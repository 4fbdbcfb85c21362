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

    /**
     * Calls with the same change.
     *
     * @param before what became of them
     * @param after what becomes of them now
     * @param calls their names
     */
    public record Group(Direction direction, String before, String after, List<String> calls) {}

    /** Differences by where they lead, and calls with the same change together. */
    public static List<Group> grouped(List<Difference> differences) {
        List<Group> groups = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            int first = groups.size();
            for (Difference each : differences) {
                if (each.direction() == direction) {
                    groupOf(each, groups, first).calls().add(each.call());
                }
            }
        }
        return groups;
    }

    /** The group of a difference among those from one on, which may be new. */
    private static Group groupOf(Difference each, List<Group> groups, int first) {
        for (int i = first; i < groups.size(); i++) {
            Group group = groups.get(i);
            if (group.before().equals(each.before()) && group.after().equals(each.after())) {
                return group;
            }
        }
        Group group = new Group(each.direction(), each.before(), each.after(), new ArrayList<>());
        groups.add(group);
        return group;
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
        int speaking = 0;
        for (Level level : Level.values()) {
            speaking += saysMoreThanAllow(stack.at(level), number) ? 1 : 0;
        }
        for (Level level : Level.values()) {
            Filter filter = stack.at(level);
            if (saysMoreThanAllow(filter, number)) {
                text.append(text.length() == 0 ? "" : "; ");
                text.append(speaking == 1 ? "" : level.label() + ": ");
                text.append(text(filter, number));
            }
        }
        return text.toString();
    }

    /** What a filter allows, another one decides. */
    private static boolean saysMoreThanAllow(Filter filter, int number) {
        return filter != null && !filter.decisionOf(number).equals(Decisions.always(Outcome.of(Action.ALLOW)));
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
