package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class LearnerTest {
    private static final String RECORD = "type=SECCOMP msg=audit(1596483562.123:4567): auid=0 uid=26 gid=26 ses=1 pid=1"
            + " comm=\"postgres\" exe=\"/usr/bin/postgres\" sig=0 arch=c000003e syscall=%d compat=0 ip=0x7f code=0x7ffc0000\n";

    @TempDir
    private Path folder;

    /** A log of records and other lines, and what is in it, counted while it is written. */
    private static String log(int lines, Map<String, Long> expected) {
        Random random = new Random(lines);
        StringBuilder text = new StringBuilder();
        var syscalls = Architecture.X86_64.syscalls().all();
        for (int i = 0; i < lines; i++) {
            if (random.nextInt(4) == 0) {
                text.append("x".repeat(random.nextInt(400))).append('\n');
            } else {
                Syscall syscall = syscalls.get(random.nextInt(syscalls.size()));
                text.append(String.format(RECORD, syscall.number()));
                expected.merge(syscall.name(), 1L, Long::sum);
            }
        }
        return text.toString();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    /** More than two parts of a file, so that several threads read it; and the same packed, and as a stream. */
    @Test
    void allWaysOfReadingFindTheSame() throws IOException {
        Map<String, Long> expected = new TreeMap<>();
        String text = log(60_000, expected);
        assertThat(text.length()).isGreaterThan(9 << 20);
        Path plain = Files.writeString(folder.resolve("plain"), text, ISO_8859_1);
        Path packed = Files.write(folder.resolve("packed"), gzip(text));
        AtomicLong read = new AtomicLong();
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, read::addAndGet);
        learner.read(plain);
        assertThat(Reading.calls(learner.observations())).isEqualTo(expected);
        assertThat(learner.observations().linesRead()).isEqualTo(60_000);
        assertThat(read.get()).isGreaterThanOrEqualTo(text.length());
        assertThat(Reading.calls(Reading.file(Reading.POSTGRES, packed).observations()))
                .isEqualTo(expected);
        assertThat(Reading.calls(Reading.text(Reading.POSTGRES, text))).isEqualTo(expected);
    }

    @Test
    void severalFilesAddUp() throws IOException {
        Path one = Files.writeString(folder.resolve("1"), String.format(RECORD, 0) + String.format(RECORD, 1));
        Path two = Files.write(folder.resolve("2"), gzip(String.format(RECORD, 0)));
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, bytes -> {});
        learner.read(one);
        learner.read(two);
        assertThat(Reading.calls(learner.observations())).isEqualTo(Map.of("read", 2L, "write", 1L));
    }

    /** Rotated logs that were put together with cat; through a pipe, which says that nothing is available. */
    @Test
    void severalMembersOfGzipThroughAPipe() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(String.format(RECORD, 0)));
        both.write(gzip(String.format(RECORD, 1)));
        InputStream pipe = new FilterInputStream(new ByteArrayInputStream(both.toByteArray())) {
            @Override
            public int available() {
                return 0;
            }
        };
        assertThat(Reading.calls(
                        Reading.stream(Reading.POSTGRES, InputFormat.AUTO, pipe).observations()))
                .isEqualTo(Map.of("read", 1L, "write", 1L));
    }

    @Test
    void whatComesBeforeTheEndOfACutFileIsRead() throws IOException {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            text.append(String.format(RECORD, random.nextInt(300)));
        }
        byte[] packed = gzip(text.toString());
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(packed, packed.length * 2 / 3));
        Learner learner = Reading.file(Reading.POSTGRES, cut);
        assertThat(learner.isBroken()).isTrue();
        assertThat(learner.observations().lines(LineKind.TAKEN)).isBetween(800L, 1999L);
        assertThat(learner.remarks()).anyMatch(remark -> remark.contains("end early"));
        byte[] damaged = packed.clone();
        damaged[packed.length / 2] ^= 0x55;
        assertThat(Reading.stream(Reading.POSTGRES, InputFormat.AUTO, new ByteArrayInputStream(damaged))
                        .isBroken())
                .isTrue();
        assertThat(Reading.stream(Reading.POSTGRES, InputFormat.AUTO, new ByteArrayInputStream(new byte[] {
                            0x1f, (byte) 0x8b
                        }))
                        .isBroken())
                .isTrue();
    }

    @Test
    void aWholeFileIsNotBroken() throws IOException {
        Path whole = Files.write(folder.resolve("whole"), gzip(String.format(RECORD, 0)));
        assertThat(Reading.file(Reading.POSTGRES, whole).isBroken()).isFalse();
    }

    /** A line of 3 MB in a file that several threads read: one damaged line, and no other is lost. */
    @Test
    void aLineThatIsTooLongIsOneDamagedLine() throws IOException {
        String record = String.format(RECORD, 0);
        String text = record.repeat(20_000) + "x".repeat(3 << 20) + "\n" + record.repeat(20_000);
        Learner learner = Reading.file(Reading.POSTGRES, Files.writeString(folder.resolve("long"), text));
        assertThat(Reading.kinds(learner.observations()))
                .isEqualTo(Map.of(LineKind.TAKEN, 40_000L, LineKind.DAMAGED, 1L));
        assertThat(learner.remarks())
                .singleElement()
                .asString()
                .endsWith("the first damaged line begins at byte " + 20_000 * record.length()
                        + ": it is longer than 524288 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "FD377A585A00, xz -dc",
        "28B52FFD00, zstd -dc",
        "425A6839, bzip2 -dc",
        "4C504B5348485248, journalctl --file",
        "7B0A202022666F726D617422203A2022706773656363, none", // too little of a result to be told
        "7B0A202022666F726D617422203A2022706773656363 6F6D702D6C6561726E222C, --merge"
    })
    void whatIsNoLogIsRefusedWithAdvice(String bytes, String advice) throws IOException {
        Path file = Files.write(folder.resolve("file"), java.util.HexFormat.of().parseHex(bytes.replace(" ", "")));
        if (advice.equals("none")) {
            assertThat(Reading.file(Reading.POSTGRES, file).observations().linesRead())
                    .isEqualTo(2);
        } else {
            Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, read -> {});
            assertThatThrownBy(() -> learner.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(advice);
        }
    }

    @Test
    void whatCannotBeReadIsAnError() {
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, read -> {});
        assertThatThrownBy(() -> learner.read(folder.resolve("none"))).hasMessage("does not exist");
        assertThatThrownBy(() -> learner.read(folder)).hasMessage("is a directory");
    }

    @Test
    void aTraceNeedsAnArchitecture() throws IOException {
        Path trace = Files.writeString(folder.resolve("trace"), "10 read(0, \"\", 1) = 0\n");
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, read -> {});
        assertThatThrownBy(() -> learner.read(trace)).hasMessageContaining("--arch");
    }
}
