package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are written from known elements, so that what they have to be read as is known without reading them. */
class GeneratedListsTest {
    private static final String SPACES = " \t\n\r\f";
    private static final String PLAIN = "abcxyzABCXYZ019_-*.'\u0001\u007f\u0080\u00e9\u00ff";
    private static final String QUOTED = PLAIN + ", \t\n\"\"";

    private static String randomText(Random random, String alphabet, int shortest, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = shortest + random.nextInt(longest - shortest + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String foldedByHand(String text) {
        return text.replace('A', 'a')
                .replace('B', 'b')
                .replace('C', 'c')
                .replace('X', 'x')
                .replace('Y', 'y')
                .replace('Z', 'z');
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            List<IdentifierList.Element> expected = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int ordinal = 1; ordinal <= count; ordinal++) {
                text.append(ordinal == 1 ? "" : ",").append(randomText(random, SPACES, 0, 3));
                int position = text.length() + 1;
                boolean quoted = random.nextBoolean();
                String name = quoted ? randomText(random, QUOTED, 0, 6) : randomText(random, PLAIN, 1, 6);
                text.append(quoted ? "\"" + name.replace("\"", "\"\"") + "\"" : name);
                text.append(randomText(random, SPACES, 0, 3));
                expected.add(new IdentifierList.Element(quoted ? name : foldedByHand(name), ordinal, position, quoted));
            }
            IdentifierList list = IdentifierList.parse(text.toString());
            assertThat(list.error()).as("seed %d", seed).isNull();
            assertThat(list.elements()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Every element of the list is right but one, whose kind, place and ordinal the error has to tell. */
    @ParameterizedTest
    @ValueSource(strings = {"is empty", "is not followed by a comma", "has no closing quote"})
    void theOneMistakeIsFoundWhereItIs(String mistake) {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            int before = random.nextInt(6);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < before; i++) {
                text.append("name").append(i).append(randomText(random, SPACES, 0, 2));
                text.append(',').append(randomText(random, SPACES, 0, 2));
            }
            int position = text.length() + 1;
            switch (mistake) {
                case "is empty" -> text.append(",read");
                case "is not followed by a comma" -> text.append("read write, close");
                default -> text.append("\"read, write");
            }
            assertThat(IdentifierList.parse(text.toString()).error())
                    .as("seed %d", seed)
                    .isEqualTo(new IdentifierList.SyntaxError(mistake, before + 1, position));
        }
    }

    @Test
    void garbageIsReadOrRefusedButNeverBoth() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            String text = randomText(random, "aZ,, \"\"\t\u00ff", 0, 12);
            IdentifierList list = IdentifierList.parse(text);
            if (list.error() != null) {
                assertThat(list.elements()).as("seed %d", seed).isEmpty();
                assertThat(list.error().position()).as("seed %d", seed).isBetween(1, text.length() + 1);
            } else {
                int previous = 0;
                for (IdentifierList.Element element : list.elements()) {
                    assertThat(element.position()).as("seed %d", seed).isGreaterThan(previous);
                    previous = element.position();
                }
            }
        }
    }
}
