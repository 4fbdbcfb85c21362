package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.Region;

/** Decisions about calls, as filters have them. The usual ones are made once: a filter has a thousand numbers. */
final class Decisions {
    private static final Decision<Outcome> NEWER = Decision.always(Outcome.NEWER);
    private static final List<Decision<Outcome>> USUAL = usual();

    private Decisions() {}

    private static List<Decision<Outcome>> usual() {
        List<Decision<Outcome>> usual = new ArrayList<>();
        for (Action action : Action.values()) {
            usual.add(Decision.always(Outcome.of(action)));
        }
        return usual;
    }

    /** The same outcome, whatever the arguments are. */
    static Decision<Outcome> always(Outcome outcome) {
        if (outcome.equals(Outcome.NEWER)) {
            return NEWER;
        }
        return outcome.equals(Outcome.of(outcome.action()))
                ? USUAL.get(outcome.action().ordinal())
                : Decision.always(outcome);
    }

    /** What becomes of a call of which two filters are asked. */
    static Decision<Outcome> under(Decision<Outcome> earlier, Decision<Outcome> later) {
        return earlier.isPlain() && later.isPlain()
                ? always(earlier.otherwise().under(later.otherwise()))
                : earlier.with(later, Outcome::under);
    }

    /** The strictest action that a call may meet. */
    static Action strictest(Decision<Outcome> decision) {
        Action strictest = decision.otherwise().action();
        for (Case<Outcome> each : decision.cases()) {
            strictest = strictest.orStricter(each.result().action());
        }
        return strictest;
    }

    /** Whether a condition has an action, beside what holds where none does. */
    static boolean hasCase(Decision<Outcome> decision, Action action) {
        for (Case<Outcome> each : decision.cases()) {
            if (each.result().action() == action) {
                return true;
            }
        }
        return false;
    }

    /** The mildest action that a call may meet. */
    static Action mildest(Decision<Outcome> decision) {
        Action mildest = decision.otherwise().action();
        for (Case<Outcome> each : decision.cases()) {
            mildest = each.result().action().compareTo(mildest) < 0
                    ? each.result().action()
                    : mildest;
        }
        return mildest;
    }

    /**
     * What becomes of calls that meet a condition, but for those of which a case of this decision says something of its own. Where all are such calls,
     * the strictest of what is said of them.
     */
    static Outcome besideItsCases(Decision<Outcome> decision, Condition condition) {
        Region left = Region.all().with(condition);
        Outcome strictest = null;
        for (Case<Outcome> each : decision.cases()) {
            if (left.meets(each.condition())
                    && (strictest == null || each.result().action().compareTo(strictest.action()) > 0)) {
                strictest = each.result();
            }
            left = left.without(each.condition());
        }
        return strictest == null || !left.isEmpty() ? decision.otherwise() : strictest;
    }

    /** Whether calls that meet a condition may meet an action that is at least as strict as this one. */
    static boolean mayMeet(Decision<Outcome> decision, Condition condition, Action action) {
        if (decision.isPlain() || strictest(decision).compareTo(action) < 0) {
            return decision.otherwise().action().compareTo(action) >= 0;
        }
        Region left = Region.all().with(condition);
        for (Case<Outcome> each : decision.cases()) {
            boolean isAsStrict = each.result().action().compareTo(action) >= 0;
            if (isAsStrict && left.meets(each.condition())) {
                return true;
            }
            left = left.without(each.condition());
        }
        return decision.otherwise().action().compareTo(action) >= 0 && !left.isEmpty();
    }
}
