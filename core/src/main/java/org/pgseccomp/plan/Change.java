package org.pgseccomp.plan;

/**
 * Someone who gets another policy than before.
 *
 * @param who {@code sessions}, {@code role "joe"}, {@code role "joe" as walsender}, {@code database "app"}, {@code process type "archiver"}
 * @param before an index into the policies of the plan before, {@link Plan#NONE}: the global filter alone, of a database no filter
 * @param after an index into the policies of the plan, {@link Plan#NONE}: the global filter alone
 */
public record Change(String who, int before, int after) {}
