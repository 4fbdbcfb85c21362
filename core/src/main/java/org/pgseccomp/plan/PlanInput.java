package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * What a plan is made of.
 *
 * @param settings all that was written and is ours, or looks as if it was meant to be; each name once
 * @param before the plan in force, or null
 */
public record PlanInput(Architecture architecture, List<Setting> settings, ServerFacts facts, Before before) {
    /** At the start of a server. */
    public PlanInput(Architecture architecture, List<Setting> settings, ServerFacts facts) {
        this(architecture, settings, facts, null);
    }

    /**
     * What is in force.
     *
     * @param closed the policies that were refused when the server started, by their indexes: roles that have one cannot log in
     * @param onlyTightens whether a plan that loosens something is refused
     */
    public record Before(Plan plan, List<Integer> closed, boolean onlyTightens) {}
}
