package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.policy.SiblingCalls.Family;
import org.pgseccomp.policy.SiblingCalls.Sibling;
import org.pgseccomp.syscall.Syscall;

/**
 * The calls of a family that filters deny, and those of their siblings that they leave open. A call is denied here if a filter has a rule that denies it:
 * what is merely not listed under a strict default is not what somebody relies on.
 *
 * @param denied the names of those that are denied, for some arguments at least
 * @param wholly whether for all arguments
 * @param action the strictest that they meet in the last filter
 * @param open those that do the same, and are not denied
 */
record OpenSiblings(Family family, List<String> denied, boolean wholly, Action action, List<Sibling> open) {
    /** Of each family with a sibling left open. */
    static List<OpenSiblings> in(FilterStack stack) {
        List<OpenSiblings> found = new ArrayList<>();
        for (Family family : SiblingCalls.FAMILIES) {
            OpenSiblings siblings = of(stack, family);
            if (siblings != null) {
                found.add(siblings);
            }
        }
        return found;
    }

    /** Whether there is the same family among others. */
    boolean isAmong(List<OpenSiblings> others) {
        for (OpenSiblings other : others) {
            if (other.family.equals(family)) {
                return true;
            }
        }
        return false;
    }

    private static OpenSiblings of(FilterStack stack, Family family) {
        List<Syscall> calls = new ArrayList<>();
        boolean wholly = true;
        Action action = Action.ERROR;
        for (String name : family.calls()) {
            Syscall call = stack.architecture().syscalls().named(name);
            if (call != null && isDeniedByRule(stack, call.number())) {
                calls.add(call);
                wholly &= Decisions.mildest(stack.decisionOf(call.number())).compareTo(Action.ERROR) >= 0;
                action = action.orStricter(last(stack).actionOf(call.number()));
            }
        }
        List<Sibling> open = new ArrayList<>();
        for (Sibling sibling : family.siblings()) {
            if (!calls.isEmpty() && isOpen(stack, sibling, wholly) && standsForAny(stack, sibling, calls)) {
                open.add(sibling);
            }
        }
        List<String> denied = new ArrayList<>();
        calls.forEach(call -> denied.add(call.name()));
        return open.isEmpty() ? null : new OpenSiblings(family, denied, wholly, action, open);
    }

    private static Filter last(FilterStack stack) {
        List<Filter> filters = stack.filters();
        return filters.get(filters.size() - 1);
    }

    private static boolean isDeniedByRule(FilterStack stack, int number) {
        for (Filter filter : stack.filters()) {
            if (hasDenyingRule(filter, number)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDenyingRule(Filter filter, int number) {
        Decision<Outcome> decision = filter.decisionOf(number);
        boolean isRule = !decision.isPlain() || !decision.otherwise().equals(filter.unlistedOutcomeOf(number));
        return isRule && Decisions.strictest(decision).compareTo(Action.ERROR) >= 0;
    }

    /** Beside a call that is denied with some arguments, a sibling that is denied with some has been thought of: which ones is not compared. */
    private static boolean isOpen(FilterStack stack, Sibling sibling, boolean wholly) {
        Syscall syscall = stack.architecture().syscalls().named(sibling.name());
        if (syscall == null) {
            return false;
        }
        Decision<Outcome> decision = stack.decisionOf(syscall.number());
        Action action = wholly ? Decisions.mildest(decision) : Decisions.strictest(decision);
        return action.compareTo(Action.ERROR) < 0;
    }

    private static boolean standsForAny(FilterStack stack, Sibling sibling, List<Syscall> denied) {
        for (Syscall call : denied) {
            if (sibling.values() == null) {
                return true;
            }
            ConditionReader reader = ConditionReader.read(stack.architecture(), call, sibling.values());
            // One that cannot be read would be a defect, which a test finds.
            Condition condition =
                    reader.error() != null ? Condition.NONE : reader.condition().condition();
            if (Decisions.mayMeet(stack.decisionOf(call.number()), condition, Action.ERROR)) {
                return true;
            }
        }
        return false;
    }
}
