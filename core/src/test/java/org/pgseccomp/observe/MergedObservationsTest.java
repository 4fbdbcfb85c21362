package org.pgseccomp.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

class MergedObservationsTest {
    private static Observations seen(int server, long since, int number, List<Long> values, boolean more) {
        ObservedCall call = new ObservedCall(number, 2, since, since + 9, values, more);
        ObservedSubject subject =
                new ObservedSubject("client_backend", "postgres", "joe", "db", since, since + 9, List.of(call));
        return new Observations(Architecture.X86_64, server, since, 60, 0, 0, List.of(server), List.of(subject));
    }

    @Test
    void oneSubjectOfTwoServers() {
        Observations merged = MergedObservations.of(
                List.of(seen(15, 200, 41, List.of(1L, 2L), false), seen(15, 100, 41, List.of(2L, 3L), true)));
        assertThat(merged.since()).isEqualTo(100);
        assertThat(merged.seconds()).isEqualTo(120);
        assertThat(merged.subjects())
                .containsExactly(new ObservedSubject(
                        "client_backend",
                        "postgres",
                        "joe",
                        "db",
                        100,
                        209,
                        List.of(new ObservedCall(41, 4, 100, 209, List.of(1L, 2L, 3L), true))));
    }

    /** More values than are kept make it unknown which others there are, as in the server. */
    @Test
    void valuesBeyondWhatIsKept() {
        Observations merged = MergedObservations.of(List.of(
                seen(15, 1, 41, List.of(1L, 2L, 3L, 4L, 5L), false), seen(15, 1, 41, List.of(6L, 7L, 8L, 9L), false)));
        ObservedCall call = merged.subjects().get(0).calls().get(0);
        assertThat(call.values()).hasSize(Observations.MOST_VALUES);
        assertThat(call.moreValues()).isTrue();
    }

    @Test
    void aServerThatSawNothingChangesNothing() {
        Observations nothing = new Observations(Architecture.X86_64, 15, 0, 0, 0, 0, List.of(), List.of());
        assertThat(MergedObservations.of(List.of(nothing, seen(15, 5, 0, List.of(), false)))
                        .since())
                .isEqualTo(5);
        assertThatThrownBy(() -> MergedObservations.of(List.of(nothing, seen(17, 5, 0, List.of(), false))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
