package org.pgseccomp.extension.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What the long run calls growing, and what it calls adding up. */
class JudgementTest {
    private static final List<String> BALANCED = List.of("provoked denied 3 3", "counted denied 3");

    /** Five minutes, a sample each two seconds. */
    private static List<String> complaints(String kind, IntToDoubleFunction values) {
        List<String> lines = new ArrayList<>(BALANCED);
        for (int i = 0; i < 150; i++) {
            lines.add("value " + 2 * i + " postmaster " + kind + " " + values.applyAsDouble(i));
        }
        return Judgement.of(lines).complaints();
    }

    @Test
    void whatStaysIsFlat() {
        for (Kind kind : Kind.values()) {
            assertThat(complaints(kind.toString(), i -> 0)).as(kind.toString()).isEmpty();
        }
    }

    @Test
    void memoryThatGrowsDuringTheWarmUpAloneIsFlat() {
        assertThat(complaints("memory", i -> Math.min(10_000, 1_000 + 500 * i))).isEmpty();
    }

    @Test
    void memoryThatGoesUpAndDownIsFlat() {
        assertThat(complaints("memory", i -> 10_000 + 400 * Math.sin(i))).isEmpty();
    }

    @Test
    void memoryWithOnePeakIsFlat() {
        assertThat(complaints("memory", i -> i == 149 ? 90_000 : 10_000)).isEmpty();
    }

    @Test
    void aHeapThatGetsSomePagesMoreIsFlatAndOneThatGetsThemAgainAndAgainIsNot() {
        assertThat(complaints("mapped", i -> i < 60 ? 285_316 : 285_580)).isEmpty();
        assertThat(complaints("mapped", i -> 285_316 + 132 * (i / 20))).hasSize(1);
    }

    @Test
    void memoryThatGrowsAPageASecondIsSaidWithItsSlope() {
        assertThat(complaints("memory", i -> 10_000 + 8 * i + 300 * Math.sin(i)))
                .singleElement()
                .asString()
                .matches(
                        "postmaster: memory \\(kB\\) grows: first 10000, .* \\+144\\d\\d\\.\\d an hour after the warm-up");
    }

    @Test
    void processesOfDifferentSizesThatTakeEachOthersPlaceAreFlat() {
        assertThat(complaints("resident", i -> i / 25 % 2 == 0 ? 4_200 : 4_870)).isEmpty();
        assertThat(complaints("resident", i -> (i / 25 % 2 == 0 ? 4_200 : 4_870) + 10 * i))
                .hasSize(1);
    }

    @Test
    void aLeakedDescriptorIsFoundBetweenPeaks() {
        assertThat(complaints("descriptors", i -> 20 + (i % 7 == 0 ? 5 : 0))).isEmpty();
        assertThat(complaints("descriptors", i -> 20 + (i % 7 == 0 ? 5 : 0) + (i < 75 ? 0 : 1)))
                .singleElement()
                .asString()
                .startsWith("postmaster: descriptors grows: first 25, ");
    }

    @Test
    void aDescriptorThatIsClosedAgainIsNoLeak() {
        assertThat(complaints("descriptors", i -> i > 60 && i < 140 ? 30 : 20)).isEmpty();
    }

    @Test
    void oneZombieIsTooMany() {
        assertThat(complaints("zombies", i -> i == 70 ? 1 : 0))
                .containsExactly("postmaster: up to 1 children have ended and nobody has waited for them");
    }

    @Test
    void aFilterMoreThanBeforeIsSaid() {
        assertThat(complaints("filters", i -> i < 100 ? 1 : 2)).hasSize(1);
    }

    @Test
    void countsMustLieBetweenTheLeastAndTheMostOfAllThatWasProvoked() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lines.add("value " + i + " postmaster filters 1");
            lines.add("provoked calm:warned 100 101");
        }
        for (int counted : new int[] {1000, 1005, 1010}) {
            assertThat(with(lines, "counted calm:warned " + counted).complaints())
                    .isEmpty();
        }
        for (int counted : new int[] {999, 1011}) {
            assertThat(with(lines, "counted calm:warned " + counted).complaints())
                    .containsExactly("calm:warned: the load provoked 1000 to 1010, and " + counted + " were counted");
        }
        assertThat(with(lines, "counted calm:other 1").complaints())
                .containsExactly(
                        "calm:other: the load provoked 0, and 1 were counted",
                        "calm:warned: the load provoked 1000 to 1010, and 0 were counted");
    }

    private static Judgement with(List<String> lines, String further) {
        List<String> all = new ArrayList<>(lines);
        all.add(further);
        return Judgement.of(all);
    }

    @Test
    void aRunThatWasHardlyWatchedIsNotJudged() {
        assertThat(Judgement.of(List.of()).complaints())
                .containsExactly("nothing was measured, or nothing was provoked");
        assertThat(with(BALANCED, "value 1 postmaster filters 1").complaints())
                .containsExactly("postmaster: filters: 1 measurements are too few to judge");
    }

    @Test
    void aLineThatIsNoMeasurementIsNamed() {
        for (String line :
                List.of("", "value 1 postmaster filters", "value 1 postmaster sorrows 1", "provoked a 1 x")) {
            assertThatThrownBy(() -> Judgement.of(List.of(line))).hasMessage("not a measurement: " + line);
        }
    }

    @Test
    void theTableHasFirstMedianLastAndSlopeOfEach() {
        List<String> lines = new ArrayList<>(BALANCED);
        for (int i = 0; i <= 10; i++) {
            lines.add("value " + i + " postmaster memory " + (100 + i));
        }
        assertThat(Judgement.of(lines).table().replaceAll(" +", " "))
                .contains("postmaster memory 100 105 110 +3600.0\n")
                .contains("denied 3 3\n");
    }
}
