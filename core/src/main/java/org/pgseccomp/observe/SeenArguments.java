package org.pgseccomp.observe;

import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What calls were seen to be made with, as far as a list can say it: the families of {@code socket}, whether {@code mprotect} made memory
 * executable, and whether {@code mmap} asked for memory that can be written and executed at once, or that is executable and no file. A call
 * that was not seen with all its values, or that has to be allowed as a whole, is listed as a whole.
 *
 * <p>There is one of these for each of thousands of roles: four words.
 */
final class SeenArguments {
    private static final int SOCKET = 0;
    private static final int MPROTECT = 1;
    private static final int MMAP = 2;
    private static final List<String> CALLS = List.of("socket", "mprotect", "mmap");

    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;

    /** Families have small numbers ({@code AF_MAX} is 46 in Linux 6.12); others are not told apart. */
    private static final int FAMILIES = 64;

    /** AF_UNIX, AF_INET and AF_INET6. */
    private static final long OF_CONNECTIONS = 1L << 1 | 1L << 2 | 1L << 10;

    private long families;
    /** Bits of the calls above: listed as a whole. */
    private int whole;
    /** Whether {@code mmap} made memory executable that is no file's, or may be none. */
    private boolean isAnonymousExecuted;

    SeenArguments() {}

    SeenArguments(SeenArguments other) {
        families = other.families;
        whole = other.whole;
        isAnonymousExecuted = other.isAnonymousExecuted;
    }

    /** Takes note of a call whose arguments are not known, and may be anything. */
    void addWhole(String name) {
        whole |= CALLS.contains(name) ? 1 << CALLS.indexOf(name) : 0;
    }

    /** Takes note of a call that PostgreSQL needs whether it was seen or not: of sockets, those that it takes connections by. */
    void addNeeded(String name) {
        families |= name.equals("socket") ? OF_CONNECTIONS : 0;
    }

    /** Takes note of what was seen of a call. */
    void add(Architecture architecture, ObservedCall call) {
        Syscall syscall = architecture.syscalls().numbered(call.number());
        int index = syscall == null ? -1 : CALLS.indexOf(syscall.name());
        if (index < 0) {
            return;
        }
        if (call.moreValues() || call.values().isEmpty()) {
            whole |= 1 << index;
        }
        for (long value : call.values()) {
            add(index, value);
        }
    }

    private void add(int index, long value) {
        boolean isWritable = (value & PROT_WRITE) != 0;
        boolean isExecutable = (value & PROT_EXEC) != 0;
        boolean isKnown = (index == SOCKET && value >>> 32 < FAMILIES)
                || (index == MPROTECT && !isExecutable)
                || (index == MMAP && !(isWritable && isExecutable));
        if (!isKnown) {
            whole |= 1 << index;
        } else if (index == SOCKET) {
            families |= 1L << (value >>> 32);
        } else if (isExecutable && (value & ObservedValues.OF_FILE) == 0) {
            isAnonymousExecuted = true;
        }
    }

    /** Whether lists would say the same of two. */
    boolean sameAs(SeenArguments other) {
        return whole == other.whole && families == other.families && isAnonymousExecuted == other.isAnonymousExecuted;
    }

    /** Appends the entries of a call for a list. */
    void appendEntries(StringBuilder list, String name) {
        int index = CALLS.indexOf(name);
        if (index < 0 || (whole >> index & 1) != 0) {
            list.append(name);
        } else if (index == SOCKET) {
            appendFamilies(list);
        } else if (index == MPROTECT) {
            list.append("mprotect(prot: without PROT_EXEC)");
        } else {
            list.append("mmap(prot: without PROT_EXEC),mmap(prot: without PROT_WRITE");
            list.append(isAnonymousExecuted ? ")" : "; flags: without MAP_ANONYMOUS)");
        }
    }

    private void appendFamilies(StringBuilder list) {
        if (families == 0) {
            // Needed, but not seen.
            list.append("socket");
            return;
        }
        list.append("socket(domain: ");
        String separator = "";
        for (int family = 0; family < FAMILIES; family++) {
            if ((families >>> family & 1) != 0) {
                String known = ObservedValues.domain(family);
                list.append(separator).append(known == null ? Integer.toString(family) : known);
                separator = ", ";
            }
        }
        list.append(')');
    }
}
