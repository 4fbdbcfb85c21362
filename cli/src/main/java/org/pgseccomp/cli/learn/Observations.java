package org.pgseccomp.cli.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What was found in logs: how often each system call was recorded, and what became of every line. Observations of several files,
 * threads and hosts add up. Its size does not depend on the length of the logs.
 */
public final class Observations {
    /**
     * How often a system call was recorded.
     *
     * @param name its name
     * @param number its number
     * @param calls how often it was recorded
     * @param refused how often of these a filter refused it or killed the process for it
     */
    public record Count(String name, int number, long calls, long refused) {}

    private static final int MOST_OTHERS = 1000;
    private static final int LONGEST_PATH = 4096;

    private final SyscallNames names = SyscallNames.INSTANCE;
    private final long[][] calls = new long[names.architectures()][SyscallNames.NUMBERS];
    private final long[][] refused = new long[names.architectures()][SyscallNames.NUMBERS];
    private final List<BoundedCounts<Long>> unknown = new ArrayList<>();
    private final BoundedCounts<String> foreign = new BoundedCounts<>();
    private final BoundedCounts<String> unknownNames = new BoundedCounts<>();
    private final long[] lines = new long[LineKind.values().length];
    private final BoundedCounts<String> otherExecutables = new BoundedCounts<>();
    private byte[] lastOther;
    private int othersNoted;
    private long dropped;
    private long unknownExecutable;

    public Observations() {
        for (int i = 0; i < names.architectures(); i++) {
            unknown.add(new BoundedCounts<>());
        }
    }

    /** Counts a selected record, and answers what kind of line it makes. */
    LineKind count(AuditRecord record) {
        if (record.architecture == SyscallNames.FOREIGN) {
            foreign.add(SyscallNames.nameOfAuditArch(record.auditArch), 1);
            return LineKind.FOREIGN_ARCHITECTURE;
        }
        return count(record.architecture, record.syscall, record.refused);
    }

    LineKind count(int architecture, long number, boolean wasRefused) {
        if (names.name(architecture, number) != null) {
            calls[architecture][(int) number]++;
            if (wasRefused) {
                refused[architecture][(int) number]++;
            }
            return LineKind.TAKEN;
        }
        if (names.isOtherAbi(architecture, number)) {
            foreign.add(names.architectureAt(architecture).displayName() + ", other ABI", 1);
            return LineKind.FOREIGN_ARCHITECTURE;
        }
        unknown.get(architecture).add(number, 1L);
        return LineKind.UNKNOWN_SYSCALL;
    }

    /** Counts a system call of which one line says how often it was made. */
    LineKind count(int architecture, long number, long times) {
        if (names.name(architecture, number) != null) {
            restore(architecture, (int) number, times, 0);
            return LineKind.TAKEN;
        }
        unknown.get(architecture).add(number, times);
        return LineKind.UNKNOWN_SYSCALL;
    }

    /** Counts a call of another architecture or ABI. */
    LineKind countForeign(String architecture) {
        return countForeign(architecture, 1);
    }

    LineKind countForeign(String architecture, long times) {
        foreign.add(architecture, times);
        return LineKind.FOREIGN_ARCHITECTURE;
    }

    /** Counts a call that a trace names and the table does not. */
    LineKind countUnknown(String name) {
        unknownNames.add(name, 1);
        return LineKind.UNKNOWN_SYSCALL;
    }

    /** Counts a line. */
    void line(LineKind kind) {
        lines[kind.ordinal()]++;
    }

    /** Counts records that the kernel says it dropped, or calls for which a learning server had no room. */
    void dropped(long records) {
        dropped = BoundedCounts.sum(dropped, records);
    }

    /** Counts a call of a traced process that is not seen to execute anything. */
    void unknownExecutable() {
        unknownExecutable++;
    }

    /** Notes an executable that was not asked for, from the bytes of its path or of a record's field. */
    void otherExecutable(byte[] b, int from, int to) {
        int length = to - from;
        boolean isLast = lastOther != null && length == lastOther.length && Bytes.at(b, from, to, lastOther);
        if (isLast || othersNoted >= MOST_OTHERS || length > LONGEST_PATH) {
            return; // a long log has millions of them
        }
        othersNoted++;
        lastOther = Arrays.copyOfRange(b, from, to);
        otherExecutables.add(ExecutableFilter.shown(b, from, to), 1);
    }

    /** Executables that were seen and not asked for, some of them. */
    public List<String> otherExecutables() {
        return List.copyOf(otherExecutables.byKey().keySet());
    }

    /** Adds what was found elsewhere. */
    public void addAll(Observations more) {
        for (int i = 0; i < calls.length; i++) {
            for (int number = 0; number < SyscallNames.NUMBERS; number++) {
                calls[i][number] = BoundedCounts.sum(calls[i][number], more.calls[i][number]);
                refused[i][number] = BoundedCounts.sum(refused[i][number], more.refused[i][number]);
            }
            unknown.get(i).addAll(more.unknown.get(i));
        }
        otherExecutables.addAll(more.otherExecutables);
        foreign.addAll(more.foreign);
        unknownNames.addAll(more.unknownNames);
        for (int i = 0; i < lines.length; i++) {
            lines[i] += more.lines[i];
        }
        dropped = BoundedCounts.sum(dropped, more.dropped);
        unknownExecutable += more.unknownExecutable;
    }

    /** The system calls of an architecture that were recorded, in the order of their names. */
    public List<Count> counts(Architecture architecture) {
        int index = names.architecture(architecture.auditArch());
        List<Count> found = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            long times = calls[index][syscall.number()];
            if (times > 0) {
                found.add(new Count(syscall.name(), syscall.number(), times, refused[index][syscall.number()]));
            }
        }
        return Collections.unmodifiableList(found);
    }

    /** The architectures of which system calls were recorded, known ones or not. */
    public List<Architecture> architectures() {
        List<Architecture> found = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            if (!counts(architecture).isEmpty() || !unknown(architecture).isEmpty()) {
                found.add(architecture);
            }
        }
        return found;
    }

    /** Numbers that the table of an architecture does not have. */
    public BoundedCounts<Long> unknown(Architecture architecture) {
        return unknown.get(names.architecture(architecture.auditArch()));
    }

    /** Names in traces that the table does not have. */
    public BoundedCounts<String> unknownNames() {
        return unknownNames;
    }

    /** Records of architectures and ABIs without a table, by name or, in hexadecimal, by audit architecture word. */
    public BoundedCounts<String> foreign() {
        return foreign;
    }

    /** How many lines were of each kind. */
    public Map<LineKind, Long> lines() {
        Map<LineKind, Long> byKind = new EnumMap<>(LineKind.class);
        for (LineKind kind : LineKind.values()) {
            byKind.put(kind, lines[kind.ordinal()]);
        }
        return Collections.unmodifiableMap(byKind);
    }

    /** How many lines were of a kind. */
    public long lines(LineKind kind) {
        return lines[kind.ordinal()];
    }

    /** How many lines were read. */
    public long linesRead() {
        long sum = 0;
        for (long count : lines) {
            sum += count;
        }
        return sum;
    }

    /** How many records the kernel or a learning server says it dropped; the kernel does not always say how many. */
    public long dropped() {
        return dropped;
    }

    /** How many calls were taken from traced processes of which the trace does not show what they execute. */
    public long ofUnknownExecutables() {
        return unknownExecutable;
    }

    /** Whether some line, or what the kernel dropped, may have had a system call that is missing here. */
    public boolean isIncomplete() {
        for (LineKind kind : LineKind.values()) {
            if (kind.meansIncomplete() && lines(kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds what an earlier result, or a line of a server's file, says about one system call. */
    void restore(int architecture, int number, long times, long timesRefused) {
        calls[architecture][number] = BoundedCounts.sum(calls[architecture][number], times);
        refused[architecture][number] = BoundedCounts.sum(refused[architecture][number], timesRefused);
    }

    void restoreLines(LineKind kind, long count) {
        lines[kind.ordinal()] += count;
    }

    void restoreUnknownExecutables(long count) {
        unknownExecutable += count;
    }
}
