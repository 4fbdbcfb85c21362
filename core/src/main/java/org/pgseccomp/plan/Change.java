package org.pgseccomp.plan;

/**
 * Someone who gets another policy than before. What a role gets that begins or ceases to be listed depends on its memberships, which a plan does not know: it
 * is there once for each group that it may come from or come to, and once for the case that it is a member of none.
 *
 * @param who {@code sessions}, {@code role "joe"}, {@code role "joe" as walsender}, {@code database "app"}, {@code process type "archiver"}
 * @param before an index into the policies of the plan before, {@link Plan#NONE}: the global filter alone, of a database no filter
 * @param after an index into the policies of the plan, {@link Plan#NONE}: the global filter alone
 * @param role whose memberships decide whether it happens; "" where it happens in any case
 * @param group the first one of those listed of which the role is a member then; "" for none
 * @param walsender the role whose walsenders it is about: it happens only if the role may replicate; "" for others
 */
public record Change(String who, int before, int after, String role, String group, String walsender) {
    /** One that happens in any case. */
    public Change(String who, int before, int after) {
        this(who, before, after, "", "");
    }

    /** One that is not about walsenders. */
    public Change(String who, int before, int after, String role, String group) {
        this(who, before, after, role, group, "");
    }
}
