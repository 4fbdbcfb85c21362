package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Level;
import org.pgseccomp.syscall.Architecture;

class BoundaryTest {
    private static byte[] request(int operation, int arch, String... namesAndValues) {
        ByteWriter writer = new ByteWriter();
        writer.integer(operation);
        writer.integer(arch);
        writer.integer(Level.GLOBAL.ordinal());
        writer.integer(namesAndValues.length / 2);
        for (String text : namesAndValues) {
            writer.text(text);
        }
        return writer.bytes();
    }

    private static byte[] valid(int operation) {
        return request(
                operation,
                Architecture.X86_64.auditArch(),
                "pgseccomp.global_syscall_default",
                "log",
                "pgseccomp.global_syscall_error",
                "readlink");
    }

    private static int status(byte[] reply) {
        return new ByteReader(reply).integer();
    }

    @Test
    void aCompiledReplyHoldsTheProgramAndWhatIsExpectedOfIt() {
        ReplyTables reply = new ReplyTables(Boundary.answer(valid(Boundary.COMPILE)));
        assertThat(reply.status()).isEqualTo(Replies.ACCEPTED);
        assertThat(reply.problems()).isEmpty();
        int[][] instructions = reply.table(1);
        assertThat(instructions).hasNumberOfRows(8);
        // BPF_LD | BPF_W | BPF_ABS of seccomp_data.arch, BPF_JMP | BPF_JEQ with AUDIT_ARCH_X86_64, then of
        // seccomp_data.nr.
        assertThat(instructions[0]).containsExactly(0x20, 4);
        assertThat(instructions[1][0] & 0xffff).isEqualTo(0x15);
        assertThat(instructions[1][1]).isEqualTo(0xC000003E);
        assertThat(instructions[2]).containsExactly(0x20, 0);
        int[][] words = reply.table(3);
        assertThat(reply.table(4)).as("of all filters the same").isDeepEqualTo(words);
        int log = 1;
        int error = 4 | 13 << 8; // EACCES
        assertThat(words[0][0]).as("of all other numbers").isEqualTo(log);
        assertThat(words[1][0]).as("of other ABIs").isEqualTo(error);
        for (int number = 0; number < 1024; number++) {
            int[] row = reply.table(2)[number / 4];
            int index = row[0] >>> (8 * (number % 4)) & 0xff;
            assertThat(row[1]).isEqualTo(row[0]);
            assertThat(words[3 + index][0]).as("number %d", number).isEqualTo(number == 89 ? error : log);
        }
    }

    @Test
    void rowsAreDescribed() {
        ReplyTables reply = new ReplyTables(Boundary.answer(valid(Boundary.DESCRIBE)));
        assertThat(reply.status()).isEqualTo(Replies.ACCEPTED);
        int[][] rows = reply.table(1);
        assertThat(rows).hasNumberOfRows(4);
        assertThat(reply.text(rows[0][0])).isEqualTo("<default>");
        assertThat(rows[0][1]).isEqualTo(-1);
        assertThat(reply.text(rows[0][2])).isEqualTo("global->log");
        assertThat(reply.text(rows[0][3])).isEqualTo("global");
        assertThat(reply.text(rows[1][0])).isEqualTo("readlink");
        assertThat(rows[1][1]).isEqualTo(89);
    }

    @Test
    void aRejectionNamesTheSetting() {
        ReplyTables reply = new ReplyTables(
                Boundary.answer(request(Boundary.COMPILE, Architecture.X86_64.auditArch(), "pgseccomp.enabld", "on")));
        assertThat(reply.status()).isEqualTo(Replies.REJECTED);
        assertThat(reply.problems().get(0).kind()).isZero();
        assertThat(reply.problems().get(0).setting()).isEqualTo("pgseccomp.enabld");
    }

    @Test
    void whatIsNoRequestFails() {
        byte[] request = valid(Boundary.COMPILE);
        for (int length = 0; length < request.length; length++) {
            assertThat(status(Boundary.answer(Arrays.copyOf(request, length))))
                    .as("prefix of %d bytes", length)
                    .isEqualTo(Replies.FAILED);
        }
        assertThat(status(Boundary.answer(Arrays.copyOf(request, request.length + 1))))
                .isEqualTo(Replies.FAILED);
        assertThat(status(Boundary.answer(valid(Boundary.COMPILE_HANDLED)))).isEqualTo(Replies.FAILED);
        assertThat(status(Boundary.answer(request(Boundary.COMPILE, 0x40000003))))
                .isEqualTo(Replies.FAILED);
    }
}
