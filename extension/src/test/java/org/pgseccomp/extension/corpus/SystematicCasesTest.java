package org.pgseccomp.extension.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SystematicCasesTest {
    /** A longer one would end the program, after minutes, at a case that has nothing to do with it. */
    @Test
    void theNativeProgramsTakeEachOfThem() throws IOException {
        String header = Files.readString(Path.of("src/test/native/frames.h"));

        assertThat(header)
                .contains("#define LONGEST_FRAME (" + NativeProgram.LONGEST_FRAME / 1024 / 1024 + " * 1024 * 1024)");
        assertThat(SystematicCases.all()).allMatch(request -> request.length <= NativeProgram.LONGEST_FRAME);
    }
}
