package org.pgseccomp.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

class ProfileLinesTest {
    private static int having(String call) {
        return ProfileLines.having(
                Architecture.X86_64, Architecture.X86_64.syscalls().named(call).number());
    }

    /** What a hint says is what the document says. */
    @Test
    void theDocumentHasEachLine() throws IOException {
        String document = Files.readString(Path.of("../docs/profiles.md"));
        for (ProfileLines.Line line : ProfileLines.all()) {
            assertThat(document).contains("'@profile, " + line.entries() + "'");
        }
    }

    @Test
    void aLineIsFoundByItsCallsAndThoseOfItsGroups() {
        assertThat(having("acct")).isZero();
        assertThat(Integer.bitCount(having("get_mempolicy"))).isEqualTo(1);
        for (String call : new String[] {"execve", "socket", "chmod", "mprotect", "symlink"}) {
            assertThat(having(call)).as(call).isNotZero();
        }
        assertThat(having("socket") & having("connect")).isNotZero();
        assertThat(having("socket") & having("symlink")).isZero();
    }
}
