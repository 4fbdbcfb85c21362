package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/** Compares two policies: whether the later one answers every call as strictly as the earlier one, or more so. */
public final class Tightening {
    private Tightening() {}

    /**
     * Finds a call that a policy treats less strictly than the one before.
     *
     * @param settings of the later policy, for the message
     * @return null if there is none
     */
    public static Rejection problemOf(FilterStack before, FilterStack after, List<Setting> settings) {
        for (Syscall syscall : after.architecture().syscalls().all()) {
            Decision<Outcome> earlier = before.decisionOf(syscall.number());
            Decision<Outcome> later = after.decisionOf(syscall.number());
            Change loosened = firstLoosening(earlier, later);
            if (loosened != null) {
                return Rejection.loosens(
                        FilterSource.placeOf(Level.SESSION, settings),
                        "system call \"" + syscall.name() + "\"" + (loosened.ofSome() ? " with some arguments" : ""),
                        loosened.from(),
                        loosened.to());
            }
        }
        if (after.defaultAction().compareTo(before.defaultAction()) < 0) {
            return Rejection.loosens(
                    FilterSource.placeOf(Level.SESSION, settings),
                    "unknown system calls",
                    before.defaultAction(),
                    after.defaultAction());
        }
        if (after.foreignAbiAction().compareTo(before.foreignAbiAction()) < 0) {
            return Rejection.loosens(
                    FilterSource.placeOf(Level.SESSION, settings),
                    "system calls of another ABI",
                    before.foreignAbiAction(),
                    after.foreignAbiAction());
        }
        return null;
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
