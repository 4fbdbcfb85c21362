package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainJudge;
import org.pgseccomp.policy.DomainReader;
import org.pgseccomp.policy.Doubts;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Harm;
import org.pgseccomp.policy.IsolationJudge;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.syscall.Architecture;

/** Reads a policy of a plan, and says whether a server can have it, and what harm it may do. */
public final class PolicyJudge {
    private PolicyJudge() {}

    /**
     * What is said of a policy.
     *
     * @param stack its filters; null where it is refused
     * @param domain what its processes may do with files and ports
     * @param problems why it is refused; empty where it is taken
     * @param harm what it may do, though it is taken
     */
    public record Judgement(FilterStack stack, Domain domain, List<Rejection> problems, List<Rejection> harm) {}

    /** How what is said of a policy that is taken is to be told. */
    public static Severity severityOf(Rejection harm) {
        return harm.kind() == Rejection.Kind.NO_EFFECT ? Severity.REMARK : Severity.WARNING;
    }

    /** Judges a policy. */
    public static Judgement judge(Architecture architecture, PlannedPolicy policy, ServerFacts facts) {
        return judge(architecture, policy, facts, true);
    }

    /** Says only whether a server can have it: what harm it may do takes the time and the memory of reading it once more. */
    public static Judgement accept(Architecture architecture, PlannedPolicy policy, ServerFacts facts) {
        return judge(architecture, policy, facts, false);
    }

    private static Judgement judge(
            Architecture architecture, PlannedPolicy policy, ServerFacts facts, boolean withHarm) {
        if (policy.warnsOnly()) {
            // What the policy would be once it is enforced is judged first.
            Judgement enforced = judge(architecture, policy.enforced(), facts, withHarm);
            return enforced.stack() == null
                    ? enforced
                    : new Judgement(stackOf(architecture, policy), Domain.NONE, List.of(), enforced.harm());
        }
        PolicyResult result = PolicyReader.read(architecture, policy.level(), policy.settings());
        if (result instanceof PolicyResult.Rejected rejected) {
            return refused(rejected.rejections());
        }
        PolicyResult.Accepted accepted = (PolicyResult.Accepted) result;
        FilterStack stack = accepted.stack();
        Rejection problem = NeededCalls.problemOf(stack, policy.settings(), facts);
        IsolationJudge isolation =
                policy.level() == Level.GLOBAL ? new IsolationJudge(stack, policy.settings(), facts) : null;
        if (problem == null && isolation != null) {
            problem = isolation.problem();
        }
        if (problem != null) {
            return refused(List.of(problem));
        }
        DomainReader files = DomainReader.read(policy.level() == Level.SESSION ? policy.settings() : List.of(), facts);
        Domain domain = files.domain();
        problem = files.rejections().isEmpty() ? DomainJudge.problemOf(domain, stack, facts) : null;
        if (problem != null || !files.rejections().isEmpty()) {
            return refused(problem == null ? files.rejections() : List.of(problem));
        }
        if (!withHarm) {
            return new Judgement(stack, domain, List.of(), List.of());
        }
        List<Rejection> harm = new ArrayList<>(accepted.warnings());
        harm.addAll(files.warnings());
        harm.addAll(DomainJudge.remarksOn(domain, stack, facts));
        harm.addAll(Harm.of(stack, policy.level(), facts, policy.whose()));
        if (policy.level() == Level.SESSION && keepsOutOfDatabases(stack, policy, facts)) {
            harm.add(Rejection.keepsOutOfDatabases(policy.whose()));
        }
        harm.addAll(Doubts.of(stack, policy.level(), policy.settings(), policy.whose()));
        if (isolation != null && isolation.remark() != null) {
            harm.add(isolation.remark());
        }
        return new Judgement(stack, domain, List.of(), harm);
    }

    /** Auxiliary processes connect to no database. */
    private static boolean keepsOutOfDatabases(FilterStack stack, PlannedPolicy policy, ServerFacts facts) {
        ProcessType type = ProcessType.ofSettings(policy.settings());
        return facts.haveDatabasesFilters()
                && (type == null || type.fallsBackToSession())
                && !NeededCalls.mayLoadAnother(stack, facts);
    }

    private static Judgement refused(List<Rejection> problems) {
        return new Judgement(null, Domain.NONE, problems, List.of());
    }

    /** Of a policy that can be read. */
    private static FilterStack stackOf(Architecture architecture, PlannedPolicy policy) {
        PolicyResult result = PolicyReader.read(architecture, policy.level(), policy.settings());
        return ((PolicyResult.Accepted) result).stack();
    }
}
