package org.pgseccomp.group;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * All groups of system calls, and each by its name.
 *
 * <p>The groups stay texts, as the tables of system calls do ({@code SyscallTable}), and are read when somebody asks: a server pays for those
 * only that its lists name, and keeps none. A text has for each group a line with its name and description, and then lines of members,
 * which begin with two spaces:
 *
 * <pre>
 *   &#64;swap: Turns swap space on and off.
 *     swapoff swapon
 * </pre>
 *
 * {@link SyscallGroup} says what a member can be.
 */
public final class SyscallGroups {
    private static final String[] TEXTS = {SystemdGroups.TEXT, ServerGroups.TEXT, PackGroups.TEXT};

    private static final String INDENT = "  ";

    private SyscallGroups() {}

    /** All groups: systemd's by name, then those of a server's processes, then the packs. The list is made anew for each call. */
    public static List<SyscallGroup> all() {
        List<SyscallGroup> groups = new ArrayList<>();
        for (String text : TEXTS) {
            for (int from = 0; from < text.length(); from = endOf(text, from)) {
                groups.add(read(text, from));
            }
        }
        return groups;
    }

    /**
     * Finds a group by its exact name.
     *
     * @param name with the @ in front, in lower case
     * @return null if there is none of that name
     */
    public static SyscallGroup named(String name) {
        if (!isName(name)) {
            return null;
        }
        String head = name + ":";
        for (String text : TEXTS) {
            int from = text.startsWith(head) ? 0 : text.indexOf("\n" + head) + 1;
            if (from > 0 || text.startsWith(head)) {
                return read(text, from);
            }
        }
        return null;
    }

    /** Whether a text can be the name of a group: an @, then lower-case letters, digits and hyphens. */
    public static boolean isName(String text) {
        if (text.length() < 2 || text.charAt(0) != '@') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The calls that an entry of a list names: those of a group, or those of one name. */
    public static List<Syscall> callsNamed(Architecture architecture, String entry) {
        return isName(entry)
                ? named(entry).callsOf(architecture)
                : architecture.syscalls().allNamed(List.of(entry));
    }

    /** Where the group behind the one that begins at a position begins; the length of the text if it is the last. */
    private static int endOf(String text, int from) {
        int next = text.indexOf("\n@", from);
        return next < 0 ? text.length() : next + 1;
    }

    /** The group that begins at a position. */
    private static SyscallGroup read(String text, int from) {
        int end = endOf(text, from);
        int colon = text.indexOf(": ", from);
        int lineEnd = text.indexOf('\n', from);
        List<String> members = new ArrayList<>();
        int at = lineEnd + 1;
        while (at < end) {
            lineEnd = text.indexOf('\n', at);
            addWords(text, at + INDENT.length(), lineEnd, members);
            at = lineEnd + 1;
        }
        return new SyscallGroup(
                text.substring(from, colon), text.substring(colon + 2, text.indexOf('\n', from)), members);
    }

    /** Words that are separated by single spaces. */
    private static void addWords(String text, int from, int end, List<String> words) {
        int at = from;
        while (at < end) {
            int space = text.indexOf(' ', at);
            int wordEnd = space < 0 || space > end ? end : space;
            words.add(text.substring(at, wordEnd));
            at = wordEnd + 1;
        }
    }
}
