package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Outcome;

/**
 * The rules of a profile for container runtimes, which hand them to libseccomp one by one: it takes no rule whose action is the default, compares
 * each argument once in a rule, and says nothing of the order of rules. So rules of different actions do not overlap here.
 */
final class OciRules {
    /** More for one call make a profile that nobody can read, and libseccomp slow. */
    private static final int MOST_OF_CALL = 256;

    private final Outcome unlisted;
    private final long greatest;
    private final Remarks remarks;
    private final Map<Outcome, List<String>> plain = new LinkedHashMap<>();
    private final List<Rule> conditional = new ArrayList<>();

    /** A rule. */
    record Rule(List<String> names, Outcome outcome, Box box) {}

    /**
     * Makes rules.
     *
     * @param unlisted what becomes of a call without a rule
     * @param greatest the greatest number that a comparison can have, without a sign
     */
    private OciRules(Outcome unlisted, long greatest, Remarks remarks) {
        this.unlisted = unlisted;
        this.greatest = greatest;
        this.remarks = remarks;
    }

    static List<Rule> of(NeutralPolicy policy, Outcome unlisted, long greatest, Remarks remarks) {
        OciRules rules = new OciRules(unlisted, greatest, remarks);
        for (int i = 0; i < policy.calls().size(); i++) {
            rules.add(policy.calls().get(i).name(), policy.decisions().get(i));
        }
        List<Rule> all = new ArrayList<>();
        rules.plain.forEach((outcome, names) -> all.add(new Rule(names, outcome, Box.ALL)));
        all.addAll(rules.conditional);
        return all;
    }

    private void add(String name, Decision<Outcome> decision) {
        if (decision.isPlain()) {
            addPlain(name, decision.otherwise());
            return;
        }
        Map<Outcome, List<Box>> pieces = Pieces.of(decision, unlisted);
        if (pieces == null || !fits(pieces)) {
            remarks.change(
                    "the conditions of " + name + " cannot be said; its strictest action counts for all its calls");
            addPlain(name, CallRules.strictest(decision));
            return;
        }
        pieces.forEach(
                (outcome, boxes) -> boxes.forEach(box -> conditional.add(new Rule(List.of(name), outcome, box))));
    }

    private boolean fits(Map<Outcome, List<Box>> pieces) {
        int count = 0;
        for (List<Box> boxes : pieces.values()) {
            count += boxes.size();
            for (Box box : boxes) {
                for (Cube cube : box.cubes()) {
                    // A comparison of all bits has no mask.
                    boolean fits = Long.compareUnsigned(cube.value(), greatest) <= 0
                            && (cube.mask() == -1L || Long.compareUnsigned(cube.mask(), greatest) <= 0);
                    if (!fits) {
                        return false;
                    }
                }
            }
        }
        return count <= MOST_OF_CALL;
    }

    private void addPlain(String name, Outcome outcome) {
        if (!outcome.equals(unlisted)) {
            plain.computeIfAbsent(outcome, made -> new ArrayList<>()).add(name);
        }
    }
}
