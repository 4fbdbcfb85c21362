package org.pgseccomp.policy;

import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/** A call with its arguments, which stands for all calls that are made to the same end. Immutable. */
final class TypicalCall {
    private final String name;
    private final long[] arguments;

    TypicalCall(String name, long... arguments) {
        this.name = name;
        this.arguments = arguments;
    }

    /** The call on an architecture; null where that has none of this name. */
    Syscall of(FilterStack stack) {
        return stack.architecture().syscalls().named(name);
    }

    /** Whether filters let it be made. Not where the architecture has none of this name. */
    boolean isOpen(FilterStack stack) {
        Syscall call = of(stack);
        return call != null && answered(stack.decisionOf(call.number())).compareTo(Action.ERROR) < 0;
    }

    Action answered(Decision<Outcome> decision) {
        return decision.of(arguments).action();
    }

    /** Whether a decision has a case that holds for it. */
    boolean isCaseOf(Decision<Outcome> decision) {
        boolean found = false;
        for (Case<Outcome> each : decision.cases()) {
            found = found || each.condition().holds(arguments);
        }
        return found;
    }
}
