package org.pgseccomp.policy;

import org.pgseccomp.syscall.AsciiCase;

/**
 * Names that look like settings of a role, a database or a type of processes and cannot begin a line: the scanner of configuration files (guc-file.l)
 * takes one dot, between two names of letters, digits, underscores and dollar signs. PostgreSQL says "syntax error" of them, and no more.
 */
public final class UnreadableName {
    private static final String PREFIX = "pgseccomp.";

    private UnreadableName() {}

    /**
     * What to write instead.
     *
     * @param token which the scanner does not take, as written
     * @return sentences; "" for a token that is something else
     */
    public static String hint(String token) {
        String name = Ascii.startsWith(token, PREFIX) ? token.substring(PREFIX.length()) : token;
        int dot = name.indexOf('.');
        if (dot < 0 || !SettingNames.isOfSomebody(name)) {
            return "";
        }
        String whose = name.substring(dot + 1);
        String alias = nameFrom(whose);
        if (alias.equals(whose) && !whose.isEmpty()) {
            return token.equals(name)
                    ? ""
                    : "Write \"" + Rejection.shown(name)
                            + "\": the settings of roles, databases and types of processes begin without \"" + PREFIX
                            + "\".";
        }
        boolean isOfDatabase = SettingNames.isOfDatabase(name);
        String kind = isOfDatabase ? "database" : "role";
        String example = whose.isEmpty() ? "web_app=web-app" : alias + "=" + whose;
        return "The name of a setting ends in letters, digits and underscores only. Give the " + kind
                + " an alias, as in "
                + (isOfDatabase ? SettingNames.DATABASE_ALIASES : SettingNames.ROLE_ALIASES) + " = '\""
                + Rejection.shown(example) + "\"', and let the setting end in that.";
    }

    /** A text with underscores in the place of what a name cannot have. */
    private static String nameFrom(String text) {
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char lower = AsciiCase.lower(c);
            boolean isLetter = (lower >= 'a' && lower <= 'z') || c == '_' || c >= 128;
            boolean isKept = isLetter || (i > 0 && ((c >= '0' && c <= '9') || c == '$'));
            name.append(isKept ? c : '_');
        }
        return name.toString();
    }
}
