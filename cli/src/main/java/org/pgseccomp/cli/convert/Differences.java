package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Outcome;

/** Says how a result differs from its source, once it is read back: nothing that a writer leaves out stays untold. */
final class Differences {
    private static final int MOST_NAMES = 20;

    private final List<String> looser = new ArrayList<>();
    private final List<String> stricter = new ArrayList<>();
    private final List<String> otherErrors = new ArrayList<>();

    private Differences() {}

    static void remark(NeutralPolicy source, NeutralPolicy result, Remarks remarks) {
        Differences differences = new Differences();
        for (int i = 0; i < source.calls().size(); i++) {
            differences.compare(
                    source.calls().get(i).name(),
                    source.decisions().get(i),
                    result.decisions().get(i));
        }
        differences.compare(
                "numbers that are no call's", Decision.always(source.unknown()), Decision.always(result.unknown()));
        tell(remarks, "LOOSER than the source, for some arguments at least", differences.looser);
        tell(remarks, "stricter than the source, for some arguments at least", differences.stricter);
        tell(remarks, "denied with another error than in the source", differences.otherErrors);
    }

    /** Asks something of two outcomes. */
    private interface Question {
        boolean asks(Outcome first, Outcome second);
    }

    /** Whether there are calls of whose outcomes something is so. */
    private static boolean isAnywhere(Decision<Outcome> first, Decision<Outcome> second, Question question) {
        Map<Outcome, List<Box>> ofFirst = Pieces.of(first, null);
        Map<Outcome, List<Box>> ofSecond = Pieces.of(second, null);
        if (ofFirst == null || ofSecond == null) {
            return first.isAnywhere(second, question::asks);
        }
        for (Map.Entry<Outcome, List<Box>> one : ofFirst.entrySet()) {
            for (Map.Entry<Outcome, List<Box>> other : ofSecond.entrySet()) {
                if (question.asks(one.getKey(), other.getKey()) && meet(one.getValue(), other.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean meet(List<Box> some, List<Box> others) {
        for (Box box : some) {
            for (Box other : others) {
                if (box.meets(other)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a decision lets more happen than another one, for some arguments at least. */
    static boolean isLooser(Decision<Outcome> decision, Decision<Outcome> than) {
        return isAnywhere(decision, than, (a, b) -> a.action().compareTo(b.action()) < 0);
    }

    private void compare(String name, Decision<Outcome> source, Decision<Outcome> result) {
        if (source.equals(result)) {
            return;
        }
        if (isLooser(result, source)) {
            looser.add(name);
        }
        if (isLooser(source, result)) {
            stricter.add(name);
        }
        if (isAnywhere(source, result, (a, b) -> a.action() == b.action() && a.errno() != b.errno())) {
            otherErrors.add(name);
        }
    }

    private static void tell(Remarks remarks, String what, List<String> names) {
        if (!names.isEmpty()) {
            int shown = Math.min(names.size(), MOST_NAMES);
            String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
            remarks.change(what + ": " + String.join(", ", names.subList(0, shown)) + more);
        }
    }
}
