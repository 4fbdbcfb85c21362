package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Distances around 255, the farthest that a conditional jump of classic BPF reaches. */
class AssemblerTest {
    private static final int ARCH = 0xC000003E;

    /** A jump on number 7 with {@code between} instructions between it and the first of its two targets. */
    private static Program jumpOver(int between, int spacing, boolean nearIsYes) {
        Assembler assembler = new Assembler(Handler.ANYWHERE, false);
        int far = assembler.placeReturn(2);
        for (int i = 0; i < spacing; i++) {
            assembler.placeReturn(99);
        }
        int near = assembler.placeReturn(1);
        int next = near;
        for (int i = 0; i < between; i++) {
            next = assembler.placeReturn(99);
        }
        assertThat(next).isPositive();
        int jump = nearIsYes
                ? assembler.placeJump(Opcode.JEQ, 7, near, far)
                : assembler.placeJump(Opcode.JEQ, 7, far, near);
        assembler.placeLoad(SeccompData.NUMBER_OFFSET, jump);
        return assembler.program();
    }

    @Test
    void bothTargetsAreReachedAtEveryDistance() {
        for (int between = 0; between <= 262; between += between == 3 ? 240 : 1) {
            for (int spacing = 0; spacing <= 262; spacing += spacing == 12 ? 230 : 1) {
                for (boolean nearIsYes : new boolean[] {true, false}) {
                    Program program = jumpOver(between, spacing, nearIsYes);
                    String label = between + " between, spacing " + spacing + ", near is yes: " + nearIsYes;
                    assertThat(ProgramChecker.problemOf(program)).as(label).isNull();
                    assertThat(Interpreter.run(program, new SeccompData(7, ARCH)))
                            .as(label)
                            .isEqualTo(nearIsYes ? 1 : 2);
                    assertThat(Interpreter.run(program, new SeccompData(8, ARCH)))
                            .as(label)
                            .isEqualTo(nearIsYes ? 2 : 1);
                }
            }
        }
    }

    @Test
    void aDistanceOf255NeedsNoFarJump() {
        assertThat(jumpOver(0, 254, true).instructions()).hasSize(2 + 256);
        assertThat(jumpOver(0, 255, true).instructions()).hasSize(3 + 257);
    }

    @Test
    void aLoadReachesABlockThatIsNotTheNext() {
        Assembler assembler = new Assembler(Handler.ANYWHERE, false);
        int target = assembler.placeReturn(1);
        assembler.placeReturn(2);
        assembler.placeLoad(SeccompData.NUMBER_OFFSET, target);
        assertThat(assembler.program().toString()).isEqualTo("""
                   0  load nr
                   1  goto 3
                   2  return 0x2
                   3  return 0x1
                """);
        assertThat(Interpreter.run(assembler.program(), new SeccompData(0, ARCH)))
                .isEqualTo(1);
    }
}
