package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Outcome;

/** Says the same in fewer cases: other formats have a rule for each value, and rules for all that is left beside these. */
final class Shortener {
    private Shortener() {}

    static Decision<Outcome> shortened(Decision<Outcome> decision) {
        return merged(withoutRest(decision));
    }

    /** Where the cases are all calls there are, the outcome with the most of them is said of the rest instead. */
    private static Decision<Outcome> withoutRest(Decision<Outcome> decision) {
        List<List<Box>> boxes = new ArrayList<>();
        List<Box> left = List.of(Box.ALL);
        for (Case<Outcome> each : decision.cases()) {
            List<Box> ofCase = Box.of(each.condition());
            left = ofCase == null || left == null ? null : Box.withoutAll(left, ofCase);
            if (left == null) {
                return decision;
            }
            boxes.add(ofCase);
        }
        if (!left.isEmpty()) {
            return decision;
        }
        Map<Outcome, Integer> counts = new HashMap<>();
        decision.cases().forEach(each -> counts.merge(each.result(), 1, Integer::sum));
        Outcome best = null;
        for (Map.Entry<Outcome, Integer> each : counts.entrySet()) {
            boolean isMore = best == null || each.getValue() > counts.get(best);
            if (isMore && isApart(decision.cases(), boxes, each.getKey())) {
                best = each.getKey();
            }
        }
        if (best == null) {
            return decision;
        }
        List<Case<Outcome>> kept = new ArrayList<>();
        for (Case<Outcome> each : decision.cases()) {
            if (!each.result().equals(best)) {
                kept.add(each);
            }
        }
        return new Decision<>(kept, best);
    }

    /** Whether no call that gets an outcome would get another one from a later case. */
    private static boolean isApart(List<Case<Outcome>> cases, List<List<Box>> boxes, Outcome outcome) {
        for (int i = 0; i < cases.size(); i++) {
            for (int j = i + 1; j < cases.size() && cases.get(i).result().equals(outcome); j++) {
                for (Box box : boxes.get(i)) {
                    boolean isMet = boxes.get(j).stream().anyMatch(box::meets);
                    if (isMet && !cases.get(j).result().equals(outcome)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Neighbouring cases of one outcome that differ in the values of one argument become one. */
    private static Decision<Outcome> merged(Decision<Outcome> decision) {
        List<Case<Outcome>> merged = new ArrayList<>();
        for (Case<Outcome> each : decision.cases()) {
            boolean isTaken = false;
            for (int i = merged.size() - 1; i >= 0 && !isTaken; i--) {
                Case<Outcome> before = merged.get(i);
                if (!before.result().equals(each.result())) {
                    break;
                }
                Condition both = both(before.condition(), each.condition());
                if (both != null) {
                    merged.set(i, new Case<>(both, each.result()));
                    isTaken = true;
                }
            }
            if (!isTaken) {
                merged.add(each);
            }
        }
        return new Decision<>(merged, decision.otherwise()).simplified();
    }

    /** What holds where one or the other does; null where that is not one condition. */
    private static Condition both(Condition one, Condition other) {
        if (one.tests().size() != other.tests().size()) {
            return null;
        }
        List<ArgumentTest> tests = new ArrayList<>();
        int differing = 0;
        for (int i = 0; i < one.tests().size(); i++) {
            ArgumentTest a = one.tests().get(i);
            ArgumentTest b = other.tests().get(i);
            if (a.equals(b)) {
                tests.add(a);
                continue;
            }
            differing++;
            if (a.argument() != b.argument() || a.bits() != b.bits() || a.isNegated() || b.isNegated()) {
                return null;
            }
            List<Atom> atoms = new ArrayList<>(a.atoms());
            for (Atom atom : b.atoms()) {
                if (!atoms.contains(atom)) {
                    atoms.add(atom);
                }
            }
            tests.add(new ArgumentTest(a.argument(), a.bits(), false, atoms));
        }
        return differing > 1 ? null : new Condition(tests);
    }
}
