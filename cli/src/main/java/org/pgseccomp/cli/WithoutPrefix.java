package org.pgseccomp.cli;

import java.util.List;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.AsciiCase;

/**
 * Names without a dot that are ours but for that. PostgreSQL takes names with a dot for those of extensions, and does not start with another one that it
 * does not have; none of its own is one of these.
 */
final class WithoutPrefix {
    private static final String PREFIX = "pgseccomp.";

    private WithoutPrefix() {}

    /** What is said of such a name; null of one that is something else. */
    static Rejection problem(String name) {
        String hint = hint(name);
        return hint == null
                ? null
                : new Rejection(
                        Rejection.Kind.UNKNOWN_SETTING,
                        name,
                        "unrecognized configuration parameter \"" + Names.shown(name) + "\"",
                        "PostgreSQL has no setting of this name, and would not start.",
                        hint);
    }

    private static String hint(String name) {
        if (name.indexOf('.') >= 0) {
            return null;
        }
        String lower = AsciiCase.lower(name);
        boolean isDefined =
                SettingDefinition.ALL.stream().anyMatch(each -> each.name().equals(PREFIX + lower));
        String whose = has(SettingNames.rolePrefixes(), lower)
                ? "ROLE"
                : has(SettingNames.processPrefixes(), lower)
                        ? "TYPE"
                        : has(SettingNames.databasePrefixes(), lower) ? "DATABASE" : null;
        if (!isDefined && whose == null) {
            return SettingNames.looksLikeOurs(name) ? "Names of settings of pgseccomp have a dot in them." : null;
        }
        return "Did you mean \"" + (isDefined ? PREFIX + lower : lower + "." + whose) + "\""
                + (isDefined && whose != null ? ", or \"" + lower + "." + whose + "\"" : "") + "?";
    }

    private static boolean has(List<String> prefixes, String name) {
        return prefixes.contains(name + ".");
    }
}
