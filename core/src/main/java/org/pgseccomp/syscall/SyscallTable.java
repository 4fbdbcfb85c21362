package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * The system calls of one architecture, sorted by name. Immutable.
 *
 * <p>A generated table is one string, {@code "number name\n"} a line, sorted by name, and it stays one: a string costs the
 * native build some kilobytes of constants, where a list of objects would be code that runs at every start and some thousand
 * objects that the collector visits after every call.
 */
public final class SyscallTable {
    private static final int MOST = 1024;

    /** Twice as many as the most names, and a power of two. */
    private static final int SLOTS = 2048;

    private final String table;
    private final int size;
    /** Where the name of each system call begins in the table; it ends before the end of its line. */
    private final int[] names;

    private final int[] numbers;
    /** Where a name is found by its hash: the index + 1 of a system call, 0 for none. Those that share a slot stand in the next ones. */
    private final short[] slots = new short[SLOTS];

    private SyscallTable(String table, int size, int[] names, int[] numbers) {
        this.table = table;
        this.size = size;
        this.names = names;
        this.numbers = numbers;
        for (int i = 0; i < size; i++) {
            int slot = slotOf(table, names[i], table.indexOf('\n', names[i]));
            while (slots[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            slots[slot] = (short) (i + 1);
        }
    }

    /** The first slot of the name between two positions of a text. */
    private static int slotOf(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return (hash ^ hash >>> 11) & (SLOTS - 1);
    }

    /**
     * Reads a generated table.
     *
     * @throws IllegalArgumentException if a line is malformed or out of order: the generator or the file is broken
     */
    static SyscallTable parse(String table) {
        int[] names = new int[MOST];
        int[] numbers = new int[MOST];
        int size = 0;
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
            if (size == MOST) {
                throw new IllegalArgumentException("more than " + MOST + " system calls");
            }
            names[size] = position + 1;
            numbers[size] = number;
            size++;
            previous = name;
            position = end + 1;
        }
        return new SyscallTable(table, size, names, numbers);
    }

    /** All system calls, in the order of their names. The list is made anew for each call. */
    public List<Syscall> all() {
        List<Syscall> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(new Syscall(nameAt(i), numbers[i]));
        }
        return all;
    }

    /**
     * Finds a system call by its exact name.
     *
     * @return null if this architecture has none of that name
     */
    public Syscall named(String name) {
        int slot = slotOf(name, 0, name.length());
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (isNameAt(names[index], name)) {
                return new Syscall(name, numbers[index]);
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return null;
    }

    /** Whether the name that begins at a position of the table and goes to the end of its line is this one. */
    private boolean isNameAt(int position, String name) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            char c = table.charAt(position + i);
            // A line ends in the table only: a text that has such a char in it is no name.
            if (c != name.charAt(i) || c == '\n') {
                return false;
            }
        }
        return table.charAt(position + length) == '\n';
    }

    /**
     * Finds a system call by its number. Looks at each in turn: who asks often keeps the answers.
     *
     * @return null if this architecture has none of that number
     */
    public Syscall numbered(int number) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == number) {
                return new Syscall(nameAt(i), number);
            }
        }
        return null;
    }

    private String nameAt(int index) {
        return table.substring(names[index], table.indexOf('\n', names[index]));
    }

    /** Those of several names that the architecture has, in the order of the names. */
    public List<Syscall> allNamed(List<String> names) {
        List<Syscall> calls = new ArrayList<>();
        for (String name : names) {
            Syscall syscall = named(name);
            if (syscall != null) {
                calls.add(syscall);
            }
        }
        return List.copyOf(calls);
    }
}
