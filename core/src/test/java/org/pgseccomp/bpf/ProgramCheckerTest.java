package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes are written as numbers here, so that a wrong constant in the code under test is not repeated. */
class ProgramCheckerTest {
    /** The cases of seccomp_check_filter in the kernel's kernel/seccomp.c, in its order. */
    private static final Set<Integer> TAKEN = Set.of(
            0x20, 0x80, 0x81, 0x06, 0x16, 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x54, 0x5c, 0x44, 0x4c, 0xa4,
            0xac, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0x00, 0x01, 0x07, 0x87, 0x60, 0x61, 0x02, 0x03, 0x05, 0x15, 0x1d, 0x35,
            0x3d, 0x25, 0x2d, 0x45, 0x4d);

    private static final Instruction RETURN = new Instruction(0x06, 0, 0, 0);

    private static Instruction of(int code, int k) {
        return new Instruction(code, 0, 0, k);
    }

    private static Instruction ifZero(int jumpTrue, int jumpFalse) {
        return new Instruction(0x15, jumpTrue, jumpFalse, 0);
    }

    private static Instruction go(int distance) {
        return of(0x05, distance);
    }

    private static Instruction store(int word) {
        return of(0x02, word);
    }

    private static Instruction read(int word) {
        return of(0x60, word);
    }

    private static String problemOf(Instruction... instructions) {
        return ProgramChecker.problemOf(new Program(List.of(instructions)));
    }

    @Test
    void exactlyTheCodesThatSeccompTakesAreTaken() {
        for (int code = 0; code <= 0xffff; code++) {
            // Word 0 is written and 4 is a good constant, shift, distance and offset for every code.
            List<Instruction> instructions = new ArrayList<>(List.of(store(0), store(4), of(code, 4)));
            instructions.addAll(Collections.nCopies(5, RETURN));
            String problem = ProgramChecker.problemOf(new Program(instructions));
            if (TAKEN.contains(code) != (problem == null)) {
                assertThat(problem).as("code 0x%x", code).isEqualTo(TAKEN.contains(code) ? null : "a problem");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, -1, 1, 2, 3, 5, 61, 62, 63, 64, 68, 0x7ffffffc, 0x80000000})
    void loadsThatAreNotAlignedOrNotInsideAreRefused(int offset) {
        assertThat(problemOf(of(0x20, offset), RETURN)).contains("instruction 0", "outside of seccomp_data");
    }

    @Test
    void everyAlignedWordIsTaken() {
        for (int offset = 0; offset < 64; offset += 4) {
            assertThat(problemOf(of(0x20, offset), RETURN)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x02, 0x03, 0x60, 0x61})
    void thereAreSixteenWordsOfScratchMemory(int code) {
        List<Instruction> written = new ArrayList<>();
        for (int word = 0; word < 16; word++) {
            written.add(store(word));
        }
        for (int word : new int[] {-1, 0, 15, 16, 32, 0x80000000}) {
            List<Instruction> instructions = new ArrayList<>(written);
            instructions.addAll(List.of(of(code, word), RETURN));
            assertThat(ProgramChecker.problemOf(new Program(instructions)) == null)
                    .as("word %d", word)
                    .isEqualTo(word >= 0 && word < 16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x64, 0x74})
    void constantShiftsEndAt31(int code) {
        assertThat(problemOf(of(code, 31), RETURN)).isNull();
        assertThat(problemOf(of(code, 32), RETURN)).contains("shifts");
        assertThat(problemOf(of(code, -1), RETURN)).contains("shifts");
    }

    @Test
    void aConstantDivisorIsNotZero() {
        assertThat(problemOf(of(0x34, 0), RETURN)).contains("divides by zero");
        assertThat(problemOf(of(0x34, -1), RETURN)).isNull();
        assertThat(problemOf(of(0x3c, 0), RETURN)).isNull();
    }

    @Test
    void jumpsEndAtTheLastInstruction() {
        assertThat(problemOf(go(1), RETURN, RETURN)).isNull();
        assertThat(problemOf(go(2), RETURN, RETURN)).contains("instruction 0 jumps out");
        assertThat(problemOf(go(-1), RETURN, RETURN)).contains("jumps out");
        assertThat(problemOf(go(0x80000000), RETURN, RETURN)).contains("jumps out");
        for (int code : new int[] {0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d}) {
            assertThat(problemOf(new Instruction(code, 1, 1, 0), RETURN, RETURN))
                    .isNull();
            assertThat(problemOf(new Instruction(code, 2, 0, 0), RETURN, RETURN))
                    .contains("jumps out");
            assertThat(problemOf(new Instruction(code, 0, 2, 0), RETURN, RETURN))
                    .contains("jumps out");
        }
    }

    static Stream<Arguments> memory() {
        return Stream.of(
                arguments("straight", true, List.of(store(1), read(1), RETURN)),
                arguments("X", true, List.of(of(0x03, 1), of(0x61, 1), RETURN)),
                arguments("another word", false, List.of(store(1), read(2), RETURN)),
                arguments("too late", false, List.of(read(1), store(1), RETURN)),
                arguments("skipped by yes", false, List.of(ifZero(1, 0), store(1), read(1), RETURN)),
                arguments("skipped by no", false, List.of(ifZero(0, 1), store(1), read(1), RETURN)),
                arguments("skipped by goto", false, List.of(go(1), store(1), read(1), RETURN)),
                arguments("both ways", true, List.of(ifZero(0, 2), store(1), go(1), of(0x03, 1), read(1), RETURN)),
                arguments(
                        "only the way of the goto",
                        false,
                        List.of(ifZero(0, 2), store(1), go(1), store(2), read(1), RETURN)),
                arguments(
                        "only the way that falls in",
                        false,
                        List.of(ifZero(0, 2), store(2), go(1), store(1), read(1), RETURN)),
                arguments("before the fork", true, List.of(store(1), ifZero(1, 0), RETURN, read(1), RETURN)),
                // The kernel reads on from a return to the next instruction.
                arguments(
                        "behind a return that no written way passes",
                        false,
                        List.of(ifZero(0, 2), store(1), go(1), RETURN, read(1), RETURN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("memory")
    void scratchMemoryIsWrittenBeforeItIsRead(String name, boolean taken, List<Instruction> instructions) {
        String problem = ProgramChecker.problemOf(new Program(instructions));
        if (taken) {
            assertThat(problem).as(name).isNull();
        } else {
            assertThat(problem).as(name).contains("scratch memory that is not written");
        }
    }

    @Test
    void theLastInstructionReturns() {
        assertThat(problemOf(RETURN)).isNull();
        assertThat(problemOf(of(0x16, 0))).isNull();
        assertThat(problemOf(RETURN, of(0x00, 1))).isEqualTo("it does not end with a return");
    }

    @Test
    void aProgramHas1To4096Instructions() {
        Instruction[] longest = new Instruction[4096];
        Arrays.fill(longest, RETURN);
        assertThat(problemOf(longest)).isNull();
        assertThat(ProgramChecker.problemOf(new Program(Collections.nCopies(4097, RETURN))))
                .contains("4097");
        assertThat(problemOf()).contains("0 instructions");
    }
}
