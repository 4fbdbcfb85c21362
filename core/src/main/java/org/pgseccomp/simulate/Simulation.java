package org.pgseccomp.simulate;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.CallOrigins;
import org.pgseccomp.policy.CallPlaces;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Asks the policies of a plan about calls that were recorded.
 *
 * <pre>
 *   caller → policies that it would carry ({@link WhoCarries}) → what their filters say together → {@link Verdict}
 * </pre>
 *
 * <p>What was recorded of arguments decides where it is known: of a denial all of them, of a call that was learnt the one that a server records. A
 * filter cannot deny what it does not see, so files and ports (Landlock) are not simulated.
 */
public final class Simulation {
    private final Architecture architecture;
    private final Plan plan;
    private final ServerFacts facts;
    private final WhoCarries carries;
    private final SimulatedPolicy[] policies;
    private final List<Rejection> problems = new ArrayList<>();
    private final String[] names = new String[Observations.OTHER_ABI + 1];

    /** Of a plan; each of its policies is read when somebody is asked about who carries it, and once. */
    public Simulation(Architecture architecture, Plan plan, ServerFacts facts, Members members) {
        this.architecture = architecture;
        this.plan = plan;
        this.facts = facts;
        carries = new WhoCarries(plan, members);
        policies = new SimulatedPolicy[plan.policies().size()];
        for (Syscall syscall : architecture.syscalls().all()) {
            if (syscall.number() < Observations.OTHER_ABI) {
                names[syscall.number()] = syscall.name();
            }
        }
        names[Observations.OTHER_ABI] = "(another ABI)";
    }

    /**
     * What was asked for.
     *
     * @param calls null if the plan cannot be used
     * @param problems why; empty if it can
     */
    public record Result(List<SimulatedCall> calls, List<Rejection> problems) {}

    /** The calls that were recorded while a server learnt. */
    public static List<RecordedCall> recorded(Observations seen) {
        List<RecordedCall> recorded = new ArrayList<>();
        for (ObservedSubject subject : seen.subjects()) {
            Caller caller = new Caller(subject.type(), subject.program(), subject.role(), subject.database());
            for (ObservedCall call : subject.calls()) {
                recorded.add(new RecordedCall(caller, call.number(), call.calls(), call, null));
            }
        }
        return recorded;
    }

    /** Simulates once. */
    public static Result of(
            Architecture architecture, Plan plan, ServerFacts facts, Members members, List<RecordedCall> recorded) {
        return new Simulation(architecture, plan, facts, members).of(recorded);
    }

    /** Simulates: of all calls those that would not simply be made, in the order given. */
    public Result of(List<RecordedCall> recorded) {
        List<Rejection> refused = new ArrayList<>();
        for (Problem problem : plan.problems()) {
            if (problem.severity() == Severity.ERROR) {
                refused.add(problem.text());
            }
        }
        if (!refused.isEmpty()) {
            return new Result(null, refused);
        }
        List<SimulatedCall> calls = new ArrayList<>();
        Caller before = null;
        List<SimulatedPolicy> ofCaller = List.of();
        for (RecordedCall call : recorded) {
            if (!call.caller().equals(before)) {
                before = call.caller();
                ofCaller = policiesOf(before);
            }
            if (!problems.isEmpty()) {
                return new Result(null, problems);
            }
            addAll(call, ofCaller, calls);
        }
        return new Result(calls, List.of());
    }

    /** Those that it would carry; if one is refused, that is a problem. */
    private List<SimulatedPolicy> policiesOf(Caller caller) {
        List<SimulatedPolicy> all = new ArrayList<>();
        for (int index : carries.policies(caller)) {
            all.add(policy(index));
        }
        if (all.isEmpty()) {
            all.add(policy(Plan.GLOBAL));
        }
        return all;
    }

    private SimulatedPolicy policy(int index) {
        if (policies[index] == null) {
            PlannedPolicy planned = plan.policies().get(index);
            PolicyJudge.Judgement judgement = PolicyJudge.accept(architecture, planned, facts);
            problems.addAll(judgement.problems());
            policies[index] = new SimulatedPolicy(architecture, planned, judgement.stack());
        }
        return policies[index];
    }

    /** Of a call that was made with several values of an argument, each that is not let go. */
    private void addAll(RecordedCall call, List<SimulatedPolicy> ofCaller, List<SimulatedCall> calls) {
        Decision<Outcome> decision = null;
        for (SimulatedPolicy policy : ofCaller) {
            Decision<Outcome> next = policy.decisionOf(call.number());
            decision = decision == null ? next : decision.with(next, Outcome::under);
        }
        if (decision.isPlain() && !isAnswered(decision.otherwise())) {
            return;
        }
        String name = call.number() < 0 ? "(unknown)" : names[call.number()];
        ObservedCall observed = call.observed();
        boolean isByValue =
                observed != null && !decision.isPlain() && !observed.values().isEmpty();
        if (!isByValue) {
            add(new Asked(call, name, Condition.NONE, ""), decision, ofCaller, calls);
            return;
        }
        for (long value : observed.values()) {
            StringBuilder words = new StringBuilder();
            ObservedValues.append(words, name, value);
            Condition seen = SeenCondition.ofValue(architecture, name, value);
            add(new Asked(call, name, seen, words.toString()), decision, ofCaller, calls);
        }
        if (observed.moreValues()) {
            add(new Asked(call, name, Condition.NONE, "..."), decision, ofCaller, calls);
        }
    }

    /** A call with what is known of its arguments. */
    private record Asked(RecordedCall call, String name, Condition seen, String words) {}

    private static boolean isAnswered(Outcome outcome) {
        return outcome.action().compareTo(Action.WARN) >= 0;
    }

    private static void add(
            Asked asked, Decision<Outcome> decision, List<SimulatedPolicy> ofCaller, List<SimulatedCall> calls) {
        int number = asked.call().number();
        long[] arguments = asked.call().known();
        List<Outcome> outcomes = SimulatedPolicy.outcomes(decision, asked.seen(), arguments);
        Outcome strictest = outcomes.get(0);
        StringBuilder answers = new StringBuilder();
        for (Outcome outcome : outcomes) {
            strictest = outcome.action().compareTo(strictest.action()) > 0 ? outcome : strictest;
            answers.append(answers.length() == 0 ? "" : ", ").append(CallOrigins.nameOf(outcome));
        }
        if (!isAnswered(strictest)) {
            return;
        }
        Verdict verdict = Verdict.of(
                outcomes, asked.name(), asked.call().caller().program().equals(ObservedSubject.SERVER));
        CallPlaces.Place place = null;
        for (SimulatedPolicy policy : ofCaller) {
            place = place != null ? place : policy.placeOf(number, asked.seen(), arguments, strictest);
        }
        calls.add(new SimulatedCall(
                asked.call(),
                asked.name() == null ? "(unknown)" : asked.name(),
                asked.words(),
                verdict,
                answers.toString(),
                place == null ? "" : place.setting(),
                place == null ? "" : place.entry()));
    }
}
