package org.pgseccomp.plan;

import java.util.List;

/**
 * A database with settings of its own, and the policy that its sessions and workers carry on top of theirs.
 *
 * @param name exactly
 * @param suffix of the names of its settings, behind the dot
 * @param policy an index into {@link Plan#policies()}; {@link Plan#NONE}: none of its settings is written
 */
public record PlannedDatabase(String name, String suffix, int policy) {
    /** The database of a name among those that are sorted by theirs, or null. */
    static PlannedDatabase find(List<PlannedDatabase> databases, String name) {
        int low = 0;
        int high = databases.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = databases.get(middle).name().compareTo(name);
            if (order == 0) {
                return databases.get(middle);
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
