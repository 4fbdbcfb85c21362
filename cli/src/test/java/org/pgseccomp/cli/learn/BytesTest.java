package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    /** Every byte value, at every place of a word. */
    @Test
    void searchesFindWhatALoopFinds() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] b = new byte[40];
            random.nextBytes(b);
            b[30] = '\n';
            for (int from = 0; from <= 30; from++) {
                int lineEnd = from;
                while (b[lineEnd] != '\n') {
                    lineEnd++;
                }
                int tokenEnd = from;
                while ((b[tokenEnd] & 0xff) > ' ') {
                    tokenEnd++;
                }
                assertThat(Bytes.lineEnd(b, from)).isEqualTo(lineEnd);
                assertThat(Bytes.tokenEnd(b, from)).isEqualTo(tokenEnd);
            }
        }
    }

    @Test
    void numbers() {
        byte[] b = Bytes.ascii("0123456789012345678");
        assertThat(Bytes.decimal(b, 0, 10)).isEqualTo(123456789L);
        assertThat(Bytes.decimal(b, 1, 19)).isEqualTo(123456789012345678L);
        assertThat(Bytes.decimal(b, 0, 19)).isEqualTo(-1);
        assertThat(Bytes.decimal(b, 3, 3)).isEqualTo(-1);
        assertThat(Bytes.hexadecimal(Bytes.ascii("ffffFFFF"), 0, 8)).isEqualTo(0xFFFFFFFFL);
        assertThat(Bytes.hexadecimal(Bytes.ascii("g"), 0, 1)).isEqualTo(-1);
    }
}
