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

    private final String table;
    private final int size;
    /** Where the name of each system call begins in the table; it ends before the end of its line. */
    private final int[] names;

    private final int[] numbers;

    private SyscallTable(String table, int size, int[] names, int[] numbers) {
        this.table = table;
        this.size = size;
        this.names = names;
        this.numbers = numbers;
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
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareNameAt(names[middle], name);
            if (order == 0) {
                return new Syscall(name, numbers[middle]);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Compares the name that begins at a position of the table, up to the end of its line, with another one. */
    private int compareNameAt(int position, String name) {
        for (int i = 0; i < name.length(); i++) {
            // The end of the line is less than every char of a name; a char of another text that equals it is no match
            // either.
            char c = table.charAt(position + i);
            if (c == '\n') {
                return -1;
            }
            if (c != name.charAt(i)) {
                return c < name.charAt(i) ? -1 : 1;
            }
        }
        return table.charAt(position + name.length()) == '\n' ? 0 : 1;
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
}
