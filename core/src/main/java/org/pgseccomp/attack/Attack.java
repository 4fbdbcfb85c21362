package org.pgseccomp.attack;

import java.util.List;

/**
 * Something that attackers do once they are in a session of the database. Immutable.
 *
 * @param name stays the same from release to release: lower-case letters, digits and hyphens
 * @param what it is, in a few words
 * @param attackClass what it is for
 * @param reference where it is described: a CVE, a technique of MITRE ATT&amp;CK, a page of the manual, a document of the kernel
 * @param kernels which it concerns; "all" where it is no flaw
 * @param ways in which it can be done, each with all that it needs: it is stopped if none is left
 */
public record Attack(
        String name, String what, AttackClass attackClass, String reference, String kernels, List<List<Need>> ways) {
    public Attack {
        ways = List.copyOf(ways);
    }
}
