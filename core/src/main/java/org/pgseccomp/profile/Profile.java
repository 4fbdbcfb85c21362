package org.pgseccomp.profile;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;

/**
 * A policy that ships: the value of {@code pgseccomp.profile}. It supplies each list and each default action that is not written, and stands in
 * a list as {@code @profile}.
 *
 * <p>A profile is text in the language of lists, in lines; which of them a server gets depends on what it is ({@link Surroundings}). The text
 * of a scope (the whole server, sessions, each type of processes; the files of sessions and of types of processes) begins with its name:
 *
 * <pre>
 *   session:
 *     poll ppoll -- Waits for sockets.
 *     [before_16] pselect6 -- Waits for a moment.
 * </pre>
 */
public enum Profile {
    /** What is not written is what it always was: nothing is filtered. */
    NONE("none", ""),
    /** Nothing breaks that servers normally do, programs included. */
    BASELINE("baseline", BaselineText.TEXT),
    /** Sessions run SQL and trusted languages, and nothing else. */
    STRICT("strict", StrictText.TEXT);

    /** How a list names what its profile has for it. */
    public static final String ENTRY = "@profile";

    /** The scope of the global filter. Process types are the others, by their names in settings. */
    public static final String GLOBAL = "global";

    /** The scope of the filters of sessions and roles. */
    public static final String SESSION = "session";

    private static final String FILES_OF = "files of ";

    private static final String INDENT = "  ";
    private static final String REASON = " -- ";

    private final String settingName;
    private final String text;

    Profile(String settingName, String text) {
        this.settingName = settingName;
        this.text = text;
    }

    /** A line of a profile: some entries of one list. */
    public record Line(String when, String entries, String reason) {}

    /** The scope of the list of files of a scope. */
    public static String filesOf(String scope) {
        return FILES_OF + scope;
    }

    /** The value of the setting. */
    public String settingName() {
        return settingName;
    }

    /** The profile of a name in either case; null if there is none of that name. */
    public static Profile named(String name) {
        String lower = AsciiCase.lower(name);
        for (Profile profile : values()) {
            if (profile.settingName.equals(lower)) {
                return profile;
            }
        }
        return null;
    }

    /** Whether it has a list of allowed calls for a scope; all others are errors there. */
    public boolean has(String scope) {
        return startOf(scope) >= 0;
    }

    /** The list of allowed calls of a scope, whatever the architecture is; empty where there is none. */
    public String allowed(String scope, Surroundings surroundings) {
        StringBuilder list = new StringBuilder();
        for (Line line : lines(scope)) {
            if (surroundings.meet(line.when())) {
                list.append(list.length() == 0 ? "" : ", ").append(line.entries());
            }
        }
        return list.toString();
    }

    /** The lines of a scope, in their order: what is taken out again stands behind what brought it in. */
    public List<Line> lines(String scope) {
        List<Line> lines = new ArrayList<>();
        int at = startOf(scope);
        while (at >= 0 && at < text.length() && text.startsWith(INDENT, at)) {
            int end = text.indexOf('\n', at);
            lines.add(line(text.substring(at + INDENT.length(), end)));
            at = end + 1;
        }
        return lines;
    }

    /** Where the first line of a scope begins; negative if there is none. */
    private int startOf(String scope) {
        String head = scope + ":\n";
        if (text.startsWith(head)) {
            return head.length();
        }
        int at = text.indexOf("\n" + head);
        return at < 0 ? at : at + 1 + head.length();
    }

    private static Line line(String written) {
        int close = written.startsWith("[") ? written.indexOf(']') : -1;
        int reason = written.indexOf(REASON);
        return new Line(
                close < 0 ? "" : written.substring(1, close),
                written.substring(close < 0 ? 0 : close + 2, reason),
                written.substring(reason + REASON.length()));
    }
}
