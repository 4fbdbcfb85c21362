package org.pgseccomp.extension.corpus;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.pgseccomp.extension.Replies;
import org.pgseccomp.extension.corpus.CaseGenerator.Case;

/** What the cases were, and what became of them. */
final class Tally {
    private static final class Line {
        long cases;
        long accepted;
        long rejected;
        long malformed;
        long tooLong;
        int allocated;
        int allocatedFor;
    }

    private final Map<String, Line> lines = new TreeMap<>();
    private final LongSet requests = new LongSet();
    private final LongSet programs = new LongSet();
    private long cases;

    /** Counts a case by the JVM's reply, which is null where the request is too long to be read. */
    void add(Case one, byte[] reply) {
        cases++;
        requests.add(LongSet.hash(one.request()));
        Line line = lines.computeIfAbsent(one.kind(), kind -> new Line());
        line.cases++;
        if (reply == null) {
            line.tooLong++;
            return;
        }
        switch (reply[0]) {
            case Replies.ACCEPTED -> {
                line.accepted++;
                if (one.compiles()) {
                    programs.add(LongSet.hash(reply));
                }
            }
            case Replies.REJECTED -> line.rejected++;
            default -> line.malformed++;
        }
    }

    /** Notes what a native call took from the heap. */
    void addAllocation(Case one, int allocated) {
        Line line = lines.get(one.kind());
        if (allocated > line.allocated) {
            line.allocated = allocated;
            line.allocatedFor = one.request().length;
        }
    }

    long cases() {
        return cases;
    }

    int distinctPolicies() {
        return programs.size();
    }

    /** The largest allocation of one call, in bytes. */
    int largestAllocation() {
        return lines.values().stream().mapToInt(line -> line.allocated).max().orElse(0);
    }

    void print(PrintStream out) {
        out.printf(
                "%-18s %10s %10s %10s %10s %9s   %s%n",
                "kind", "cases", "accepted", "rejected", "no request", "too long", "most heap in one call");
        lines.forEach((kind, line) -> out.printf(
                "%-18s %,10d %,10d %,10d %,10d %,9d   %,d bytes for a request of %,d%n",
                kind,
                line.cases,
                line.accepted,
                line.rejected,
                line.malformed,
                line.tooLong,
                line.allocated,
                line.allocatedFor));
        out.printf(
                "%,d cases, %,d distinct requests, %,d distinct accepted policies (by their programs)%n",
                cases, requests.size(), programs.size());
    }
}
