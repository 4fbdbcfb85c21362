package org.pgseccomp.bpf;

import static org.pgseccomp.bpf.Opcode.*;

import java.util.List;

/**
 * Says whether the kernel would load a program. Sources: bpf_check_classic and check_load_and_stores in {@code
 * net/core/filter.c}, seccomp_check_filter in {@code kernel/seccomp.c}.
 */
public final class ProgramChecker {
    private ProgramChecker() {}

    /**
     * Checks a program.
     *
     * @return what is wrong with it, or null if the kernel takes it
     */
    public static String problemOf(Program program) {
        List<Instruction> instructions = program.instructions();
        int length = instructions.size();
        if (length == 0 || length > MOST_INSTRUCTIONS) {
            return "it has " + length + " instructions";
        }
        // Bit i of written[p]: scratch word i is written on every way to instruction p.
        int[] written = new int[length];
        for (int p = 0; p < length; p++) {
            written[p] = 0xffff;
        }
        int memory = 0;
        for (int p = 0; p < length; p++) {
            Instruction instruction = instructions.get(p);
            memory &= written[p];
            String problem = problemOf(instruction, p, length, memory);
            if (problem != null) {
                return "instruction " + p + " " + problem;
            }
            int code = instruction.code();
            if (classOf(code) == ST || classOf(code) == STX) {
                memory |= 1 << instruction.k();
            } else if (classOf(code) == JMP && code == (JMP | JA)) {
                written[p + 1 + instruction.k()] &= memory;
                memory = 0xffff;
            } else if (classOf(code) == JMP) {
                written[p + 1 + instruction.jumpTrue()] &= memory;
                written[p + 1 + instruction.jumpFalse()] &= memory;
                memory = 0xffff;
            }
        }
        return classOf(instructions.get(length - 1).code()) == RET ? null : "it does not end with a return";
    }

    private static String problemOf(Instruction instruction, int p, int length, int memory) {
        int k = instruction.k();
        return switch (instruction.code()) {
            case LD | W | ABS ->
                k >= 0 && k < SeccompData.SIZE && (k & 3) == 0 ? null : "loads from outside of seccomp_data";
            case LD | MEM, LDX | MEM -> problemOfMemoryLoad(k, memory);
            case ST, STX -> k >= 0 && k < MEMORY_WORDS ? null : "writes outside of the scratch memory";
            case ALU | DIV | K -> k != 0 ? null : "divides by zero";
            case ALU | LSH | K, ALU | RSH | K -> k >= 0 && k < 32 ? null : "shifts by more than 31";
            case JMP | JA -> problemOfJump(k, p, length);
            case JMP | JEQ | K,
                    JMP | JEQ | X,
                    JMP | JGT | K,
                    JMP | JGT | X,
                    JMP | JGE | K,
                    JMP | JGE | X,
                    JMP | JSET | K,
                    JMP | JSET | X ->
                problemOfJump(Math.max(instruction.jumpTrue(), instruction.jumpFalse()), p, length);
            case LD | W | LEN, LDX | W | LEN, LD | IMM, LDX | IMM -> null;
            case ALU | ADD | K, ALU | ADD | X, ALU | SUB | K, ALU | SUB | X, ALU | MUL | K, ALU | MUL | X -> null;
            case ALU | DIV | X, ALU | AND | K, ALU | AND | X, ALU | OR | K, ALU | OR | X -> null;
            case ALU | XOR | K, ALU | XOR | X, ALU | LSH | X, ALU | RSH | X, ALU | NEG -> null;
            case RET | K, RET | A, MISC | TAX, MISC | TXA -> null;
            default -> "has a code that seccomp does not take: 0x" + Integer.toHexString(instruction.code());
        };
    }

    private static String problemOfMemoryLoad(int k, int memory) {
        if (k < 0 || k >= MEMORY_WORDS) {
            return "loads from outside of the scratch memory";
        }
        return (memory & (1 << k)) != 0 ? null : "loads scratch memory that is not written";
    }

    private static String problemOfJump(int distance, int p, int length) {
        return Integer.compareUnsigned(distance, length - p - 1) < 0 ? null : "jumps out of the program";
    }
}
