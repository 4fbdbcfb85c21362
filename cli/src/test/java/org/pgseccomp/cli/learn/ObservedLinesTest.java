package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.syscall.Architecture;

/** The file of a learning server, by hand from docs/learning.md. Numbers are those of x86_64: 0 read, 41 socket, 59 execve, 257 openat. */
class ObservedLinesTest {
    private static final String TEXT = """
            pgseccomp-observed 1
            architecture 3221225534
            server 15
            learnt 1767225600 3700 0 2
            uncounted 0 1
            subject client_backend postgres Web%2dApp%c3%a4 - 1767225600 1767225700
            call 41 3 1767225600 1767225700 4294967297 8589934593 +
            call 257 40 1767225650 1767225650
            subject archiver postgres - - 1767225601 1767225601
            call 59 2 1767225601 1767225601
            call 257 2 1767225601 1767225601
            subject archiver cp - - 1767225601 1767225601
            call 326 5 1767225601 1767225601
            end 13
            """;

    private static final Map<String, Long> CALLS =
            Map.of("read", 1L, "write", 1L, "socket", 3L, "openat", 42L, "execve", 2L);

    private static Learner read(Selection selection, String text) {
        return Reading.stream(selection, InputFormat.AUTO, new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    }

    private static Observations damaged(String from, String to) {
        assertThat(TEXT).contains(from);
        return read(Reading.EVERYTHING, TEXT.replace(from, to)).observations();
    }

    @Test
    void theServerReadsThisTextToo() {
        byte[] text = TEXT.getBytes(ISO_8859_1);
        assertThat(ObservationReader.read(text, 0, text.length, Architecture.X86_64)
                        .problem())
                .isNull();
    }

    @Test
    void whatTheServerCountedIsAddedUp() {
        Learner learner = read(Reading.POSTGRES, TEXT);
        assertThat(Reading.calls(learner.observations())).isEqualTo(CALLS);
        assertThat(Reading.kinds(learner.observations()))
                .isEqualTo(Map.of(LineKind.TAKEN, 4L, LineKind.OTHER_EXECUTABLE, 1L, LineKind.OTHER, 9L));
        assertThat(learner.observations().isIncomplete()).isFalse();
        assertThat(learner.isBroken()).isFalse();
        assertThat(learner.remarks()).isEmpty();
    }

    @Test
    void programsThatTheServerExecuted() {
        assertThat(Reading.calls(read(Reading.executables("cp"), TEXT).observations()))
                .isEqualTo(Map.of("read", 1L, "write", 1L, "copy_file_range", 5L));
        assertThat(Reading.calls(read(Reading.EVERYTHING, TEXT).observations())).hasSize(6);
        assertThat(Reading.calls(read(Reading.executables("tar"), TEXT).observations()))
                .isEmpty();
        // The file has no paths.
        Observations ofPath =
                read(Reading.executables("/usr/bin/postgres"), TEXT).observations();
        assertThat(ofPath.lines(LineKind.UNDECIDED)).isEqualTo(4);
        assertThat(ofPath.isIncomplete()).isTrue();
    }

    /** What socket's first and last call say, 00 and 100 seconds. */
    @ParameterizedTest
    @CsvSource({
        "-10, -1, OTHER_TIME",
        "101, 200, OTHER_TIME",
        "-10, 0, TAKEN",
        "100, 200, TAKEN",
        "-10, 200, TAKEN",
        "-10, 50, TAKEN",
        "50, 200, TAKEN",
        "40, 60, UNDECIDED"
    })
    void times(long since, long until, LineKind kind) {
        long start = 1767225600L;
        Selection selection = new Selection(List.of("postgres"), null, (start + since) * 1000, (start + until) * 1000);
        String text = TEXT.substring(0, TEXT.indexOf("call 257")) + "end 7\n";
        Observations found = read(selection, text).observations();
        assertThat(found.lines(kind)).isEqualTo(1);
        assertThat(Reading.calls(found).getOrDefault("socket", 0L)).isEqualTo(kind == LineKind.TAKEN ? 3 : 0);
    }

    @Test
    void usersOfTheSystemAreNotStated() {
        Selection selection =
                new Selection(List.of("*"), new UserFilter("postgres", 26), Long.MIN_VALUE, Long.MAX_VALUE);
        Observations found = read(selection, TEXT).observations();
        assertThat(Reading.calls(found)).isEmpty();
        assertThat(found.lines(LineKind.UNDECIDED)).isEqualTo(5);
    }

    @Test
    void addsUpWithALogAndWithAResult() throws IOException {
        String record =
                "type=SECCOMP msg=audit(1596483562.123:4567): auid=0 uid=26 gid=26 ses=1 pid=1 comm=\"postgres\""
                        + " exe=\"/usr/bin/postgres\" sig=0 arch=c000003e syscall=257 compat=0 ip=0x7f code=0x7ffc0000\n";
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, Architecture.X86_64, bytes -> {});
        learner.readStream("log", new ByteArrayInputStream(record.getBytes(ISO_8859_1)));
        learner.readStream("server", new ByteArrayInputStream((TEXT + TEXT).getBytes(ISO_8859_1)));
        assertThat(Reading.calls(learner.observations()))
                .containsEntry("openat", 85L)
                .containsEntry("read", 2L);

        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ResultFile.write(json, learner.observations(), learner.isBroken());
        Observations merged = ResultReader.read("json", new ByteArrayInputStream(json.toByteArray()))
                .observations();
        merged.addAll(read(Reading.POSTGRES, TEXT).observations());
        assertThat(Reading.calls(merged)).containsEntry("openat", 127L);
        assertThat(merged.linesRead()).isEqualTo(43);
    }

    @Test
    void everyBeginningIsReportedAsCutOff() {
        for (int length = TEXT.indexOf('\n') + 1; length < TEXT.length() - 4; length++) {
            Learner learner = read(Reading.EVERYTHING, TEXT.substring(0, length));
            assertThat(learner.isBroken()).as("%d bytes", length).isTrue();
            assertThat(learner.remarks()).last().asString().contains("its last line is missing");
        }
        assertThat(read(Reading.EVERYTHING, TEXT.replace("end 13", "end 1"))
                        .observations()
                        .isIncomplete())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call 257 40|call 257 x",
                "call 257 40|call 257 0",
                "call 257 40|call 257 -1",
                "call 257 40|call 1025 40",
                "call 257 40|call  257 40",
                "call 257 40|call 257",
                "1767225650\n|1767225650 \n",
                "1767225650\n|1767225\n",
                " +\n| + 1\n",
                "server 15|server",
                "uncounted 0 1|uncounted 0 1023",
                "learnt 1767225600 3700 0 2|learnt 1767225600 3700 0",
                "server 15|\0\0\0"
            })
    void aDamagedLineLosesItselfOnly(String change) {
        int bar = change.indexOf('|');
        Observations found = damaged(change.substring(0, bar), change.substring(bar + 1));
        assertThat(found.lines(LineKind.DAMAGED)).isEqualTo(1);
        assertThat(found.isIncomplete()).isTrue();
        assertThat(found.linesRead()).isEqualTo(14);
        assertThat(Reading.calls(found)).containsEntry("execve", 2L).containsEntry("copy_file_range", 5L);
    }

    /** Or else the calls of cp would be taken for the server's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject archiver cp|subject archiver c%zz",
                "subject archiver cp|subject archiver",
                "subject archiver cp|sxbject archiver cp",
                "1767225601\nsubject archiver cp|1767225601subject archiver cp",
                "subject archiver cp|subject archiver c-p"
            })
    void callsOfAnUnknownSubjectAreNobodys(String change) {
        int bar = change.indexOf('|');
        String from = change.substring(0, bar);
        assertThat(TEXT).contains(from);
        Observations found = read(Reading.POSTGRES, TEXT.replace(from, change.substring(bar + 1)))
                .observations();
        assertThat(Reading.calls(found)).doesNotContainKey("copy_file_range").containsEntry("execve", 2L);
        assertThat(found.lines(LineKind.DAMAGED)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aSubjectThatIsTooLongIsNobody() {
        Observations found = read(
                        Reading.POSTGRES,
                        TEXT.replace("archiver cp", "archiver cp" + "p".repeat(LineSplitter.MAX_LINE)))
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(CALLS);
        assertThat(found.lines(LineKind.DAMAGED)).isEqualTo(2);
    }

    @Test
    void whatTheListLacks() {
        Observations found = damaged("3700 0 2", "3700 7 2");
        assertThat(found.dropped()).isEqualTo(7);
        assertThat(found.lines(LineKind.LOSS_REPORT)).isEqualTo(1);

        found = damaged("call 326 5", "call 1024 18446744073709551615");
        assertThat(found.foreign().byKey()).isEqualTo(Map.of("x86_64, other ABI", Long.MAX_VALUE));

        found = damaged("call 326 5", "call 1000 5");
        assertThat(found.unknown(Architecture.X86_64).byKey()).isEqualTo(Map.of(1000L, 5L));

        found = damaged("3221225534", "2147483664"); // 0x80000010, which no table has
        assertThat(found.foreign().byKey()).isEqualTo(Map.of("80000010", 52L));
        assertThat(Reading.calls(found)).isEmpty();

        found = damaged("architecture 3221225534", "architecture x");
        assertThat(Reading.calls(found)).isEmpty();
        assertThat(found.isIncomplete()).isTrue();
    }

    @Test
    void countsThatAreTooHighStayThere() {
        Observations found = damaged("call 257 40", "call 257 9223372036854775807");
        found.addAll(damaged("call 257 40", "call 257 18446744073709551615"));
        assertThat(Reading.calls(found)).containsEntry("openat", Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"2, version 2", "17, version 17", "1x, no known version", "'', no known version"})
    void anotherVersionIsRefused(String version, String named) {
        String text = TEXT.replace("observed 1", "observed " + version);
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, null, bytes -> {});
        assertThatThrownBy(() -> learner.readStream("x", new ByteArrayInputStream(text.getBytes(ISO_8859_1))))
                .isInstanceOf(InputException.class)
                .hasMessage("is an observation file of " + named + "; this tool reads version 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "architecture 3221225534\n", "10 read(0, \"\", 1) = 0\n"})
    void whatWasSaidToBeOneAndIsNone(String text) {
        Learner learner = new Learner(Reading.POSTGRES, InputFormat.OBSERVED, null, bytes -> {});
        assertThatThrownBy(() -> learner.readStream("x", new ByteArrayInputStream(text.getBytes(ISO_8859_1))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("does not begin with pgseccomp-observed");
    }
}
