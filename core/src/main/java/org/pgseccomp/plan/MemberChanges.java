package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;

/**
 * What a role gets that is not listed itself, now and then: that of the first group of which it is a member, or that of sessions. Who is a member of what, a
 * plan does not know, and it may have changed by the next login. So each pair of a policy before and a policy after is noted that some role can come
 * to, whatever its memberships are.
 *
 * <p>A role comes from the group at i to the one at j if it is a member of both, and of none that stands before them: so neither may stand before the
 * other one's place in its list.
 */
public final class MemberChanges {
    private final List<PlannedRole> now;
    private final List<PlannedRole> then;

    private MemberChanges(List<PlannedRole> now, List<PlannedRole> then) {
        this.now = now;
        this.then = then;
    }

    /** A pair of what a role may have and what it may get; each is a group, or all sessions, with an empty name. */
    public record Step(PlannedRole was, PlannedRole is) {
        /** For messages. */
        public String who() {
            String name = was.name().isEmpty() ? is.name() : was.name();
            return "members of role \"" + Rejection.shown(name) + "\"";
        }
    }

    /** All pairs but that of sessions with themselves. */
    public static List<Step> between(
            List<PlannedRole> before, PlannedRole sessionsBefore, List<PlannedRole> after, PlannedRole sessionsAfter) {
        MemberChanges changes = new MemberChanges(before, after);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i <= before.size(); i++) {
            PlannedRole was = i < before.size() ? before.get(i) : sessionsBefore;
            for (int j = 0; j <= after.size(); j++) {
                boolean isOfSessions = i == before.size() && j == after.size();
                if (!isOfSessions && changes.isPossible(i, j)) {
                    steps.add(new Step(was, j < after.size() ? after.get(j) : sessionsAfter));
                }
            }
        }
        return steps;
    }

    /** What sessions without settings of their own have, as a group without a name. */
    public static PlannedRole sessions(List<PlannedType> types) {
        return new PlannedRole(
                "", "", Plan.SESSION, types.get(ProcessType.WALSENDER.ordinal()).policy());
    }

    private boolean isPossible(int i, int j) {
        return (i == now.size() || !isBefore(then, j, now.get(i).name()))
                && (j == then.size() || !isBefore(now, i, then.get(j).name()));
    }

    /** Whether a name stands before a place. */
    private static boolean isBefore(List<PlannedRole> groups, int place, String name) {
        for (int i = 0; i < place; i++) {
            if (groups.get(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
