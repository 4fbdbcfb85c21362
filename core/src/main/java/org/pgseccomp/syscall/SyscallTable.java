package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * The system calls of one architecture, sorted by name. Immutable.
 *
 * <p>A generated table is one string, {@code "number name\n"} a line, sorted by name: a string costs the native build some
 * kilobytes of constants, where a list of objects would be code that runs at every start.
 */
public final class SyscallTable {
    private final List<Syscall> byName;

    private SyscallTable(List<Syscall> byName) {
        this.byName = List.copyOf(byName);
    }

    /**
     * Reads a generated table.
     *
     * @throws IllegalArgumentException if a line is malformed or out of order: the generator or the file is broken
     */
    static SyscallTable parse(String table) {
        List<Syscall> syscalls = new ArrayList<>(512);
        String previous = "";
        int position = 0;
        while (position < table.length()) {
            int number = 0;
            char c = table.charAt(position);
            while (c != ' ') {
                if (c < '0' || c > '9' || number > 100_000) {
                    throw new IllegalArgumentException("malformed number at " + position);
                }
                number = number * 10 + (c - '0');
                position++;
                c = table.charAt(position);
            }
            int end = table.indexOf('\n', position);
            String name = table.substring(position + 1, end);
            if (name.compareTo(previous) <= 0) {
                throw new IllegalArgumentException(name + " is out of order");
            }
            syscalls.add(new Syscall(name, number));
            previous = name;
            position = end + 1;
        }
        return new SyscallTable(syscalls);
    }

    /** All system calls, in the order of their names. */
    public List<Syscall> all() {
        return byName;
    }

    /**
     * Finds a system call by its exact name.
     *
     * @return null if this architecture has none of that name
     */
    public Syscall named(String name) {
        int low = 0;
        int high = byName.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Syscall candidate = byName.get(middle);
            int order = candidate.name().compareTo(name);
            if (order == 0) {
                return candidate;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
