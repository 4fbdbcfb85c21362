package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Builds a program from its end to its beginning.
 *
 * <p>All jumps of classic BPF go forward, so that a block whose successors are all placed can be placed in front of them, and
 * every distance is known when it is needed. A label is a place, counted from the end. A conditional jump reaches 255
 * instructions; where a target is farther, an unconditional jump, whose distance has 32 bits, is put behind it on the way.
 */
final class Assembler {
    private static final int FARTHEST = 255;

    /** The program so far, last instruction first. */
    private final List<Instruction> reversed = new ArrayList<>();

    /** Places a return and answers its label. */
    int placeReturn(int value) {
        return place(Instruction.of(Opcode.RET | Opcode.K, value));
    }

    /** Places a load of a word of {@link SeccompData} that goes on at {@code next}. */
    int placeLoad(int offset, int next) {
        fallTo(next);
        return place(Instruction.of(Opcode.LD | Opcode.W | Opcode.ABS, offset));
    }

    /** Places a comparison of the accumulator with a constant. */
    int placeJump(int condition, int k, int ifTrue, int ifFalse) {
        // The far jump for "no", if it takes one, moves "yes" one place farther.
        int yes = reachable(ifTrue, 1);
        int no = reachable(ifFalse, 0);
        return place(new Instruction(Opcode.JMP | condition | Opcode.K, distanceTo(yes), distanceTo(no), k));
    }

    Program program() {
        List<Instruction> instructions = new ArrayList<>(reversed);
        Collections.reverse(instructions);
        return new Program(instructions);
    }

    /** How many instructions lie between the next one placed and a label. */
    private int distanceTo(int label) {
        return reversed.size() - label;
    }

    private int place(Instruction instruction) {
        reversed.add(instruction);
        return reversed.size();
    }

    /** A label from which the target is reached, near enough even if {@code still} more instructions come between. */
    private int reachable(int target, int still) {
        return distanceTo(target) + still > FARTHEST ? placeFarJump(target) : target;
    }

    private int placeFarJump(int target) {
        return place(Instruction.of(Opcode.JMP | Opcode.JA, distanceTo(target)));
    }

    private void fallTo(int next) {
        if (distanceTo(next) != 0) {
            placeFarJump(next);
        }
    }
}
