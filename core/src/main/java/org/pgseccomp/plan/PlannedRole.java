package org.pgseccomp.plan;

/**
 * A role with settings of its own, and the policies of its sessions.
 *
 * @param name as it logs in, exactly
 * @param suffix of the names of its settings, behind the dot
 * @param policy of its sessions: an index into {@link Plan#policies()}
 * @param asWalsender of its sessions that are walsenders, the same where these have no settings of their own
 */
public record PlannedRole(String name, String suffix, int policy, int asWalsender) {}
