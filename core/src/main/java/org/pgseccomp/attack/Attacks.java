package org.pgseccomp.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * The catalogue: what attackers do once they are in a session. It stays text, as the groups of calls do, and is read when somebody asks.
 *
 * <pre>
 *   network:
 *     udp ~ Sends data by UDP. ~ T1048 ~ all ~ socket(domain: AF_INET, AF_INET6; type: SOCK_DGRAM)
 *
 *   class:
 *     name ~ what ~ reference ~ kernels ~ way { " or " way }
 *   way    = need { " and " need }
 *   need   = calls, one of which is enough | "read", "write", "execute", "link" paths | … (Need.Kind)
 *   $fork  = clone, clone3, … (written)
 * </pre>
 *
 * <p>A way is all that it needs of what a policy can restrict. What any session can do anyway (open a file, write to it) is not written down.
 */
public final class Attacks {
    private static final String[] TEXTS = {SessionAttacks.TEXT, KernelAttacks.TEXT, ServerAttacks.TEXT};

    private static final String INDENT = "  ";
    private static final String BETWEEN = " ~ ";
    private static final String OR = " or ";
    private static final String AND = " and ";

    private Attacks() {}

    /** All of them, class by class. The list is made anew for each call. */
    public static List<Attack> all() {
        List<Attack> attacks = new ArrayList<>();
        for (String text : TEXTS) {
            AttackClass current = null;
            int from = 0;
            while (from < text.length()) {
                int end = text.indexOf('\n', from);
                if (text.startsWith(INDENT, from)) {
                    attacks.add(read(current, text.substring(from + INDENT.length(), end)));
                } else {
                    current = AttackClass.labelled(text.substring(from, end - 1));
                }
                from = end + 1;
            }
        }
        return attacks;
    }

    private static Attack read(AttackClass attackClass, String line) {
        List<String> fields = split(line, BETWEEN);
        List<List<Need>> ways = new ArrayList<>();
        for (String way : split(fields.get(4), OR)) {
            List<Need> needs = new ArrayList<>();
            for (String need : split(way, AND)) {
                needs.add(Need.read(written(need)));
            }
            ways.add(List.copyOf(needs));
        }
        return new Attack(fields.get(0), fields.get(1), attackClass, fields.get(2), fields.get(3), ways);
    }

    /** What an abbreviation of the catalogue stands for. */
    private static String written(String need) {
        return switch (need) {
            case "$fork" -> "clone, clone3, fork, vfork";
            case "$exec" -> "execve, execveat";
            case "$shell" -> "execute /bin/sh, /usr/bin/sh, /bin/bash, /usr/bin/bash";
            // The flags of clone3 lie in memory.
            case "$userns" -> "unshare(flags: with CLONE_NEWUSER), clone(flags: with CLONE_NEWUSER), clone3";
            case "$tcp" -> "socket(domain: AF_INET, AF_INET6; type: SOCK_STREAM; protocol: 0, 6)";
            case "$mptcp" -> "socket(domain: AF_INET, AF_INET6; type: SOCK_STREAM; protocol: 262)";
            case "$udp" -> "socket(domain: AF_INET, AF_INET6; type: SOCK_DGRAM)";
            default -> need;
        };
    }

    /** The parts between separators. */
    static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int to = text.indexOf(separator);
        while (to >= 0) {
            parts.add(text.substring(from, to));
            from = to + separator.length();
            to = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        return parts;
    }
}
