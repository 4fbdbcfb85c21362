package org.pgseccomp.simulate;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.policy.CallOrigins;
import org.pgseccomp.policy.CallPlaces;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;

/** A policy of a plan that can be read, and where it says what of calls. */
final class SimulatedPolicy {
    private static final Level[] WRITTEN = {Level.GLOBAL, Level.SESSION, Level.DATABASE};

    private final Architecture architecture;
    private final PlannedPolicy policy;
    private final FilterStack stack;
    private final CallPlaces[] places = new CallPlaces[WRITTEN.length];

    SimulatedPolicy(Architecture architecture, PlannedPolicy policy, FilterStack stack) {
        this.architecture = architecture;
        this.policy = policy;
        this.stack = stack;
    }

    /** What becomes of calls of a number. */
    Decision<Outcome> decisionOf(int number) {
        if (number == Observations.OTHER_ABI) {
            return Decision.always(Outcome.of(stack.foreignAbiAction()));
        }
        return number < 0 ? Decision.always(stack.others()) : stack.decisionOf(number);
    }

    /** Where a filter, from the outermost on, says that such a call can have an outcome; null if none does. */
    CallPlaces.Place placeOf(int number, Condition seen, long[] arguments, Outcome outcome) {
        for (int i = 0; i < WRITTEN.length; i++) {
            Filter filter = stack.at(WRITTEN[i]);
            if (filter != null && number >= 0 && number < Observations.OTHER_ABI) {
                for (Outcome each : outcomes(filter.decisionOf(number), seen, arguments)) {
                    if (each.action() == outcome.action()) {
                        return places(i).of(number, each);
                    }
                }
            } else if (filter != null && outcomeOfOthers(filter, number).action() == outcome.action()) {
                return number < 0 ? places(i).of(number, outcome) : new CallPlaces.Place("", "");
            }
        }
        return null;
    }

    private static Outcome outcomeOfOthers(Filter filter, int number) {
        return number < 0 ? filter.others() : Outcome.of(filter.foreignAbiAction());
    }

    /** What may become of the calls that were seen so. */
    static List<Outcome> outcomes(Decision<Outcome> decision, Condition seen, long[] arguments) {
        if (arguments != null || decision.isPlain()) {
            List<Outcome> one = new ArrayList<>();
            one.add(arguments == null ? decision.otherwise() : decision.of(arguments));
            return one;
        }
        return CallOrigins.outcomes(decision, seen);
    }

    private CallPlaces places(int level) {
        if (places[level] == null) {
            places[level] = new CallPlaces(architecture, WRITTEN[level], policy.settings());
        }
        return places[level];
    }
}
