package org.pgseccomp.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.syscall.Architecture;

class ObservedWordsTest {
    private static final Map<String, List<Long>> USUAL = Map.of(
            "socket", List.of(0L, 1L << 32 | 1, 1L << 32 | 0x80801, 10L << 32 | 2, 16L << 32 | 3, 29L << 32 | 3),
            "mmap", List.of(0L, 1L, 3L, 5L, 7L, ObservedValues.OF_FILE | 5, ObservedValues.OF_FILE | 4),
            "mprotect", List.of(0L, 1L, 2L, 3L, 5L, 7L, 0x1000001L),
            "fcntl", List.of(0L, 2L, 9L, 1030L, 1033L, 77L),
            "prctl", List.of(15L, 38L, 0x53564d41L, 0x59616d61L, 99L),
            "ioctl", List.of(0x5401L, 0x80045430L, -1L),
            "clone", List.of(0x1200011L),
            "personality", List.of(0xffffffffL));

    /** Whatever a server says of arguments is read back as the same values. */
    @Test
    void wordsAreReadBackAsTheirValues() {
        SplittableRandom random = new SplittableRandom(26);
        USUAL.forEach((syscall, usual) -> {
            for (int round = 0; round < 200; round++) {
                List<Long> values = new ArrayList<>();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    values.add(usual.get(random.nextInt(usual.size())));
                }
                ObservedCall call = new ObservedCall(9, 3, 1, 2, values, random.nextBoolean());
                StringBuilder words = new StringBuilder();
                ObservedValues.append(words, syscall, call);
                assertThat(new ObservedWords().call(syscall, 9, 3, 1, 2, words.toString()))
                        .isEqualTo(call);
            }
        });
    }

    @Test
    void aWordThatIsNotKnownMayBeAnything() {
        ObservedCall read = new ObservedWords().call("socket", 41, 1, 1, 1, "AF_UNIX SOCK_STREAM, AF_NEW SOCK_STREAM");
        assertThat(read.values()).containsExactly(1L << 32 | 1);
        assertThat(read.moreValues()).isTrue();
        assertThat(new ObservedWords().call("getpid", 39, 1, 1, 1, null).moreValues())
                .isFalse();
    }

    private static Observations seen(String type, ObservedCall... calls) {
        return new Observations(
                Architecture.X86_64,
                15,
                1,
                0,
                0,
                0,
                List.of(),
                List.of(new ObservedSubject(type, "postgres", "", "", 1, 1, List.of(calls))));
    }

    private static ObservedCall call(String name, long... values) {
        List<Long> all = new ArrayList<>();
        for (long each : values) {
            all.add(each);
        }
        return new ObservedCall(Architecture.X86_64.syscalls().named(name).number(), 1, 1, 1, all, false);
    }

    @Test
    void whatOnlyOneServerNeeds() {
        Observations one = seen("client_backend", call("socket", 1L << 32 | 1), call("symlink"));
        Observations two = seen("client_backend", call("socket", 1L << 32 | 1, 10L << 32 | 1), call("mmap", 5));
        assertThat(OnlyOnOne.of(List.of(one, two)))
                .containsExactly(
                        Map.of("client_backend", List.of("symlink")),
                        Map.of("client_backend", List.of("mmap", "socket(AF_INET6 SOCK_STREAM)")));
        assertThat(OnlyOnOne.of(List.of(one, two, two)))
                .containsExactly(Map.of("client_backend", List.of("symlink")), Map.of(), Map.of());
        assertThat(OnlyOnOne.of(List.of(one))).containsExactly(Map.of());
    }
}
