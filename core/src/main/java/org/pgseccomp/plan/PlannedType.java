package org.pgseccomp.plan;

/**
 * What the processes of a type get.
 *
 * @param policy an index into {@link Plan#policies()}; {@link Plan#NONE}: the global filter alone
 * @param listed whether the type stands in {@code pgseccomp.process_types}
 */
public record PlannedType(int policy, boolean listed) {}
