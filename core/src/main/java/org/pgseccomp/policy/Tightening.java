package org.pgseccomp.policy;

import java.util.List;
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
            Action earlier = before.actionOf(syscall.number());
            Action later = after.actionOf(syscall.number());
            if (later.compareTo(earlier) < 0) {
                return Rejection.loosens(
                        FilterSource.placeOf(Level.SESSION, settings),
                        "system call \"" + syscall.name() + "\"",
                        earlier,
                        later);
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
}
