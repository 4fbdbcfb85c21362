package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Outcome;

/** A decision as boxes that do not overlap where their outcomes differ, for formats in which the order of rules says nothing. */
final class Pieces {
    private Pieces() {}

    /**
     * Takes a decision apart.
     *
     * @param except an outcome whose boxes nobody needs, or null
     * @return for each other outcome its boxes; null if there are too many
     */
    static Map<Outcome, List<Box>> of(Decision<Outcome> decision, Outcome except) {
        Map<Outcome, List<Box>> pieces = new LinkedHashMap<>();
        List<List<Box>> before = new ArrayList<>();
        for (int i = 0; i < decision.cases().size(); i++) {
            Case<Outcome> each = decision.cases().get(i);
            List<Box> boxes = Box.of(each.condition());
            if (boxes == null) {
                return null;
            }
            before.add(boxes);
            List<Box> own = boxes;
            for (int j = 0; j < i && !each.result().equals(except) && own != null; j++) {
                boolean isSame = decision.cases().get(j).result().equals(each.result());
                own = isSame ? own : Box.withoutAll(own, before.get(j));
            }
            if (!add(pieces, each.result(), except, own)) {
                return null;
            }
        }
        if (!decision.otherwise().equals(except)) {
            List<Box> rest = List.of(Box.ALL);
            for (List<Box> boxes : before) {
                rest = rest == null ? null : Box.withoutAll(rest, boxes);
            }
            return add(pieces, decision.otherwise(), except, rest) ? pieces : null;
        }
        return pieces;
    }

    /** False where there are too many. */
    private static boolean add(Map<Outcome, List<Box>> pieces, Outcome outcome, Outcome except, List<Box> boxes) {
        if (outcome.equals(except)) {
            return true;
        }
        if (boxes == null) {
            return false;
        }
        pieces.computeIfAbsent(outcome, made -> new ArrayList<>()).addAll(boxes);
        return true;
    }
}
