package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far this machine's kernel looks at arguments (widths.c), beside how many bits are compared. */
class WidthsTest {
    @Test
    void bitsAreComparedAsFarAsTheKernelLooks(@TempDir Path folder) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> lines = NativeProgram.run(folder, Path.of("src/test/native/widths.c"));
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            Syscall call = NativeProgram.OWN.syscalls().named(words[0]);
            Parameter parameter = NativeProgram.OWN.signatures().at(call, Integer.parseInt(words[1]));
            boolean isSeen = words[3].equals("other");
            if (isSeen != Integer.parseInt(words[2]) < parameter.bits()) {
                wrong.add(line + ": " + parameter);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).hasSizeGreaterThan(55);
    }
}
