package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls that conditions deny, beside others that do the same and that they leave open, by what their arguments mean. It is {@link SiblingCalls} for calls
 * that cannot be denied as a whole. Each is told by one call that is typical for it.
 */
final class ArgumentDetours {
    /** PROT_READ, PROT_WRITE and PROT_EXEC: 1, 2 and 4 on every architecture (asm-generic/mman-common.h). */
    private static final long WRITTEN_AND_EXECUTED = 7;

    /** MAP_PRIVATE and MAP_ANONYMOUS: 2 and 0x20 on every architecture that Linux has a JIT for, and on all of ours. */
    private static final long ANONYMOUS = 0x22;

    private static final TypicalCall MMAP = new TypicalCall("mmap", 0, 4096, WRITTEN_AND_EXECUTED, ANONYMOUS, -1, 0);
    private static final TypicalCall MPROTECT = new TypicalCall("mprotect", 0, 4096, WRITTEN_AND_EXECUTED, 0, 0, 0);

    /** AF_PACKET, SOCK_RAW: 17 and 3. */
    private static final TypicalCall PACKETS = new TypicalCall("socket", 17, 3, 0, 0, 0, 0);

    /** AF_INET, SOCK_PACKET: 2 and 10, which the kernel takes for a socket of AF_PACKET (net/socket.c). */
    private static final TypicalCall OLD_PACKETS = new TypicalCall("socket", 2, 10, 0, 0, 0, 0);

    /** All that are known. */
    private static final List<Detour> ALL = List.of(
            new Detour(
                    MPROTECT,
                    MMAP,
                    "executable memory from \"mprotect\"",
                    "make memory that is written and executed with mmap",
                    "mmap(prot: with PROT_EXEC; flags: with MAP_ANONYMOUS)",
                    false),
            new Detour(
                    MMAP,
                    MPROTECT,
                    "executable memory from \"mmap\"",
                    "make memory that is written and executed with mprotect",
                    "mprotect(prot: with PROT_EXEC)",
                    false),
            new Detour(
                    PACKETS,
                    OLD_PACKETS,
                    "sockets of AF_PACKET",
                    "make such a socket as AF_INET with the old type SOCK_PACKET",
                    "socket(type: SOCK_PACKET)",
                    true));

    private ArgumentDetours() {}

    /**
     * A way around.
     *
     * @param denied the typical call that is denied
     * @param open the one that does the same
     * @param what is denied, as "… denies …"
     * @param use what is still possible, as the end of "It is still possible to …"
     * @param entry of a list of errors that denies it
     * @param onlyIfListed whether only an entry that denies the first one shows that it is not wanted, and not that no entry lets it go
     */
    record Detour(TypicalCall denied, TypicalCall open, String what, String use, String entry, boolean onlyIfListed) {
        private boolean isLeftBy(FilterStack stack) {
            Syscall first = denied.of(stack);
            return first != null && isDeniedByCondition(stack, first.number()) && open.isOpen(stack);
        }

        private boolean isDeniedByCondition(FilterStack stack, int number) {
            boolean isDenied = false;
            for (Filter filter : stack.filters()) {
                Decision<Outcome> decision = filter.decisionOf(number);
                isDenied |= !decision.isPlain()
                        && (!onlyIfListed || denied.isCaseOf(decision))
                        && denied.answered(decision).compareTo(Action.ERROR) >= 0;
            }
            return isDenied;
        }
    }

    /** Those that filters leave open. */
    static List<Detour> in(FilterStack stack) {
        List<Detour> found = new ArrayList<>();
        for (Detour detour : ALL) {
            if (detour.isLeftBy(stack)) {
                found.add(detour);
            }
        }
        return found;
    }
}
