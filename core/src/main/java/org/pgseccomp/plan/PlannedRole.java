package org.pgseccomp.plan;

import java.util.List;

/**
 * A role with settings of its own, or the members of one, and the policies of their sessions.
 *
 * @param name as it logs in, exactly
 * @param suffix of the names of its settings, behind the dot
 * @param policy of its sessions: an index into {@link Plan#policies()}
 * @param asWalsender of its sessions that are walsenders, the same where these have no settings of their own
 */
public record PlannedRole(String name, String suffix, int policy, int asWalsender) {
    /** The role of a name among those that are sorted by theirs, or null. */
    static PlannedRole find(List<PlannedRole> roles, String name) {
        int low = 0;
        int high = roles.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = roles.get(middle).name().compareTo(name);
            if (order == 0) {
                return roles.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
