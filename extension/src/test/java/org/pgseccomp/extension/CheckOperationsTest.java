package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** The operations about a configuration that is not in force, through the boundary. */
class CheckOperationsTest {
    private static final Setting ERROR = new Setting("pgseccomp.session_syscall_error", "mount, bpf");

    private static ByteWriter request(int operation, Level level, Setting... settings) {
        ByteWriter request = new ByteWriter();
        request.integer(operation);
        request.integer(Architecture.X86_64.auditArch());
        request.integer(level.ordinal());
        return add(request, settings);
    }

    private static ByteWriter add(ByteWriter request, Setting... settings) {
        request.integer(settings.length);
        for (Setting setting : settings) {
            request.text(setting.name());
            request.text(setting.value());
        }
        return request;
    }

    /** Cells of a table as text; the columns that hold numbers are named. */
    private static List<String> rows(byte[] request, int table, Integer... numbers) {
        ReplyTables reply = new ReplyTables(Boundary.answer(request));
        assertThat(reply.status()).isZero();
        List<String> rows = new ArrayList<>();
        for (int[] row : reply.table(table)) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.length; i++) {
                cells.add(Arrays.asList(numbers).contains(i) ? Integer.toString(row[i]) : reply.text(row[i]));
            }
            rows.add(String.join("|", cells));
        }
        return rows;
    }

    @Test
    void lines() {
        ByteWriter request = request(Boundary.LINES, Level.GLOBAL);
        request.text("a.b = 'c'\n\nx y z\nInclude 'f'\n");
        assertThat(rows(request.bytes(), 1, 2)).containsExactly("a.b|c|1");
        assertThat(rows(request.bytes(), 2, 5))
                .containsExactly(
                        "error||syntax error, near token \"z\"|||3",
                        "warning|include|\"include\" is not followed here|What it includes is not part of what was judged.|Give"
                                + " the lines themselves.|4");
    }

    @Test
    void check() {
        ByteWriter request = request(Boundary.CHECK, Level.GLOBAL, ERROR);
        add(
                request,
                ERROR,
                new Setting("pgseccomp.enabled", "on"),
                new Setting("shared_preload_libraries", "pgseccomp"));
        assertThat(rows(request.bytes(), 1))
                .anyMatch(row -> row.startsWith("warning|pgseccomp.enabled|pgseccomp.enabled is off|"))
                .anyMatch(row -> row.startsWith("remark|pgseccomp.enabled|"));
    }

    @Test
    void change() {
        ByteWriter request = request(Boundary.CHANGE, Level.SESSION, ERROR);
        add(request, new Setting(ERROR.name(), "mount"));
        assertThat(rows(request.bytes(), 1))
                .containsExactly("tighter||\"allow\" becomes \"error\" for 1 system call|bpf|");
        ByteWriter off = request(Boundary.CHANGE, Level.SESSION, ERROR, new Setting("server off_after", "on"));
        add(off, ERROR);
        assertThat(rows(off.bytes(), 1)).allMatch(row -> row.startsWith("looser||\"error\" becomes \"allow\" for "));
    }

    private static ByteWriter simulation(int number) {
        ByteWriter request = request(Boundary.SIMULATE, Level.GLOBAL, ERROR);
        add(request, new Setting("joe", "team"));
        request.integer(1);
        request.text("client backend");
        request.text("joe");
        request.text("");
        request.integer(number);
        request.integer(7);
        request.integer(0);
        request.integer(0);
        for (int i = 0; i < 12; i++) {
            request.integer(0);
        }
        request.text("");
        return request;
    }

    @Test
    void simulate() {
        assertThat(rows(simulation(321).bytes(), 1, 6, 8, 9))
                .containsExactly(
                        "denials|client_backend|joe||postgres|bpf|321||7|0|denied|error|pgseccomp.session_syscall_error|bpf");
        assertThat(rows(simulation(0).bytes(), 1, 6, 8, 9)).isEmpty();
    }

    @Test
    void whatIsCutIsMalformed() {
        byte[] whole = simulation(321).bytes();
        for (int length = 12; length < whole.length; length++) {
            assertThat(new ReplyTables(Boundary.answer(Arrays.copyOf(whole, length))).status())
                    .as("%d bytes", length)
                    .isEqualTo(2);
        }
    }
}
