package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.policy.Rejection;

/**
 * Something that is wrong with what was written.
 *
 * @param severity whether it makes a policy refused
 * @param text what is said of it, and the setting to look at
 */
public record Problem(Severity severity, Rejection text) {
    /** Whether one of them makes a policy refused. */
    static boolean isError(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity == Severity.ERROR) {
                return true;
            }
        }
        return false;
    }
}
