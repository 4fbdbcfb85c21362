package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pgseccomp.policy.Rejection;

/** A reply, read as the comment of Replies describes it; the layout is written once more here. */
public final class ReplyTables {
    /** A problem: severity, kind and four texts. */
    public record Told(int severity, int kind, String setting, String message, String detail, String hint) {}

    /** What a request can be refused with; everything else would be an exception in the core. */
    private static final Set<String> FAILURES = Set.of(
            "malformed request",
            "no system call table for this architecture",
            "unknown level",
            "unknown operation",
            "the plan in force cannot be read",
            "the policy in force cannot be read");

    private final int status;
    private final List<int[][]> tables = new ArrayList<>();
    private final byte[] pool;

    public ReplyTables(byte[] reply) {
        ByteBuffer bytes = ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN);
        status = bytes.getInt();
        int count = bytes.getInt();
        int[][] sizes = new int[count][];
        for (int i = 0; i < count; i++) {
            sizes[i] = new int[] {bytes.getInt(), bytes.getInt()};
        }
        pool = new byte[bytes.getInt()];
        for (int[] size : sizes) {
            int[][] table = new int[size[0]][size[1]];
            for (int[] row : table) {
                for (int column = 0; column < row.length; column++) {
                    row[column] = bytes.getInt();
                }
            }
            tables.add(table);
        }
        bytes.get(pool);
        assertThat(bytes.remaining()).as("bytes behind the reply").isZero();
        assertThat(pool[0]).isZero();
        assertThat(pool[pool.length - 1]).isZero();
    }

    public int status() {
        return status;
    }

    int tables() {
        return tables.size();
    }

    int[][] table(int index) {
        return tables.get(index);
    }

    String text(int offset) {
        int end = offset;
        while (pool[end] != 0) {
            end++;
        }
        return new String(pool, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    public List<Told> problems() {
        List<Told> problems = new ArrayList<>();
        for (int[] row : table(0)) {
            problems.add(new Told(row[0], row[1], text(row[2]), text(row[3]), text(row[4]), text(row[5])));
        }
        return problems;
    }

    /** What makes any reply one that C can use. Answers the status. */
    public int requireWellFormed(String label) {
        assertThat(status).as(label).isBetween(0, 2);
        int errors = 0;
        for (Told problem : problems()) {
            assertThat(problem.severity()).as(label).isBetween(0, 2);
            assertThat(problem.kind()).as(label).isBetween(0, Rejection.Kind.values().length - 1);
            assertThat(problem.message()).as(label).matches("[ -~]+");
            assertThat(problem.detail()).as(label).matches("[ -~]*");
            assertThat(problem.hint()).as(label).matches("[ -~]*");
            errors += problem.severity() == 0 ? 1 : 0;
        }
        assertThat(errors > 0).as(label).isEqualTo(status != 0);
        if (status == 2) {
            assertThat(problems()).as(label).hasSize(1);
            assertThat(problems().get(0).message()).as(label).isIn(FAILURES);
        }
        return status;
    }
}
