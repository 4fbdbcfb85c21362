package org.pgseccomp.check;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.bpf.CompiledPolicy;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Case;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.PolicyJudge.Judgement;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;

/**
 * A configuration and what a server would make of it: its plan, and each policy of the plan, which is read when somebody asks for it.
 *
 * <p>Names of roles and databases have one char (0 to 255) for each byte.
 */
public final class PlannedConfiguration {
    /**
     * Numbers and bits in conditions: with fewer no program has 4096 instructions, as each takes a handful. Who compiles all of a thousand policies to know
     * that compares two configurations in 10 seconds, and not in 6.
     */
    private static final int MOST_CERTAINLY_FIT = 400;

    private final Architecture architecture;
    private final WholeConfiguration whole;
    private final ServerFacts facts;
    private final Plan plan;
    private final ServerFacts factsOfPolicies;
    private final Judgement[] judged;

    /**
     * Plans a configuration.
     *
     * @param settings those of pgseccomp, and what is written for {@link WholeConfiguration#LIBRARIES}
     * @param facts of the server
     */
    public PlannedConfiguration(Architecture architecture, List<Setting> settings, ServerFacts facts) {
        this.architecture = architecture;
        this.facts = facts;
        whole = new WholeConfiguration(settings);
        List<Setting> ours = new ArrayList<>();
        for (Setting setting : settings) {
            if (SettingNames.looksLikeOurs(setting.name())) {
                ours.add(setting);
            }
        }
        plan = Planner.plan(new PlanInput(architecture, ours, facts));
        factsOfPolicies = facts.withDatabases(plan.haveDatabasesFilters());
        judged = new Judgement[plan.policies().size()];
    }

    public Architecture architecture() {
        return architecture;
    }

    /** What is known of the server. */
    public ServerFacts facts() {
        return facts;
    }

    public Plan plan() {
        return plan;
    }

    /** What it says beside its policies. */
    public WholeConfiguration whole() {
        return whole;
    }

    /** Why a server with this configuration would load no filter; null if it would. */
    public String whyNotInForce() {
        if (whole.hasBrokenLibraries()) {
            return "PostgreSQL cannot read the list shared_preload_libraries, and loads nothing of it";
        }
        if (!whole.isLoaded()) {
            return "shared_preload_libraries does not name pgseccomp";
        }
        if (!whole.isEnabled()) {
            return SettingNames.ENABLED + " is off";
        }
        return whole.learns() ? SettingNames.LEARN + " is on" : null;
    }

    /** The settings of a policy; of {@link Plan#NONE} the global ones. */
    public PlannedPolicy policy(int index) {
        return plan.policies().get(index == Plan.NONE ? Plan.GLOBAL : index);
    }

    /** What is said of a policy; of {@link Plan#NONE} of the global one. */
    public Judgement judgement(int index) {
        int policy = index == Plan.NONE ? Plan.GLOBAL : index;
        if (judged[policy] == null) {
            judged[policy] = PolicyJudge.judge(architecture, plan.policies().get(policy), factsOfPolicies);
        }
        return judged[policy];
    }

    /** The filters of a policy; null where a server would refuse it. */
    public FilterStack stack(int index) {
        return judgement(index).stack();
    }

    /** The same with that of a database on top; {@link Plan#NONE} for none. */
    public FilterStack stack(int index, int ofDatabase) {
        FilterStack below = stack(index);
        if (ofDatabase == Plan.NONE || below == null) {
            return below;
        }
        FilterStack database = stack(ofDatabase);
        return database == null ? null : below.in(database.database());
    }

    /** The settings of a policy, with those of a database; {@link Plan#NONE} for none. */
    public List<Setting> settings(int index, int ofDatabase) {
        List<Setting> settings = new ArrayList<>(policy(index).settings());
        if (ofDatabase != Plan.NONE) {
            for (Setting setting : policy(ofDatabase).settings()) {
                if (SettingNames.isOfDatabase(setting.name())) {
                    settings.add(setting);
                }
            }
        }
        return settings;
    }

    /**
     * What restricts processes that have a policy which is not refused, in a database.
     *
     * @param suffixes of the settings of whoever is asked about
     * @param isPostmaster whether it is the postmaster itself
     * @param places facts, with the places of the server's files
     */
    public Guarded guarded(
            int index, int ofDatabase, SettingSuffixes suffixes, boolean isPostmaster, ServerFacts places) {
        return whyNotInForce() != null
                ? Guarded.byNothing(architecture, places)
                : Guarded.by(
                        stack(index, ofDatabase),
                        policy(index).level(),
                        settings(index, ofDatabase),
                        suffixes,
                        isPostmaster,
                        places);
    }

    /** What is listed under a name; of {@code +role}, its members. Null if there is none. */
    public PlannedRole listed(String role) {
        return role.startsWith("+") ? plan.group(role.substring(1)) : plan.role(role);
    }

    /** The policy of a role's sessions, or of members of a role: that of all sessions where it has none of its own. */
    public int ofRole(String role, boolean asWalsender) {
        PlannedRole found = listed(role);
        if (found != null) {
            return asWalsender ? found.asWalsender() : found.policy();
        }
        return asWalsender ? ofType(ProcessType.WALSENDER) : Plan.SESSION;
    }

    /** The policy of a database; {@link Plan#NONE} where it has none. */
    public int ofDatabase(String database) {
        PlannedDatabase found = plan.database(database);
        return found == null ? Plan.NONE : found.policy();
    }

    /** The policy of a type of processes. */
    public int ofType(ProcessType type) {
        return plan.types().get(type.ordinal()).policy();
    }

    /** All that a server would say when it starts, of the switches, of the whole and of each policy. */
    public List<Problem> problems() {
        List<Problem> problems = problemsOfTexts();
        for (int i = 0; i < judged.length; i++) {
            FilterStack stack = judgement(i).stack();
            Rejection unfit = stack == null ? null : unfit(plan.policies().get(i), stack);
            if (unfit != null) {
                problems.add(new Problem(Severity.ERROR, unfit));
            }
        }
        return problems;
    }

    /** The same of what is written; whether the kernel takes the programs that are made of it is not asked. */
    public List<Problem> problemsOfTexts() {
        List<Problem> problems = new ArrayList<>(whole.problems());
        problems.addAll(plan.problems());
        for (int i = 0; i < judged.length; i++) {
            Judgement judgement = judgement(i);
            for (Rejection problem : judgement.problems()) {
                if (!isTold(problems, problem)) {
                    problems.add(new Problem(Severity.ERROR, problem));
                }
            }
            for (Rejection harm : judgement.harm()) {
                problems.add(new Problem(PolicyJudge.severityOf(harm), harm));
            }
        }
        return problems;
    }

    /** Whether the same has been said of the same setting: walsenders have a role's list too, and what it lacks, they lack. */
    private static boolean isTold(List<Problem> problems, Rejection problem) {
        for (Problem told : problems) {
            boolean isSame = told.severity() == Severity.ERROR
                    && !problem.setting().isEmpty()
                    && told.text().setting().equals(problem.setting())
                    && told.text().detail().equals(problem.detail())
                    && told.text().hint().equals(problem.hint());
            if (isSame) {
                return true;
            }
        }
        return false;
    }

    /** Why no program can be made of a policy; null if one can, or if its lists are so short that none is too large. */
    public Rejection unfitIfLong(int policy) {
        int index = policy == Plan.NONE ? Plan.GLOBAL : policy;
        FilterStack stack = judgement(index).stack();
        if (stack == null || atoms(stack) < MOST_CERTAINLY_FIT) {
            return null;
        }
        return unfit(plan.policies().get(index), stack);
    }

    /** What the conditions of a policy compare arguments with. */
    private static int atoms(FilterStack stack) {
        int count = 0;
        for (Filter filter : stack.filters()) {
            for (Rule rule : filter.rules()) {
                for (Case<Outcome> each : rule.decision().cases()) {
                    for (ArgumentTest test : each.condition().tests()) {
                        count += test.atoms().size();
                    }
                }
            }
        }
        return count;
    }

    /** Why no program can be made of a policy, which is too large for the kernel then. */
    private static Rejection unfit(PlannedPolicy policy, FilterStack stack) {
        return CompiledPolicy.of(stack, policy.level(), policy.whose(), Handler.ANYWHERE)
                .problem();
    }
}
