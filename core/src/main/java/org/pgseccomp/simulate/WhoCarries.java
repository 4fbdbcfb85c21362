package org.pgseccomp.simulate;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.PlannedType;
import org.pgseccomp.policy.ProcessType;

/**
 * Which policies of a plan a process carries, as the server gives them out ({@code workers.c}, {@code loaded_filters.c}): that of its type or its role, for
 * workers that act for a role both, and that of its database on top.
 */
final class WhoCarries {
    private final Plan plan;
    private final Members members;

    WhoCarries(Plan plan, Members members) {
        this.plan = plan;
        this.members = members;
    }

    /** Indexes into the policies of the plan; none: the global filter alone. */
    List<Integer> policies(Caller caller) {
        List<Integer> policies = new ArrayList<>();
        if (caller.type().equals("postmaster") || caller.type().equals("starting")) {
            return policies;
        }
        ProcessType type = ProcessType.named(caller.type());
        PlannedRole role = role(caller.role());
        if (type == null) {
            policies.add(role == null ? Plan.SESSION : role.policy());
        } else if (type == ProcessType.WALSENDER && role != null) {
            policies.add(role.asWalsender());
        } else {
            addType(type, role, policies);
        }
        PlannedDatabase database = caller.database().isEmpty() || !(type == null || type.hasDatabase())
                ? null
                : plan.database(caller.database());
        if (database != null && database.policy() != Plan.NONE) {
            policies.add(database.policy());
        }
        return policies;
    }

    private void addType(ProcessType type, PlannedRole role, List<Integer> policies) {
        PlannedType planned = plan.types().get(type.ordinal());
        if (planned.policy() != Plan.NONE) {
            policies.add(planned.policy());
        }
        if (type.actsForRole() && role != null && !policies.contains(role.policy())) {
            policies.add(role.policy());
        }
    }

    /** What a role has, itself or as a member; null where it has nothing of its own. */
    private PlannedRole role(String name) {
        PlannedRole own = name.isEmpty() ? null : plan.role(name);
        for (PlannedRole group : plan.groups()) {
            if (own == null && !name.isEmpty() && members.has(name, group.name())) {
                own = group;
            }
        }
        return own;
    }
}
