package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls whose error ENOENT is an answer to who makes them: there is no such file, and nothing to report. With any other error a call of these fails, and
 * somebody sees it.
 *
 * <ul>
 *   <li>{@code truncate}: what of a dropped table is not there needs no removal (mdunlinkfork in md.c). All of its segments but the first, and its maps of free
 *       space and visibility, stayed for ever.
 *   <li>{@code getdents64}: the C library takes it for the end of a folder that was removed (readdir(3)). An archiver found nothing to archive, and the
 *       write-ahead log grew until the disk was full.
 * </ul>
 */
final class TakenForMissing {
    private TakenForMissing() {}

    /** "No such file or directory", 2 on every architecture ({@code asm-generic/errno-base.h}). */
    private static final int ENOENT = 2;

    private static final List<String> NAMES = List.of("getdents64", "truncate");

    private static final List<String> HARMS = List.of(
            "the end of a folder: an archiver, for one, would find nothing to archive, without a word",
            "a file that is not there: it would leave the files of dropped tables behind, without a word");

    /** Why a filter is refused, or null. */
    static Rejection problemOf(FilterStack stack, Level level, String whose, List<Setting> settings) {
        for (int i = 0; i < NAMES.size(); i++) {
            Syscall syscall = stack.architecture().syscalls().named(NAMES.get(i));
            if (syscall != null && mayBeMissing(stack.decisionOf(syscall.number()))) {
                String place = FilterSource.placeOf(stack.architecture(), level, syscall, settings);
                return Rejection.takenForMissing(place, whose, syscall.name(), HARMS.get(i));
            }
        }
        return null;
    }

    private static boolean mayBeMissing(Decision<Outcome> decision) {
        boolean found = decision.otherwise().errno() == ENOENT;
        for (Case<Outcome> each : decision.cases()) {
            found |= each.result().errno() == ENOENT;
        }
        return found;
    }
}
