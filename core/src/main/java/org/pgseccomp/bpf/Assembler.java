package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Builds a program from its end to its beginning.
 *
 * <p>All jumps of classic BPF go forward, so that a block whose successors are all placed can be placed in front of them, and
 * every distance is known when it is needed. A label is a place, counted from the end, or stands for a return of some value,
 * wherever that is ({@link #returning}). A conditional jump reaches 255 instructions. Where a place is farther, an unconditional
 * jump, whose distance has 32 bits, is put behind it on the way; where a return is farther, another one is put there, which takes
 * as much room and one step less.
 */
final class Assembler {
    private static final int FARTHEST = 255;

    /** The program so far, last instruction first. */
    private final List<Instruction> reversed = new ArrayList<>();

    /** What a return takes at most, see {@link #placeAnswer}. */
    private static final int LONGEST_RETURN = 12;

    private final Handler handler;
    private final boolean asksForPlace;

    /** The answers that are returned, each once. */
    private final List<Answer> answers = new ArrayList<>();

    /** For each answer the label of the return that was placed last, 0 where there is none. */
    private int[] returns = new int[16];

    /**
     * Begins a program.
     *
     * @param handler who makes the answers that are left to a handler
     * @param asksForPlace whether there are processes without that handler, whose calls are told apart by their place
     */
    Assembler(Handler handler, boolean asksForPlace) {
        this.handler = handler;
        this.asksForPlace = asksForPlace;
    }

    /** The label of a return with the value of an answer. It is placed where it is needed. */
    int returning(Answer answer) {
        int known = answers.indexOf(answer);
        if (known >= 0) {
            return -1 - known;
        }
        answers.add(answer);
        if (answers.size() > returns.length) {
            returns = Arrays.copyOf(returns, 2 * returns.length);
        }
        return -answers.size();
    }

    /** Places a return and answers its label. */
    int placeReturn(int value) {
        return place(Instruction.of(Opcode.RET | Opcode.K, value));
    }

    /** Places a load of a word of {@link SeccompData} that goes on at {@code next}. */
    int placeLoad(int offset, int next) {
        fallTo(next < 0 ? reachableReturn(next, 0) : next);
        return place(Instruction.of(Opcode.LD | Opcode.W | Opcode.ABS, offset));
    }

    /** Places what leaves only some bits of the accumulator and goes on at {@code next}. */
    int placeMask(int mask, int next) {
        fallTo(next < 0 ? reachableReturn(next, 0) : next);
        return place(Instruction.of(Opcode.ALU | Opcode.AND | Opcode.K, mask));
    }

    /** Places a comparison of the accumulator with a constant. */
    int placeJump(int condition, int k, int ifTrue, int ifFalse) {
        // What is placed for "no", if anything is, moves "yes" farther.
        int yes = reachable(ifTrue, asksForPlace || handler.repeats() ? LONGEST_RETURN : 1);
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
        if (target < 0) {
            return reachableReturn(target, still);
        }
        return distanceTo(target) + still > FARTHEST ? placeFarJump(target) : target;
    }

    private int reachableReturn(int target, int still) {
        int answer = -1 - target;
        if (returns[answer] == 0 || distanceTo(returns[answer]) + still > FARTHEST) {
            returns[answer] = placeAnswer(answers.get(answer));
        }
        return returns[answer];
    }

    /**
     * Places the return of an answer; of one that is the handler's, behind the question whether there is a handler, and of a warning, behind
     * the question whether the handler makes the call.
     */
    private int placeAnswer(Answer answer) {
        int label = answer.isHandled() && asksForPlace ? placeHandled(answer) : placeReturn(answer.value());
        return answer.passesAtGate() && handler.repeats() ? placeGate(label) : label;
    }

    private int placeHandled(Answer answer) {
        int handled = placeReturn(answer.value());
        int unhandled = placeReturn(answer.unhandled().value());
        int next = placeJump(Opcode.JGE, (int) handler.to(), unhandled, handled);
        next = placeJump(Opcode.JGE, (int) handler.from(), next, unhandled);
        next = placeLoad(SeccompData.POINTER_LOW_OFFSET, next);
        next = placeJump(Opcode.JEQ, (int) (handler.from() >>> 32), next, unhandled);
        return placeLoad(SeccompData.POINTER_HIGH_OFFSET, next);
    }

    private int placeGate(int otherwise) {
        int passes = placeReturn(Verdict.ALLOW);
        int next = placeJump(Opcode.JEQ, (int) handler.gate(), passes, otherwise);
        next = placeLoad(SeccompData.POINTER_LOW_OFFSET, next);
        next = placeJump(Opcode.JEQ, (int) (handler.gate() >>> 32), next, otherwise);
        return placeLoad(SeccompData.POINTER_HIGH_OFFSET, next);
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
