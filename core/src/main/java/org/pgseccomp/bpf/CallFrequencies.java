package org.pgseccomp.bpf;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * How often a process makes each system call, relative to the others: what a program is laid out for. It never changes what a
 * program does. Immutable.
 */
public final class CallFrequencies {
    /** Where nothing is known: all calls are as frequent as all others. */
    public static final CallFrequencies UNKNOWN = new CallFrequencies("");

    /** Those of PostgreSQL's sessions, in its regression suite and in pgbench (bench/profiles). */
    public static final CallFrequencies SESSIONS = parse(SessionCalls.TABLE);

    private static final int NUMBERS = ExpectedActions.NUMBERS;

    /** Names and counts, in the order of the counts. */
    private final String table;

    private final PerArchitecture<int[]> ofArchitectures = new PerArchitecture<>(this::read);

    private CallFrequencies(String table) {
        this.table = table;
    }

    /**
     * Reads a profile.
     *
     * @param table {@code "name count\n"} a line; the counts are at least 0, and at most 1,001,000 in all (a million, rounded). Names that an
     *     architecture does not have are left out for it: a profile recorded on one serves the others too
     * @throws IllegalArgumentException if a line is malformed
     */
    public static CallFrequencies parse(String table) {
        int total = 0;
        for (int position = 0; position < table.length(); position = endOfLine(table, position) + 1) {
            total += countOf(table, position);
            if (total > 1_001_000) {
                throw new IllegalArgumentException("more than a million calls");
            }
        }
        return new CallFrequencies(table);
    }

    /** The frequency of each number of an architecture, up to those that {@link ExpectedActions} knows. Not to be changed. */
    int[] ofNumbers(Architecture architecture) {
        return ofArchitectures.of(architecture);
    }

    private int[] read(Architecture architecture) {
        int[] frequencies = new int[NUMBERS];
        for (int position = 0; position < table.length(); position = endOfLine(table, position) + 1) {
            Syscall syscall = architecture.syscalls().named(table.substring(position, table.indexOf(' ', position)));
            if (syscall != null) {
                frequencies[syscall.number()] = countOf(table, position);
            }
        }
        return frequencies;
    }

    private static int endOfLine(String table, int position) {
        int end = table.indexOf('\n', position);
        if (end < 0) {
            throw new IllegalArgumentException("a line does not end");
        }
        return end;
    }

    private static int countOf(String table, int position) {
        int end = endOfLine(table, position);
        int space = table.indexOf(' ', position);
        if (space <= position || space >= end - 1 || end - space > 8) {
            throw new IllegalArgumentException("malformed line at " + position);
        }
        int count = 0;
        for (int i = space + 1; i < end; i++) {
            char c = table.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("malformed count at " + i);
            }
            count = count * 10 + (c - '0');
        }
        return count;
    }
}
