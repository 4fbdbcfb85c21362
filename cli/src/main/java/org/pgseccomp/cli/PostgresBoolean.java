package org.pgseccomp.cli;

import java.util.Locale;

/** Booleans as PostgreSQL reads them (parse_bool in bool.c): unique beginnings of true, false, yes, no, on and off, 1 and 0. */
final class PostgresBoolean {
    private PostgresBoolean() {}

    /** Null for what is none. */
    static Boolean of(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return null;
        }
        if (lower.equals("1") || "true".startsWith(lower) || "yes".startsWith(lower) || lower.equals("on")) {
            return true;
        }
        boolean isOff = lower.equals("0")
                || "false".startsWith(lower)
                || "no".startsWith(lower)
                || (lower.length() > 1 && "off".startsWith(lower));
        return isOff ? false : null;
    }
}
