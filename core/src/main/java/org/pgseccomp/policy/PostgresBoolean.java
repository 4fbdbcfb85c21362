package org.pgseccomp.policy;

import org.pgseccomp.syscall.AsciiCase;

/** Booleans as PostgreSQL reads them (parse_bool in bool.c): unique beginnings of true, false, yes, no, on and off, 1 and 0, without white space around them. */
public final class PostgresBoolean {
    private PostgresBoolean() {}

    /** Whether a text means on. */
    public static boolean isOn(String text) {
        String lower = AsciiCase.lower(text);
        return !lower.isEmpty()
                && (lower.equals("1") || "true".startsWith(lower) || "yes".startsWith(lower) || lower.equals("on"));
    }

    /** Whether a text means off. What is neither on nor off is no Boolean. */
    public static boolean isOff(String text) {
        String lower = AsciiCase.lower(text);
        return !lower.isEmpty()
                && (lower.equals("0")
                        || "false".startsWith(lower)
                        || "no".startsWith(lower)
                        || (lower.length() > 1 && "off".startsWith(lower)));
    }
}
