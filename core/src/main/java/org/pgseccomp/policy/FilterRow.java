package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/**
 * A row of {@code seccomp_filter()} or {@code seccomp_process_filter()}.
 *
 * <p>The rows of the context {@code global} are the postmaster's filter alone. Those of the context {@code session} are what
 * holds in the session, those of the context {@code process} what holds in processes of a type with settings of its own: of all
 * filters the strictest answer, and on a tie the later filter is named as its source. A filter that does not name a call answers
 * with its default action. A call that has entries with conditions has a row for each of them, and one for all other calls of the number. The default is never inherited: it is that of the session (or type) also where that has no filter of its own,
 * as all is the same as in the global one.
 *
 * @param syscall its name, an entry with its condition, or {@link #DEFAULT_NAME} for all calls that no filter names
 * @param number its number, or -1
 * @param filterAction source and action, for example {@code global->allow}, and an error other than EACCES, {@code session->error(ENOSYS)}
 * @param context {@code global}, {@code session} or {@code process}
 */
public record FilterRow(String syscall, int number, String filterAction, String context) {
    /** The name in the row of the default action. */
    public static final String DEFAULT_NAME = "<default>";

    /**
     * The rows of a process: first the context global, in each the default first, then by number.
     *
     * @param level up to which the filters were read; where that is {@link Level#GLOBAL} there is no session
     * @param settings that the filters were read from
     */
    public static List<FilterRow> of(FilterStack stack, Level level, List<Setting> settings) {
        String own = ProcessType.ofSettings(settings) == null ? Level.SESSION.label() : "process";
        List<FilterRow> rows = new ArrayList<>();
        FilterStack global = FilterStack.of(stack.global());
        rows.add(defaultRow(global, own, Level.GLOBAL.label()));
        addNamed(rows, global, own, Level.GLOBAL.label());
        boolean isTheSame = stack.session() == null && level != Level.GLOBAL;
        FilterStack withOwn =
                isTheSame ? new FilterStack(stack.global(), stack.global(), stack.database(), stack.client()) : stack;
        rows.add(defaultRow(withOwn, own, own));
        addNamed(rows, stack, own, own);
        return rows;
    }

    private static FilterRow defaultRow(FilterStack stack, String own, String context) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Level level : Level.values()) {
            Filter filter = stack.at(level);
            outcomes.add(filter == null ? null : Outcome.of(filter.defaultAction()));
        }
        return row(DEFAULT_NAME, -1, outcomes, own, context);
    }

    private static void addNamed(List<FilterRow> rows, FilterStack stack, String own, String context) {
        for (Syscall syscall : namedCalls(stack)) {
            int number = syscall.number();
            List<String> told = new ArrayList<>();
            for (Filter filter : stack.filters()) {
                for (Rule rule : filter.rules()) {
                    for (int i = 0;
                            rule.syscall().number() == number
                                    && i < rule.texts().size();
                            i++) {
                        String text = rule.texts().get(i);
                        if (!told.contains(text)) {
                            told.add(text);
                            Case<Outcome> entry = rule.decision().cases().get(i);
                            rows.add(row(text, number, outcomes(stack, number, entry), own, context));
                        }
                    }
                }
            }
            rows.add(row(syscall.name(), number, outcomes(stack, number, null), own, context));
        }
    }

    /**
     * What each level says to a call. Of an entry with a condition: what its own filter says to it, and what others say to calls that meet the
     * condition, whatever entries there and here take out of that: these have rows of their own. Without an entry: what is said to calls that meet none.
     */
    private static List<Outcome> outcomes(FilterStack stack, int number, Case<Outcome> entry) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Level level : Level.values()) {
            Filter filter = stack.at(level);
            if (filter == null) {
                outcomes.add(null);
                continue;
            }
            Decision<Outcome> decision = filter.decisionOf(number);
            if (entry == null || decision.isPlain()) {
                outcomes.add(decision.otherwise());
            } else if (decision.cases().contains(entry)) {
                outcomes.add(entry.result());
            } else {
                outcomes.add(Decisions.besideItsCases(decision, entry.condition()));
            }
        }
        return outcomes;
    }

    /** Every call that a filter names, once, by number. */
    private static List<Syscall> namedCalls(FilterStack stack) {
        List<Syscall> named = new ArrayList<>();
        for (Filter filter : stack.filters()) {
            for (Rule rule : filter.rules()) {
                named.add(rule.syscall());
            }
        }
        named.sort((a, b) -> Integer.compare(a.number(), b.number()));
        List<Syscall> once = new ArrayList<>();
        int previous = -1;
        for (Syscall syscall : named) {
            if (syscall.number() != previous) {
                once.add(syscall);
            }
            previous = syscall.number();
        }
        return once;
    }

    private static FilterRow row(String name, int number, List<Outcome> outcomes, String own, String context) {
        Outcome strictest = Outcome.of(Action.ALLOW);
        Level source = Level.GLOBAL;
        for (Level level : Level.values()) {
            Outcome outcome = outcomes.get(level.ordinal());
            if (outcome != null && outcome.action().compareTo(strictest.action()) >= 0) {
                strictest = outcome;
                source = level;
            }
        }
        String from = source == Level.SESSION ? own : source.label();
        return new FilterRow(name, number, from + "->" + ConditionTexts.nameOf(strictest), context);
    }
}
