package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code seccomp_filter()}.
 *
 * @param syscall its name, or {@link #DEFAULT_NAME} for all calls that no rule names
 * @param number its number, or -1
 * @param filterAction source and action, for example {@code global->allow}
 * @param context where it is enforced: {@code global} in the postmaster and its children, {@code session} in this session
 */
public record FilterRow(String syscall, int number, String filterAction, String context) {
    /** The name in the row of the default action. */
    public static final String DEFAULT_NAME = "<default>";

    private static final String GLOBAL = "global";
    private static final String SESSION = "session";

    /** The rows of a server whose sessions have no filter of their own: they inherit the global one. */
    public static List<FilterRow> inherited(Filter global) {
        List<FilterRow> rows = new ArrayList<>();
        addContext(rows, global, GLOBAL);
        addContext(rows, global, SESSION);
        return rows;
    }

    private static void addContext(List<FilterRow> rows, Filter filter, String context) {
        rows.add(new FilterRow(DEFAULT_NAME, -1, source(filter.defaultAction()), context));
        for (Rule rule : filter.rules()) {
            rows.add(new FilterRow(rule.syscall().name(), rule.syscall().number(), source(rule.action()), context));
        }
    }

    private static String source(Action action) {
        return GLOBAL + "->" + action.settingName();
    }
}
