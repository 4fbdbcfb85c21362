package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Setting;

/**
 * What every role, database and process type would get, beside what it gets now. Whether a policy that has changed is less strict than the one
 * before is for {@link PolicyJudge}; here is what can be seen without reading them.
 */
final class PlanChanges {
    private final PlanInput.Before before;
    private final int version;
    private final List<PlannedRole> roles;
    private final List<PlannedRole> groups;
    private final List<PlannedDatabase> databases;
    private final List<PlannedType> types;
    private final int[] same;
    private final List<Change> changes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Who gets what. */
    record After(
            List<PlannedRole> roles,
            List<PlannedRole> groups,
            List<PlannedDatabase> databases,
            List<PlannedType> types) {}

    PlanChanges(PlanInput input, After after, PolicyTable table) {
        before = input.before();
        version = input.facts().version();
        this.roles = after.roles();
        this.groups = after.groups();
        this.databases = after.databases();
        this.types = after.types();
        same = new int[table.size()];
        PolicyTable known = new PolicyTable();
        if (before != null) {
            for (PlannedPolicy policy : before.plan().policies()) {
                known.add(policy.settings());
            }
        }
        for (int i = 0; i < same.length; i++) {
            same[i] = i == Plan.GLOBAL ? globalBefore(table.settings(i)) : known.find(table.settings(i));
        }
        if (before != null) {
            compare();
        }
    }

    /** The postmaster's filter is loaded once: what is written now for the next start is not what sessions stand on. */
    private int globalBefore(List<Setting> settings) {
        if (before == null) {
            return Plan.NONE;
        }
        PolicyTable global = new PolicyTable();
        global.add(before.plan().policies().get(Plan.GLOBAL).settings());
        return global.find(settings);
    }

    /** The index of the same policy in the plan before; none where that was refused. */
    int before(int policy) {
        boolean isThere = same[policy] != Plan.NONE && !before.closed().contains(same[policy]);
        return isThere ? same[policy] : Plan.NONE;
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    private void compare() {
        Plan plan = before.plan();
        note("sessions", Plan.SESSION, Plan.SESSION);
        for (PlannedRole role : roles) {
            compareRole(role.name(), plan.role(role.name()), role);
        }
        for (PlannedRole role : plan.roles()) {
            // One that has no settings any more is there as one of all others.
            if (PlannedRole.find(roles, role.name()) == null) {
                compareRole(role.name(), role, null);
            }
        }
        compareMembers();
        for (PlannedDatabase database : databases) {
            compareDatabase(database.name(), plan.database(database.name()), database);
        }
        for (PlannedDatabase database : plan.databases()) {
            if (PlannedDatabase.find(databases, database.name()) == null) {
                compareDatabase(database.name(), database, null);
            }
        }
        for (ProcessType type : ProcessType.values()) {
            if (version != 0 && version < type.existsSince()) {
                // Nobody is of that type.
                continue;
            }
            PlannedType now = plan.types().get(type.ordinal());
            PlannedType then = types.get(type.ordinal());
            String who = "process type \"" + type.settingName() + "\"";
            if (then.policy() == Plan.NONE && now.policy() != Plan.NONE && before.onlyTightens()) {
                problems.add(new Problem(Severity.ERROR, Rejection.losesFilter(type)));
            }
            note(who, now.policy(), then.policy());
            if (now.listed() != then.listed() && isSame(now.policy(), then.policy())) {
                changes.add(new Change(who, now.policy(), then.policy()));
            }
        }
    }

    /** Roles that are not listed themselves. */
    private void compareMembers() {
        List<PlannedRole> now = before.plan().groups();
        int known = changes.size();
        for (MemberChanges.Step step : MemberChanges.between(
                now, MemberChanges.sessions(before.plan().types()), groups, MemberChanges.sessions(types))) {
            noteStep(step.who(), step.was(), step.is(), "", "");
            if (before.onlyTightens() && step.is().name().isEmpty()) {
                compareWorkers(step.who(), step.was().policy());
            }
            if (before.onlyTightens() && isLetIn(step.was(), step.is())) {
                problems.add(new Problem(
                        Severity.ERROR, Rejection.letsMembersIn(step.was().name())));
            }
        }
        if (changes.size() == known && !areNamedTheSame(now)) {
            // Nobody gets other filters, but their settings are called otherwise.
            changes.add(new Change("members of roles", Plan.SESSION, Plan.SESSION));
        }
    }

    private boolean areNamedTheSame(List<PlannedRole> now) {
        boolean same = now.size() == groups.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = now.get(i).name().equals(groups.get(i).name())
                    && now.get(i).suffix().equals(groups.get(i).suffix());
        }
        return same;
    }

    private void noteStep(String who, PlannedRole was, PlannedRole is, String role, String group) {
        note(who, was.policy(), is.policy(), role, group);
        if (was.asWalsender() != was.policy() || is.asWalsender() != is.policy()) {
            noteWalsender(new Change(who, was.asWalsender(), is.asWalsender(), role, group, role));
        }
    }

    private boolean isLetIn(PlannedRole was, PlannedRole is) {
        return letsIn(was.policy(), is.policy(), was.asWalsender(), is.asWalsender());
    }

    /** A role that begins or ceases to be listed may be a member of any group. */
    private void compareAsMember(String name, PlannedRole now, PlannedRole then) {
        for (PlannedRole group : now == null ? before.plan().groups() : groups) {
            PlannedRole was = now == null ? group : now;
            PlannedRole is = now == null ? then : group;
            String who = asMember(name, group.name());
            noteStep(who, was, is, name, group.name());
            if (now == null && before.onlyTightens() && isLetIn(was, is)) {
                problems.add(new Problem(Severity.ERROR, Rejection.letsIn(then.name())));
            }
        }
    }

    /** How messages call a role that is or was a member of a group. */
    private static String asMember(String role, String group) {
        return "role \"" + Rejection.shown(role) + "\" as a member of \"" + Rejection.shown(group) + "\"";
    }

    private void compareDatabase(String name, PlannedDatabase now, PlannedDatabase then) {
        int was = now == null ? Plan.NONE : now.policy();
        int is = then == null ? Plan.NONE : then.policy();
        note("database \"" + Rejection.shown(name) + "\"", was, is);
        if (!before.onlyTightens() || was == Plan.NONE) {
            return;
        }
        if (before.closed().contains(was) && !isSame(was, is)) {
            problems.add(new Problem(Severity.ERROR, Rejection.opens(name)));
        } else if (is == Plan.NONE) {
            problems.add(new Problem(Severity.ERROR, Rejection.losesFilter(name)));
        }
    }

    private void compareRole(String name, PlannedRole now, PlannedRole then) {
        PlannedType walsenderNow = before.plan().types().get(ProcessType.WALSENDER.ordinal());
        PlannedType walsenderThen = types.get(ProcessType.WALSENDER.ordinal());
        String who = "role \"" + Rejection.shown(name) + "\"";
        int was = now == null ? Plan.SESSION : now.policy();
        int is = then == null ? Plan.SESSION : then.policy();
        boolean isListedOnce = now == null || then == null;
        String member = isListedOnce ? name : "";
        if (!note(who, was, is, member, "") && isListedOnce) {
            // Its denials are counted as its own, and its settings are called otherwise.
            changes.add(new Change(who, was, is, member, ""));
        } else if (now != null && then != null && !now.suffix().equals(then.suffix()) && isSame(was, is)) {
            changes.add(new Change(who, was, is));
        }
        int wasWalsender = now == null ? walsenderNow.policy() : now.asWalsender();
        int isWalsender = then == null ? walsenderThen.policy() : then.asWalsender();
        if (wasWalsender != was || isWalsender != is) {
            noteWalsender(new Change(who, wasWalsender, isWalsender, member, "", name));
        }
        if (isListedOnce) {
            compareAsMember(name, now, then);
        }
        if (then == null && before.onlyTightens()) {
            compareWorkers(who, was);
        }
        if (before.onlyTightens() && letsIn(was, is, wasWalsender, isWalsender)) {
            problems.add(new Problem(Severity.ERROR, Rejection.letsIn(name)));
        }
    }

    /** Workers that act for a role carry its policy on top of their type's; without settings of its own they have their type's alone. */
    private void compareWorkers(String who, int was) {
        for (ProcessType type : ProcessType.values()) {
            PlannedType worker = types.get(type.ordinal());
            if (type.actsForRole() && worker.listed()) {
                note(who + " in a " + type.settingName(), was, worker.policy());
            }
        }
    }

    /** Whether a role that could not log in now could. */
    private boolean letsIn(int was, int is, int wasWalsender, int isWalsender) {
        return (before.closed().contains(was) && !isSame(was, is))
                || (before.closed().contains(wasWalsender) && !isSame(wasWalsender, isWalsender));
    }

    private boolean isSame(int was, int is) {
        return is == Plan.NONE ? was == Plan.NONE : was != Plan.NONE && same[is] == was;
    }

    private boolean note(String who, int was, int is) {
        return note(who, was, is, "", "");
    }

    private boolean note(String who, int was, int is, String role, String group) {
        return note(new Change(who, was, is, role, group));
    }

    private void noteWalsender(Change of) {
        String who = of.who() + " as walsender";
        note(new Change(who, of.before(), of.after(), of.role(), of.group(), of.walsender()));
    }

    private boolean note(Change change) {
        if (isSame(change.before(), change.after())) {
            return false;
        }
        changes.add(change);
        return true;
    }
}
