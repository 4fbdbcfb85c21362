package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/** Compares two policies: whether the later one answers every call as strictly as the earlier one, or more so. */
public final class Tightening {
    /** Above the number of every system call. */
    private static final int NUMBERS = 1024;

    private Tightening() {}

    /**
     * Finds a call that a policy treats less strictly than the one before.
     *
     * @param settings of the later policy, for the message
     * @return null if there is none
     */
    public static Rejection problemOf(FilterStack before, FilterStack after, List<Setting> settings) {
        Level level = after.database() == null ? Level.SESSION : Level.DATABASE;
        for (Syscall syscall : after.architecture().syscalls().all()) {
            Decision<Outcome> earlier = before.decisionOf(syscall.number());
            Decision<Outcome> later = after.decisionOf(syscall.number());
            Change loosened = firstLoosening(earlier, later);
            if (loosened != null) {
                return Rejection.loosens(
                        FilterSource.placeOf(level, settings),
                        "system call \"" + syscall.name() + "\"" + (loosened.ofSome() ? " with some arguments" : ""),
                        loosened.from(),
                        loosened.to());
            }
        }
        if (after.defaultAction().compareTo(before.defaultAction()) < 0) {
            return Rejection.loosens(
                    FilterSource.placeOf(level, settings),
                    "unknown system calls",
                    before.defaultAction(),
                    after.defaultAction());
        }
        if (after.foreignAbiAction().compareTo(before.foreignAbiAction()) < 0) {
            return Rejection.loosens(
                    FilterSource.placeOf(level, settings),
                    "system calls of another ABI",
                    before.foreignAbiAction(),
                    after.foreignAbiAction());
        }
        return null;
    }

    /**
     * The calls that one policy denies and another one allows, by their names; those that are so with some arguments only say that. The policies stand on
     * the same global filter.
     *
     * @return in the order of the alphabet
     */
    static List<String> allowedOnlyBy(FilterStack looser, FilterStack stricter) {
        Filter later = last(looser);
        Filter earlier = last(stricter);
        List<String> names = new ArrayList<>();
        for (Syscall syscall : thatMayDiffer(later, earlier)) {
            int number = syscall.number();
            Decision<Outcome> own = later.decisionOf(number);
            Decision<Outcome> other = earlier.decisionOf(number);
            if (!own.equals(other)) {
                Decision<Outcome> after = looser.decisionOf(number);
                Decision<Outcome> before = stricter.decisionOf(number);
                if (before.isAnywhere(after, Tightening::isLetGo)) {
                    boolean ofAll = after.isPlain() && before.isPlain();
                    names.add(syscall.name() + (ofAll ? "" : " with some arguments"));
                }
            }
        }
        names.sort(String::compareTo);
        return names;
    }

    private static Filter last(FilterStack stack) {
        return stack.session() == null ? stack.global() : stack.session();
    }

    /** Those that have rules, where two filters say the same of all others. */
    private static List<Syscall> thatMayDiffer(Filter one, Filter other) {
        if (one.defaultAction() != other.defaultAction()) {
            return one.architecture().syscalls().all();
        }
        List<Syscall> calls = new ArrayList<>();
        boolean[] isThere = new boolean[NUMBERS];
        for (Filter filter : List.of(one, other)) {
            for (Rule rule : filter.rules()) {
                int number = rule.syscall().number();
                if (!isThere[number]) {
                    calls.add(rule.syscall());
                }
                isThere[number] = true;
            }
        }
        return calls;
    }

    private static boolean isLetGo(Outcome stricter, Outcome looser) {
        return stricter.action().compareTo(Action.ERROR) >= 0 && looser.action().compareTo(Action.ERROR) < 0;
    }

    /** The actions of calls before and after; whether they are not those of all calls of the number. */
    private record Change(Action from, Action to, boolean ofSome) {}

    private static Change firstLoosening(Decision<Outcome> earlier, Decision<Outcome> later) {
        boolean ofSome = !earlier.isPlain() || !later.isPlain();
        Decision<Change> changes = earlier.with(later, (from, to) -> new Change(from.action(), to.action(), ofSome));
        for (Change change : changes.results()) {
            if (change.to().compareTo(change.from()) < 0) {
                return change;
            }
        }
        return null;
    }
}
