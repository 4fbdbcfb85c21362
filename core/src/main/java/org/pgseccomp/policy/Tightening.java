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

    /**
     * The calls that one policy denies and another one allows, by their names; those that are so with some arguments only say that.
     *
     * @return in the order of the alphabet
     */
    static List<String> allowedOnlyBy(FilterStack looser, FilterStack stricter) {
        List<Decision<Outcome>> later = looser.decisionsBelow(NUMBERS);
        List<Decision<Outcome>> earlier = stricter.decisionsBelow(NUMBERS);
        boolean[] isAllowed = new boolean[NUMBERS];
        boolean isAny = false;
        for (int number = 0; number < NUMBERS; number++) {
            if (!later.get(number).equals(earlier.get(number))) {
                isAllowed[number] = earlier.get(number).isAnywhere(later.get(number), Tightening::isLetGo);
                isAny |= isAllowed[number];
            }
        }
        List<String> names = new ArrayList<>();
        // The names are looked at where there is something to say.
        for (Syscall syscall : isAny ? looser.architecture().syscalls().all() : List.<Syscall>of()) {
            int number = syscall.number();
            if (isAllowed[number]) {
                boolean ofAll =
                        later.get(number).isPlain() && earlier.get(number).isPlain();
                names.add(syscall.name() + (ofAll ? "" : " with some arguments"));
            }
        }
        return names;
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
