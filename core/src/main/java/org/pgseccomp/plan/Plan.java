package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.policy.ProcessType;

/**
 * The policy of a server as a whole: which policies there are, and who gets which. Immutable.
 *
 * <p>A plan with an error ({@link #isRefused()}) is not to be put in force, whatever else it says.
 *
 * @param problems all that can be seen without reading the policies; what is wrong with one of these, {@link PolicyJudge} says
 * @param policies each once; the first is the global filter's, and the second that of sessions
 * @param types what each {@link ProcessType} gets, in the order of its declaration
 * @param roles sorted by the bytes of their names
 * @param groups the roles whose members have settings, by their names without the {@code +}, in the order in which they count: the first one of which a
 *     role is a member. A role of {@code roles} is in none of them
 * @param databases sorted by the bytes of their names
 * @param changes against the plan before, if there was one
 */
public record Plan(
        List<Problem> problems,
        List<PlannedPolicy> policies,
        List<PlannedType> types,
        List<PlannedRole> roles,
        List<PlannedRole> groups,
        List<PlannedDatabase> databases,
        List<Change> changes) {
    /** No policy. */
    public static final int NONE = -1;

    /** The index of the policy of the global filter. */
    public static final int GLOBAL = 0;

    /** The index of the policy of all sessions that have none of their own. */
    public static final int SESSION = 1;

    /** Whether something that was written makes this no policy at all. */
    public boolean isRefused() {
        return Problem.isError(problems);
    }

    /** A role with settings of its own, or null. */
    public PlannedRole role(String name) {
        return PlannedRole.find(roles, name);
    }

    /** The members of a role, by its name, or null. */
    public PlannedRole group(String name) {
        for (PlannedRole group : groups) {
            if (group.name().equals(name)) {
                return group;
            }
        }
        return null;
    }

    /** Whether a database has a filter of its own, which sessions load on top of theirs. */
    public boolean haveDatabasesFilters() {
        for (PlannedDatabase database : databases) {
            if (database.policy() != NONE) {
                return true;
            }
        }
        return false;
    }

    /** A database with settings of its own, or null. */
    public PlannedDatabase database(String name) {
        return PlannedDatabase.find(databases, name);
    }
}
