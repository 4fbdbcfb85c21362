package org.pgseccomp.policy;

import org.pgseccomp.syscall.AsciiCase;

/**
 * The name that stands for a role in the names of its settings, where its own cannot ({@link ConfigurationText#isPlain}). It depends on nothing but the role's name,
 * so that a policy that is made again does not rename what it had: {@code role_o_brien_9d1f0b7c} for {@code O'Brien}.
 */
public final class RoleAlias {
    private static final int LONGEST_READABLE = 20;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private RoleAlias() {}

    /** How the names of the settings of a role end. */
    public static String suffix(String role) {
        if (ConfigurationText.isPlain(role)) {
            return role;
        }
        StringBuilder alias = new StringBuilder("role_");
        int readable = 0;
        for (int i = 0; i < role.length() && readable < LONGEST_READABLE; i++) {
            char c = AsciiCase.lower(role.charAt(i));
            boolean isKept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (isKept || alias.charAt(alias.length() - 1) != '_') {
                alias.append(isKept ? c : '_');
                readable++;
            }
        }
        if (alias.charAt(alias.length() - 1) != '_') {
            alias.append('_');
        }
        appendHash(alias, role);
        return alias.toString();
    }

    /** The role as an element of pgseccomp.session_roles. */
    public static String listed(String role) {
        return ConfigurationText.isPlain(role) ? role : ConfigurationText.element(role);
    }

    /** Its element of pgseccomp.session_role_aliases; null for a role whose name stands for itself. */
    public static String element(String role) {
        return ConfigurationText.isPlain(role) ? null : ConfigurationText.element(suffix(role) + "=" + role);
    }

    /** FNV-1a of the name: two roles whose names look alike in the alias differ here. */
    private static void appendHash(StringBuilder alias, String role) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < role.length(); i++) {
            hash = (hash ^ role.charAt(i)) * FNV_PRIME;
        }
        for (int shift = 28; shift >= 0; shift -= 4) {
            int digit = hash >>> shift & 15;
            alias.append((char) (digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }
}
