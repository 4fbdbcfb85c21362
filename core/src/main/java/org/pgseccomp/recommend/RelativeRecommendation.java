package org.pgseccomp.recommend;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.LineSink;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedRemarks;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.LearntOn;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.RoleAlias;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileLines;
import org.pgseccomp.simulate.Members;
import org.pgseccomp.simulate.RecordedCall;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.simulate.Simulation;
import org.pgseccomp.simulate.Verdict;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Lines for postgresql.conf that have a profile, and what a server was seen to do beyond it:
 *
 * <pre>
 *   what was seen → the calls that the profile denies ({@link Simulation}) → who made them ({@link Scopes}) → packs and single calls ({@link MissingCalls})
 * </pre>
 *
 * <p>A profile has what rarely happens too, so that nothing is taken out of it for not having been seen.
 */
public final class RelativeRecommendation {
    private final Observations seen;
    private final Architecture architecture;
    private final Profile profile;
    private final ServerFacts facts;
    private final LineSink sink;
    private final Plan plan;
    private final Simulation simulation;
    private boolean hasLists;

    private RelativeRecommendation(Observations seen, Profile profile, ServerFacts facts, LineSink sink) {
        this.seen = seen;
        architecture = seen.architecture();
        this.profile = profile;
        this.facts = facts;
        this.sink = sink;
        plan = Planner.plan(
                new PlanInput(architecture, List.of(new Setting(SettingNames.PROFILE, profile.settingName())), facts));
        simulation = new Simulation(architecture, plan, facts, Members.UNKNOWN);
    }

    /**
     * Writes all lines.
     *
     * @param facts what is known of the server that the lines are for
     * @param byRole whether roles that need more than others get lists of their own; else all sessions have one
     */
    public static void write(Observations seen, Profile profile, ServerFacts facts, boolean byRole, LineSink sink) {
        ServerFacts known = facts.orElse("version_num", Integer.toString(seen.server() * 10000));
        RelativeRecommendation recommendation = new RelativeRecommendation(seen, profile, known, sink);
        recommendation.writeHead();
        recommendation.writeLists(new Scopes(seen, recommendation.plan, byRole));
    }

    private void line(String text) {
        sink.line(new StringBuilder(text));
    }

    private void writeHead() {
        line("# Made by seccomp_recommend() from what PostgreSQL " + seen.server() + " was seen to call on "
                + architecture.displayName() + " and profile \"" + profile.settingName() + "\" does not allow.");
        for (String remark : ObservedRemarks.of(seen)) {
            line(remark);
        }
        line(ConfigurationText.line(SettingNames.LEARNT_ON, LearntOn.text(architecture, facts)));
        line(SettingNames.PROFILE + " = '" + profile.settingName() + "'");
        line(SettingNames.LEARN + " = off");
    }

    private void writeLists(Scopes scopes) {
        Simulation.Result result = simulation.of(scopes.calls());
        if (result.calls() == null) {
            for (Rejection problem : result.problems()) {
                line("# The profile cannot be used here: " + ConfigurationText.shown(problem.message()));
            }
            return;
        }
        sort(result.calls(), scopes);
        List<MissingCalls> missing = new ArrayList<>();
        for (Scopes.Scope scope : scopes.all()) {
            missing.add(new MissingCalls(architecture, scope.answered()));
        }
        writeRoles(scopes.all(), missing);
        for (int i = 0; i < missing.size(); i++) {
            write(scopes.all().get(i), missing.get(i));
        }
        if (!hasLists) {
            line("");
            line("# Nothing was seen that the profile does not allow.");
        }
    }

    /** Gives the answers to the lists that they are about, with those about what libraries call in the place of newer calls. */
    private void sort(List<SimulatedCall> answered, Scopes scopes) {
        List<RecordedCall> others = new ArrayList<>();
        for (SimulatedCall call : answered) {
            scopes.of(call.call()).answered().add(call);
            String other = MissingCalls.isDoneOtherwise(call) ? OtherCalls.of(call.syscall()) : null;
            Syscall syscall = other == null ? null : architecture.syscalls().named(other);
            if (syscall != null) {
                others.add(Scopes.as(call.call(), syscall.number()));
            }
        }
        for (SimulatedCall call : simulation.of(others).calls()) {
            // Where arguments decide, the profile has the call for those who make it so.
            if (call.verdict() == Verdict.DENIED) {
                scopes.of(call.call()).answered().add(call);
            }
        }
    }

    private void writeRoles(List<Scopes.Scope> scopes, List<MissingCalls> missing) {
        StringBuilder names = new StringBuilder();
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < scopes.size(); i++) {
            Scopes.Scope scope = scopes.get(i);
            if (!scope.role().isEmpty() && !missing.get(i).isEmpty()) {
                String alias = RoleAlias.element(scope.role());
                names.append(names.length() == 0 ? "" : ", ").append(RoleAlias.listed(scope.role()));
                if (alias != null) {
                    aliases.append(aliases.length() == 0 ? "" : ", ").append(alias);
                }
            }
        }
        if (names.length() > 0) {
            line("");
            line("# Roles that were seen to do more than the profile allows to sessions.");
            line(ConfigurationText.line("pgseccomp.session_roles", names.toString()));
        }
        if (aliases.length() > 0) {
            line(ConfigurationText.line("pgseccomp.session_role_aliases", aliases.toString()));
        }
    }

    private void write(Scopes.Scope scope, MissingCalls missing) {
        if (scope.isSessions() && !missing.unknown().isEmpty()) {
            line("");
            line("# Allowed to sessions with some arguments, and not recorded with which: " + joined(missing.unknown())
                    + ". If the others are needed, seccomp_denials will show it.");
        }
        if (missing.isEmpty()) {
            if (!missing.doneWithout().isEmpty() && scope.isSessions()) {
                line("");
                line("# Sessions go on without these: " + joined(missing.doneWithout()) + ".");
            }
            return;
        }
        hasLists = true;
        line("");
        line("# " + scope.whose() + ": seen, and not in the profile: " + counted(missing.all()) + ".");
        if (!missing.lines().isEmpty()) {
            StringBuilder purposes = new StringBuilder();
            for (ProfileLines.Line each : missing.lines()) {
                purposes.append(purposes.length() == 0 ? "" : "; ")
                        .append(each.entries())
                        .append(" for ")
                        .append(each.purpose());
            }
            line("# " + purposes.append('.'));
        }
        if (!missing.doneWithout().isEmpty()) {
            line("# Left out, as nothing fails without them: " + joined(missing.doneWithout()) + ".");
        }
        StringBuilder list = new StringBuilder(Profile.ENTRY);
        StringBuilder files = new StringBuilder();
        boolean compiles = false;
        for (ProfileLines.Line each : missing.lines()) {
            list.append(", ").append(each.entries());
            compiles |= each.entries().equals(ProfileLines.JIT);
            if (!each.files().isEmpty() && files.indexOf(each.files()) < 0) {
                files.append(", ").append(each.files());
            }
        }
        for (MissingCall call : missing.single()) {
            list.append(", ").append(call.entry());
        }
        line(ConfigurationText.line(scope.setting(), list.toString()));
        if (files.length() > 0 && profile.has(Profile.filesOf(scope.filesScope()))) {
            line(ConfigurationText.line(scope.filesSetting(), Profile.ENTRY + files));
        }
        if (scope.isSessions() && profile == Profile.STRICT) {
            // A list that is written leaves jit as it is.
            line("jit = " + (compiles ? "on" : "off"));
        }
    }

    private static String counted(List<MissingCall> calls) {
        StringBuilder text = new StringBuilder();
        for (MissingCall call : calls) {
            text.append(text.length() == 0 ? "" : ", ").append(call.name());
            text.append(" (").append(Long.toUnsignedString(call.calls())).append(')');
        }
        return text.toString();
    }

    private static String joined(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.length() == 0 ? "" : ", ").append(name);
        }
        return text.toString();
    }
}
