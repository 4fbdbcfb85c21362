package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.syscall.Architecture;

/** The reader keeps what is the same in nearly all records of a log: the second, the architecture, the code. */
class NeighbouringRecordsTest {
    private static String record(String time, String arch, String code) {
        return "type=SECCOMP msg=audit(" + time + ":1): auid=0 uid=26 gid=26 ses=1 pid=1 comm=\"postgres\""
                + " exe=\"/usr/bin/postgres\" sig=0 arch=" + arch + " syscall=0 compat=0 ip=0x7f code=" + code + "\n";
    }

    private static Observations read(Selection selection, String... records) {
        return Reading.text(selection, String.join("", records));
    }

    @Test
    void anotherArchitectureInBetween() {
        String usual = record("1596483562.123", "c000003e", "log");
        for (String other : new String[] {"c00000b7", "aarch64", "40000003", "i386", "16", "s390"}) {
            Observations found = read(Reading.POSTGRES, usual, record("1596483562.123", other, "log"), usual, usual);
            assertThat(Reading.calls(found)).as(other).isEqualTo(Map.of("read", 3L));
        }
        assertThat(Reading.calls(
                        read(Reading.POSTGRES, usual, record("1596483562.123", "c00000b7", "log")),
                        Architecture.AARCH64))
                .isEqualTo(Map.of("io_setup", 1L)); // number 0 of aarch64
    }

    @Test
    void anotherCodeInBetween() {
        String usual = record("1596483562.123", "c000003e", "0x7ffc0000");
        assertThat(Reading.kinds(
                        read(Reading.POSTGRES, usual, record("1596483562.123", "c000003e", "0x7ffc0001"), usual)))
                .isEqualTo(Map.of(LineKind.TAKEN, 2L, LineKind.DAMAGED, 1L));
        for (String refusal : new String[] {"0x80000000", "0x5000d", "0x0", "kill-process"}) {
            Observations found =
                    read(Reading.POSTGRES, usual, record("1596483562.123", "c000003e", refusal), usual, usual);
            assertThat(found.counts(Architecture.X86_64))
                    .as(refusal)
                    .containsExactly(new Observations.Count("read", 0, 4, 1));
        }
    }

    @Test
    void anotherSecond() {
        Selection early = new Selection(List.of("postgres"), null, Long.MIN_VALUE, 1_596_483_562_999L);
        Observations found = read(
                early,
                record("1596483562.123", "c000003e", "log"),
                record("1596483563.000", "c000003e", "log"),
                record("1596483562.999", "c000003e", "log"),
                record("1596483562", "c000003e", "log"));
        assertThat(Reading.kinds(found))
                .isEqualTo(Map.of(LineKind.TAKEN, 2L, LineKind.OTHER_TIME, 1L, LineKind.DAMAGED, 1L));
    }

    /** Records of 256 bytes: every part of the file, whose length is a power of two, begins with a record. */
    @Test
    void noLineIsLostWhereAPartOfAFileBegins(@TempDir Path folder) throws IOException {
        String record = record("1596483562.123", "c000003e", "0x7ffc0000");
        String padded = record.strip() + "\u001d" + "x".repeat(256 - record.length() - 1) + "\n";
        assertThat(padded).hasSize(256);
        int records = 3 * (4 << 20) / 256 + 5;
        Path file = Files.writeString(folder.resolve("log"), padded.repeat(records));
        Observations found = Reading.file(Reading.POSTGRES, file).observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, (long) records));
    }
}
