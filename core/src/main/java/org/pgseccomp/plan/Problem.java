package org.pgseccomp.plan;

import org.pgseccomp.policy.Rejection;

/**
 * Something that is wrong with what was written.
 *
 * @param severity whether it makes a policy refused
 * @param text what is said of it, and the setting to look at
 */
public record Problem(Severity severity, Rejection text) {}
