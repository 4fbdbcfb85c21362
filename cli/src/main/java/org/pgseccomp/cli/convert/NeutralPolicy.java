package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What becomes of every call of an architecture, whatever it was written in.
 *
 * @param unknown of numbers that are no call's
 * @param decisions of each call of the architecture's table, in its order
 */
public record NeutralPolicy(Architecture architecture, Outcome unknown, List<Decision<Outcome>> decisions) {
    public NeutralPolicy {
        decisions = List.copyOf(decisions);
    }

    /** What the filters of a process say together. */
    public static NeutralPolicy of(FilterStack stack) {
        List<Decision<Outcome>> decisions = new ArrayList<>();
        for (Syscall syscall : stack.architecture().syscalls().all()) {
            decisions.add(written(stack.decisionOf(syscall.number())));
        }
        return new NeutralPolicy(stack.architecture(), written(stack.others()), decisions);
    }

    /** All calls. */
    public List<Syscall> calls() {
        return architecture.syscalls().all();
    }

    /** What becomes of a call; null if the architecture has none of that name. */
    public Decision<Outcome> decisionOf(String name) {
        int index = calls().indexOf(architecture.syscalls().named(name));
        return index < 0 ? null : decisions.get(index);
    }

    /** Who wrote an outcome makes no difference to what becomes of a call. */
    static Outcome written(Outcome outcome) {
        return outcome.isAutomatic() ? new Outcome(outcome.action(), outcome.errno(), false) : outcome;
    }

    private static Decision<Outcome> written(Decision<Outcome> decision) {
        List<Case<Outcome>> cases = new ArrayList<>();
        for (Case<Outcome> each : decision.cases()) {
            cases.add(new Case<>(each.condition(), written(each.result())));
        }
        return new Decision<>(cases, written(decision.otherwise())).simplified();
    }

    /**
     * What a filter answers to a call that it has no rule for, if this policy's default is its default.
     *
     * @param number of the call
     */
    Outcome unlisted(int number) {
        return written(emptyFilter().unlistedOutcomeOf(number));
    }

    private Filter emptyFilter() {
        return new Filter(architecture, unknown.action(), answersEnosys(), List.of());
    }

    /** Whether what is not known answers ENOSYS, as a filter's newer calls do. */
    boolean answersEnosys() {
        return unknown.action() == Action.ERROR && unknown.errno() == Outcome.ENOSYS;
    }

    /** The error that a filter gives for unknown numbers; it can be no other. */
    Outcome unknownOfFilter() {
        return written(emptyFilter().others());
    }

    /** A filter that says the same, but for the error of unknown numbers ({@link #unknownOfFilter}). */
    Filter filter() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < decisions.size(); i++) {
            Syscall syscall = calls().get(i);
            Decision<Outcome> decision = decisions.get(i);
            if (!decision.isPlain() || !decision.otherwise().equals(unlisted(syscall.number()))) {
                List<String> texts = new ArrayList<>();
                decision.cases().forEach(each -> texts.add(syscall.name()));
                rules.add(new Rule(syscall, decision, texts));
            }
        }
        // The table's calls are sorted by their names.
        rules.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        return new Filter(architecture, unknown.action(), answersEnosys(), rules);
    }

    /** The same with other outcomes in the place of some, for what knows fewer actions. */
    NeutralPolicy with(java.util.function.UnaryOperator<Outcome> replacement) {
        List<Decision<Outcome>> replaced = new ArrayList<>();
        for (Decision<Outcome> decision : decisions) {
            List<Case<Outcome>> cases = new ArrayList<>();
            for (Case<Outcome> each : decision.cases()) {
                cases.add(new Case<>(each.condition(), replacement.apply(each.result())));
            }
            replaced.add(new Decision<>(cases, replacement.apply(decision.otherwise())).simplified());
        }
        return new NeutralPolicy(architecture, replacement.apply(unknown), replaced);
    }
}
