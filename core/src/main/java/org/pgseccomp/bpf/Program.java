package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.syscall.Architecture;

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
        return Disassembler.text(this, null);
    }

    /** The text form with the names of the numbers that are compared with, as an architecture has them. */
    public String toString(Architecture architecture) {
        return Disassembler.text(this, architecture);
    }
}
