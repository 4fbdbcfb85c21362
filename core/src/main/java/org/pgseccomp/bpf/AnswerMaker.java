package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.DistinctValues;
import org.pgseccomp.policy.Outcome;

/** Makes answers of outcomes. Most calls have one of few outcomes, whose answers are made once. */
final class AnswerMaker {
    private final Function<Outcome, Answer> answer;
    private final DistinctValues<Outcome> known = new DistinctValues<>();
    private final List<Decision<Answer>> answers = new ArrayList<>();

    AnswerMaker(Function<Outcome, Answer> answer) {
        this.answer = answer;
    }

    List<Decision<Answer>> ofAll(List<Decision<Outcome>> decisions) {
        List<Decision<Answer>> all = new ArrayList<>(decisions.size());
        for (Decision<Outcome> decision : decisions) {
            all.add(of(decision));
        }
        return all;
    }

    Decision<Answer> of(Decision<Outcome> decision) {
        if (decision.isPlain()) {
            return ofPlain(decision.otherwise());
        }
        List<Case<Answer>> cases = new ArrayList<>();
        for (Case<Outcome> each : decision.cases()) {
            cases.add(new Case<>(each.condition(), answer.apply(each.result())));
        }
        return new Decision<>(cases, answer.apply(decision.otherwise())).simplified();
    }

    private Decision<Answer> ofPlain(Outcome outcome) {
        int number = known.numberOf(outcome);
        if (number == answers.size()) {
            answers.add(Decision.always(answer.apply(outcome)));
        }
        return answers.get(number);
    }
}
