package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Syscall;

/**
 * Entries of a list that lets calls go, where the global filter denies all calls that they name: they let nothing go, since a later filter only takes
 * something away. Who wrote them expects otherwise. An entry of which the global filter leaves something is no mistake: groups are written whole.
 */
final class BarredEntries {
    private BarredEntries() {}

    /**
     * Finds them in one list.
     *
     * @param filter of the list
     * @return in their order, as they are written, each once
     */
    static List<String> of(Setting list, Filter filter, Filter global) {
        List<String> barred = new ArrayList<>();
        for (Entry entry : EntryList.parse(list.value()).entries()) {
            boolean isOwn =
                    !entry.removes() && !entry.name().equals(Profile.ENTRY) && !barred.contains(entry.written());
            if (isOwn && isBarred(entry, filter, global)) {
                barred.add(entry.written());
            }
        }
        return barred;
    }

    private static boolean isBarred(Entry entry, Filter filter, Filter global) {
        List<Syscall> calls = callsOf(entry, filter);
        for (Syscall call : calls) {
            if (!isDenied(global, call) || isDenied(filter, call)) {
                return false;
            }
        }
        return !calls.isEmpty();
    }

    private static boolean isDenied(Filter filter, Syscall call) {
        return Decisions.mildest(filter.decisionOf(call.number())).compareTo(Action.ERROR) >= 0;
    }

    private static List<Syscall> callsOf(Entry entry, Filter filter) {
        if (entry.isGroup()) {
            SyscallGroup group = SyscallGroups.named(entry.name());
            return group == null ? List.of() : group.callsOf(filter.architecture());
        }
        Syscall call = filter.architecture().syscalls().named(entry.name());
        return call == null ? List.of() : List.of(call);
    }
}
