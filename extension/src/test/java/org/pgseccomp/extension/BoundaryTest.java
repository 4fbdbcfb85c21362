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
        ByteReader reply = new ByteReader(Boundary.answer(valid(Boundary.COMPILE)));
        assertThat(reply.integer()).isEqualTo(Replies.ACCEPTED);
        assertThat(reply.integer()).isEqualTo(8);
        int[] words = new int[16];
        for (int i = 0; i < words.length; i++) {
            words[i] = reply.integer();
        }
        // BPF_LD | BPF_W | BPF_ABS of seccomp_data.arch, BPF_JMP | BPF_JEQ with AUDIT_ARCH_X86_64.
        assertThat(words).startsWith(0x20, 4).containsSequence(0x20, 0);
        assertThat(words[2] & 0xffff).isEqualTo(0x15);
        assertThat(words[3]).isEqualTo(0xC000003E);
        for (String of : new String[] {"this filter", "all filters"}) {
            assertThat(reply.integer()).as("default action log of %s", of).isEqualTo(1);
            assertThat(reply.integer()).as("foreign action error of %s", of).isEqualTo(2);
            String expected = reply.text();
            assertThat(expected).as(of).hasSize(1024);
            assertThat(expected.charAt(89)).as(of).isEqualTo((char) 2);
            assertThat(expected.chars().filter(action -> action == 1)).as(of).hasSize(1023);
        }
        assertThat(reply.atEnd()).isTrue();
    }

    @Test
    void rowsAreDescribed() {
        ByteReader reply = new ByteReader(Boundary.answer(valid(Boundary.DESCRIBE)));
        assertThat(reply.integer()).isEqualTo(Replies.ACCEPTED);
        assertThat(reply.integer()).isEqualTo(4);
        assertThat(reply.text()).isEqualTo("<default>");
        assertThat(reply.integer()).isEqualTo(-1);
        assertThat(reply.text()).isEqualTo("global->log");
        assertThat(reply.text()).isEqualTo("global");
        assertThat(reply.text()).isEqualTo("readlink");
        assertThat(reply.integer()).isEqualTo(89);
    }

    @Test
    void aRejectionNamesTheSetting() {
        ByteReader reply = new ByteReader(
                Boundary.answer(request(Boundary.COMPILE, Architecture.X86_64.auditArch(), "pgseccomp.enabld", "on")));
        assertThat(reply.integer()).isEqualTo(Replies.REJECTED);
        assertThat(reply.integer()).as("kind").isZero();
        assertThat(reply.text()).isEqualTo("pgseccomp.enabld");
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
        assertThat(status(Boundary.answer(valid(8)))).isEqualTo(Replies.FAILED);
        assertThat(status(Boundary.answer(request(Boundary.COMPILE, 0x40000003))))
                .isEqualTo(Replies.FAILED);
    }
}
