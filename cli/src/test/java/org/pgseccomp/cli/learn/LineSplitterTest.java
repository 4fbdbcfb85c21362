package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    private static final int MAX_LINE = 50;

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(30);
        for (int i = 0; i < lines; i++) {
            int length = random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(20);
            for (int j = 0; j < length; j++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append('\n');
        }
        return random.nextBoolean() && text.length() > 0 ? text.substring(0, text.length() - 1) : text.toString();
    }

    /** The lines, and # for one that is too long. */
    private static List<String> split(String text, Random random, int... ends) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        List<String> lines = new ArrayList<>();
        Observations observations = new Observations();
        LineSplitter splitter = new LineSplitter(
                (b, from, to) -> {
                    assertThat(b[to]).isEqualTo((byte) '\n');
                    assertThat(b.length - to).isGreaterThan(Bytes.PADDING);
                    lines.add(Bytes.text(b, from, to));
                    return LineKind.OTHER;
                },
                observations,
                MAX_LINE);
        int start = 0;
        for (int end : ends) {
            int begin = Math.max(0, start - 1);
            long damaged = observations.lines(LineKind.DAMAGED);
            try {
                splitter.split(
                        new BlockInput() {
                            private int at = begin;

                            @Override
                            public int read(byte[] b, int from, int length) {
                                int got = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(30));
                                if (got <= 0) {
                                    return -1;
                                }
                                System.arraycopy(bytes, at, b, from, got);
                                at += got;
                                return got;
                            }
                        },
                        start,
                        end);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            for (long i = damaged; i < observations.lines(LineKind.DAMAGED); i++) {
                lines.add("#");
            }
            start = end;
        }
        assertThat(observations.linesRead()).isEqualTo(lines.size());
        return lines;
    }

    private static List<String> expected(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(line.length() >= MAX_LINE ? "#" : line));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLineComesOnceHoweverTheTextIsCut(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String text = text(random);
            int first = random.nextInt(text.length() + 1);
            int second = first + random.nextInt(text.length() - first + 1);
            assertThat(split(text, random, text.length())).as(text).containsExactlyInAnyOrderElementsOf(expected(text));
            if (first > 0 && second > first && text.length() > second) {
                assertThat(split(text, random, first, second, text.length()))
                        .as("%s, cut at %s and %s", text, first, second)
                        .containsExactlyInAnyOrderElementsOf(expected(text));
            }
        }
    }

    @Test
    void anEmptyTextHasNoLines() {
        assertThat(split("", new Random(1), 0)).isEmpty();
        assertThat(split("", new Random(1), 10)).isEmpty();
    }
}
