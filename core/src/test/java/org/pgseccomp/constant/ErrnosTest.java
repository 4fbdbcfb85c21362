package org.pgseccomp.constant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.NativeProgram;

/** Errors; what is expected comes from errno(3) and from libc. */
class ErrnosTest {
    @ParameterizedTest
    @CsvSource({
        "EPERM, 1",
        "EACCES, 13",
        "eacces, 13",
        "ENOSYS, 38",
        "EWOULDBLOCK, 11",
        "ENOTSUP, 95",
        "EHWPOISON, 133",
        "ENOMEDIUM, 123"
    })
    void namesHaveTheirNumbers(String name, int number) {
        for (Architecture architecture : Architecture.values()) {
            assertThat(Errnos.numberOf(architecture, name)).isEqualTo(number);
        }
    }

    @Test
    void onlyEdeadlockDiffers() {
        assertThat(Errnos.numberOf(Architecture.X86_64, "EDEADLOCK")).isEqualTo(35);
        assertThat(Errnos.numberOf(Architecture.PPC64LE, "EDEADLOCK")).isEqualTo(58);
        assertThat(Errnos.nameOf(58)).isEqualTo("EDEADLOCK");
    }

    @Test
    void ofSeveralNamesThatOfTheManPageCounts() {
        assertThat(Errnos.nameOf(11)).isEqualTo("EAGAIN");
        assertThat(Errnos.nameOf(35)).isEqualTo("EDEADLK");
        assertThat(Errnos.nameOf(95)).isEqualTo("EOPNOTSUPP");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoErrorIsNotFound(Architecture architecture) {
        for (String name : List.of("", "E", "EPERM 1", "=", "ESUCCESS", "ERESTARTSYS", "13")) {
            assertThat(Errnos.numberOf(architecture, name)).as(name).isNegative();
        }
        for (int number : new int[] {-1, 0, 41, 135, 512, 4095, 4096}) {
            assertThat(Errnos.nameOf(number)).as("%d", number).isNull();
        }
    }

    @Test
    void aMisspeltOneHasANearestOne() {
        assertThat(Errnos.nearest("eaccess")).isEqualTo("EACCES");
        assertThat(Errnos.nearest("ENOSSY")).isEqualTo("ENOSYS");
        assertThat(Errnos.nearest("whatever")).isNull();
    }

    @Test
    void namesAreThoseOfLibc(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("errors.c"), """
                #define _GNU_SOURCE
                #include <stdio.h>
                #include <string.h>
                int main(void) {
                    for (int i = 1; i < 4096; i++)
                        if (strerrorname_np(i))
                            printf("%d %s\\n", i, strerrorname_np(i));
                    return 0;
                }
                """);
        List<String> lines = NativeProgram.run(folder, source);
        assertThat(lines).hasSizeGreaterThan(130);
        for (String line : lines) {
            int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
            String name = line.substring(line.indexOf(' ') + 1);
            assertThat(Errnos.numberOf(NativeProgram.OWN, name)).as(name).isEqualTo(number);
            String canonical = name.equals("ENOTSUP") ? "EOPNOTSUPP" : name;
            assertThat(Errnos.nameOf(number)).isEqualTo(canonical);
        }
    }
}
