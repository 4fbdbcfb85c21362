package org.pgseccomp.bpf;

import java.util.List;

/**
 * A program of classic BPF. Immutable. Its text form is meant for people and for golden tests: one numbered instruction a
 * line, jumps by the number that they go to.
 */
public record Program(List<Instruction> instructions) {
    /** Copies the instructions. */
    public Program {
        instructions = List.copyOf(instructions);
    }

    @Override
    public String toString() {
        return Disassembler.text(this);
    }
}
