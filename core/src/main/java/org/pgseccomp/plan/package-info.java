/**
 * The policy of a server as a whole: {@link org.pgseccomp.plan.Planner} makes a {@link org.pgseccomp.plan.Plan} of all settings, which
 * says who gets which policy, what is wrong, and what has changed. {@link org.pgseccomp.plan.PolicyJudge} judges a policy of it.
 */
package org.pgseccomp.plan;
