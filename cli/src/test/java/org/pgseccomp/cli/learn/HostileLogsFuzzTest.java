package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Whatever a log has in it: no exception, and every line counted once. Runs over the inputs in the resources; with JAZZER_FUZZ=1
 * and -Dtest=HostileLogsFuzzTest#…, new inputs are looked for.
 */
class HostileLogsFuzzTest {
    private static final Selection NARROW =
            new Selection(List.of("postgres", "/usr/bin/t"), new UserFilter("postgres", 26), 0, 1_700_000_000_000L);

    @FuzzTest(maxDuration = "10m")
    void logs(byte[] input) {
        check(InputFormat.LOG, input);
    }

    @FuzzTest(maxDuration = "10m")
    void traces(byte[] input) {
        check(InputFormat.STRACE, input);
    }

    @FuzzTest(maxDuration = "10m")
    void serversFiles(byte[] input) {
        check(InputFormat.OBSERVED, input);
    }

    /** Found out, and packed or not. */
    @FuzzTest(maxDuration = "10m")
    void anything(byte[] input) throws IOException {
        try {
            Learner learner = new Learner(Reading.POSTGRES, InputFormat.AUTO, Architecture.X86_64, bytes -> {});
            learner.readStream("input", new ByteArrayInputStream(input));
            assertThat(learner.observations().linesRead()).isGreaterThanOrEqualTo(0);
        } catch (InputException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "10m")
    void results(byte[] input) {
        try {
            ResultReader.Result result = ResultReader.read("input", new ByteArrayInputStream(input));
            assertThat(result.observations().linesRead()).isGreaterThanOrEqualTo(0);
        } catch (InputException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    /** As the learner does, with a small buffer: lines that are too long come often, and a run is short. */
    private static Observations read(Selection selection, InputFormat format, byte[] input) {
        Observations observations = new Observations();
        LineConsumer lines = switch (format) {
            case OBSERVED -> new ObservedLines(selection, observations);
            case STRACE -> new StraceLines(selection, observations, 0);
            case PERF -> new PerfSummary(selection, observations, 0);
            case LOG, AUTO, NONE -> new LogLines(selection, observations);
        };
        try {
            new LineSplitter(lines, observations, 2048).split(new ByteArrayInputStream(input)::read, 0, Long.MAX_VALUE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return observations;
    }

    private static void check(InputFormat format, byte[] input) {
        long lines = 0;
        for (byte b : input) {
            lines += b == '\n' ? 1 : 0;
        }
        if (input.length > 0 && input[input.length - 1] != '\n') {
            lines++;
        }
        Observations all = read(Reading.EVERYTHING, format, input);
        assertThat(all.linesRead()).isEqualTo(lines);
        long calls = 0;
        for (Architecture architecture : Architecture.values()) {
            for (Observations.Count count : all.counts(architecture)) {
                calls += format == InputFormat.OBSERVED ? 0 : count.calls();
                assertThat(count.calls()).isPositive();
                assertThat(count.refused()).isBetween(0L, count.calls());
                assertThat(architecture.syscalls().named(count.name()).number()).isEqualTo(count.number());
            }
        }
        if (format == InputFormat.OBSERVED) { // a line stands for many calls
            calls = all.lines(LineKind.TAKEN);
        }
        assertThat(calls).isEqualTo(all.lines(LineKind.TAKEN));
        Observations selected = read(NARROW, format, input);
        assertThat(selected.linesRead()).isEqualTo(lines);
        assertThat(selected.lines(LineKind.TAKEN)).isLessThanOrEqualTo(calls);
        assertThat(selected.lines(LineKind.DAMAGED)).isEqualTo(all.lines(LineKind.DAMAGED));
    }
}
