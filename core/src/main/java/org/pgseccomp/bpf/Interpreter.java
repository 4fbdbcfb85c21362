package org.pgseccomp.bpf;

import static org.pgseccomp.bpf.Opcode.*;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program as the kernel runs it for seccomp: every code that {@link ProgramChecker} accepts, with the kernel's
 * arithmetic (unsigned, 32 bits). Two corners: a division by the index register 0 ends the program with 0
 * ({@code SECCOMP_RET_KILL_THREAD}), and a shift by the index register uses its low five bits, both since classic programs
 * are translated to eBPF (bpf_convert_filter in {@code net/core/filter.c}).
 *
 * <p>For tests and tools. In the server the C adapter has an interpreter of its own, which shares nothing with this one.
 */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Runs a program.
     *
     * @return the value that it returns, one of {@code SECCOMP_RET_*} with its data
     * @throws IllegalArgumentException if the kernel would not load the program
     */
    public static int run(Program program, SeccompData data) {
        String problem = ProgramChecker.problemOf(program);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return runChecked(program.instructions(), data);
    }

    /**
     * How many instructions the program executes.
     *
     * @throws IllegalArgumentException if the kernel would not load the program
     */
    public static int steps(Program program, SeccompData data) {
        String problem = ProgramChecker.problemOf(program);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        int[] steps = new int[1];
        runChecked(program.instructions(), data, steps);
        return steps[0];
    }

    /**
     * The instructions that the program executes, by their numbers, in their order.
     *
     * @throws IllegalArgumentException if the kernel would not load the program
     */
    public static List<Integer> path(Program program, SeccompData data) {
        String problem = ProgramChecker.problemOf(program);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        // Jumps lead forward only: none is executed twice.
        int[] steps = new int[program.instructions().size() + 1];
        runChecked(program.instructions(), data, steps);
        List<Integer> path = new ArrayList<>();
        for (int i = 1; i <= steps[0]; i++) {
            path.add(steps[i]);
        }
        return path;
    }

    /** Runs a program that {@link ProgramChecker} has accepted; loops over many calls check it once. */
    static int runChecked(List<Instruction> instructions, SeccompData data) {
        return runChecked(instructions, data, new int[1]);
    }

    private static int runChecked(List<Instruction> instructions, SeccompData data, int[] steps) {
        int[] memory = new int[MEMORY_WORDS];
        int a = 0;
        int x = 0;
        int p = 0;
        while (true) {
            Instruction instruction = instructions.get(p);
            steps[0]++;
            if (steps.length > steps[0]) {
                steps[steps[0]] = p;
            }
            p++;
            int code = instruction.code();
            int k = instruction.k();
            int operand = (code & X) != 0 ? x : k;
            switch (classOf(code)) {
                case LD -> a = loaded(code, k, memory, data);
                case LDX -> x = loaded(code, k, memory, data);
                case ST -> memory[k] = a;
                case STX -> memory[k] = x;
                case ALU -> {
                    if (code == (ALU | DIV | X) && x == 0) {
                        return 0;
                    }
                    a = calculated(code & 0xf0, a, operand);
                }
                case JMP -> {
                    if (code == (JMP | JA)) {
                        p += k;
                    } else {
                        p += holds(code & 0xf0, a, operand) ? instruction.jumpTrue() : instruction.jumpFalse();
                    }
                }
                case RET -> {
                    return code == (RET | A) ? a : k;
                }
                default -> {
                    if (code == (MISC | TAX)) {
                        x = a;
                    } else {
                        a = x;
                    }
                }
            }
        }
    }

    private static int loaded(int code, int k, int[] memory, SeccompData data) {
        return switch (code & 0xe0) {
            case ABS -> data.wordAt(k);
            case MEM -> memory[k];
            case LEN -> SeccompData.SIZE;
            default -> k;
        };
    }

    private static int calculated(int operation, int a, int operand) {
        return switch (operation) {
            case ADD -> a + operand;
            case SUB -> a - operand;
            case MUL -> a * operand;
            case DIV -> Integer.divideUnsigned(a, operand);
            case OR -> a | operand;
            case AND -> a & operand;
            case LSH -> a << operand;
            case RSH -> a >>> operand;
            case XOR -> a ^ operand;
            default -> -a;
        };
    }

    private static boolean holds(int condition, int a, int operand) {
        return switch (condition) {
            case JEQ -> a == operand;
            case JGT -> Integer.compareUnsigned(a, operand) > 0;
            case JGE -> Integer.compareUnsigned(a, operand) >= 0;
            default -> (a & operand) != 0;
        };
    }
}
