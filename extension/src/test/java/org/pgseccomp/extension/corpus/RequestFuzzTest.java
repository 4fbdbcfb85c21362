package org.pgseccomp.extension.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.extension.Replies;

/**
 * Whatever a request has in it: it is answered, and the core does not fail on the way. Runs over the inputs in the resources, which
 * native code answers too (script/native); script/fuzz looks for new ones in both.
 */
class RequestFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void requests(byte[] input) {
        byte[] reply = Boundary.answer(input);
        int status = ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(status).isIn(Replies.ACCEPTED, Replies.REJECTED, Replies.FAILED);
        if (status == Replies.FAILED) {
            assertThat(new String(reply, StandardCharsets.ISO_8859_1)).doesNotContain("unexpected");
        }
    }
}
