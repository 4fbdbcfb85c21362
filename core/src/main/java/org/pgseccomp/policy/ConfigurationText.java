package org.pgseccomp.policy;

/** Names of roles and values of settings, as a configuration file has them. */
public final class ConfigurationText {
    private ConfigurationText() {}

    /** Whether the name can stand as it is, in lists and at the end of the names of settings: it is lower case, and no alias's. */
    public static boolean isPlain(String role) {
        for (int i = 0; i < role.length(); i++) {
            char c = role.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !role.isEmpty() && !role.startsWith("role_");
    }

    /** An element of a list. */
    public static String element(String text) {
        StringBuilder element = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                element.append('"');
            }
            element.append(text.charAt(i));
        }
        return element.append('"').toString();
    }

    /** What stands for a text between single quotes (DeescapeQuotedString in guc-file.l). */
    public static String escaped(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'') {
                quoted.append("''");
            } else if (c == '\\') {
                quoted.append("\\\\");
            } else if (c < ' ') {
                quoted.append("\\0").append((char) ('0' + (c >> 3))).append((char) ('0' + (c & 7)));
            } else {
                quoted.append(c);
            }
        }
        return quoted.toString();
    }

    /** The line of a setting, without its end. */
    public static String line(String name, String value) {
        return name + " = '" + escaped(value) + "'";
    }

    /** A text in a comment: no line ends in it. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            shown.append(text.charAt(i) < ' ' ? '?' : text.charAt(i));
        }
        return shown.toString();
    }
}
