package org.pgseccomp.bpf;

import static org.pgseccomp.bpf.Opcode.*;

import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** The text form of a program. */
final class Disassembler {
    private Disassembler() {}

    static String text(Program program, Architecture architecture) {
        StringBuilder text = new StringBuilder();
        List<Instruction> instructions = program.instructions();
        boolean[] mayHaveOther = otherThanNumber(instructions);
        for (int p = 0; p < instructions.size(); p++) {
            append(text, instructions.get(p), p);
            if (architecture != null && !mayHaveOther[p]) {
                appendName(text, instructions.get(p), architecture);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Instruction instruction, int p) {
        pad(text, p).append("  ");
        int code = instruction.code();
        int k = instruction.k();
        if (code == (LD | W | ABS) && k == SeccompData.NUMBER_OFFSET) {
            text.append("load nr");
        } else if (code == (LD | W | ABS) && k == SeccompData.ARCHITECTURE_OFFSET) {
            text.append("load arch");
        } else if (code == (LD | W | ABS) && k == SeccompData.POINTER_LOW_OFFSET) {
            text.append("load low half of instruction pointer");
        } else if (code == (LD | W | ABS) && k == SeccompData.POINTER_HIGH_OFFSET) {
            text.append("load high half of instruction pointer");
        } else if (code == (LD | W | ABS) && k > SeccompData.POINTER_HIGH_OFFSET && k < SeccompData.SIZE) {
            int word = (k - SeccompData.POINTER_HIGH_OFFSET) / 4 - 1;
            text.append("load ")
                    .append((word & 1) == 0 ? "first" : "second")
                    .append(" word of arg")
                    .append(word >> 1);
        } else if (code == (ALU | AND | K)) {
            text.append("and ");
            constant(text, k);
        } else if (code == (RET | K)) {
            text.append("return ").append(Verdict.nameOf(k));
        } else if (code == (JMP | JA)) {
            text.append("goto ").append(p + 1 + k);
        } else if (classOf(code) == JMP && (code & X) == 0) {
            text.append("if ").append(comparison(code)).append(' ');
            constant(text, k);
            text.append(" goto ").append(p + 1 + instruction.jumpTrue());
            text.append(" else ").append(p + 1 + instruction.jumpFalse());
        } else {
            text.append("code 0x").append(Integer.toHexString(code));
            text.append(" k 0x").append(Integer.toHexString(k));
        }
    }

    /** For each instruction, whether the accumulator may have something else than the number of the call before it runs. Jumps go forward only. */
    private static boolean[] otherThanNumber(List<Instruction> instructions) {
        int size = instructions.size();
        boolean[] others = new boolean[size];
        for (int p = 0; p < size; p++) {
            Instruction instruction = instructions.get(p);
            int code = instruction.code();
            boolean isJump = classOf(code) == JMP;
            boolean loadsNumber = code == (LD | W | ABS) && instruction.k() == SeccompData.NUMBER_OFFSET;
            boolean hasOther = isJump ? others[p] : !loadsNumber;
            if (code == (JMP | JA)) {
                mark(others, p + 1 + instruction.k(), hasOther);
            } else if (isJump) {
                mark(others, p + 1 + instruction.jumpTrue(), hasOther);
                mark(others, p + 1 + instruction.jumpFalse(), hasOther);
            } else if (classOf(code) != RET) {
                mark(others, p + 1, hasOther);
            }
        }
        return others;
    }

    private static void mark(boolean[] others, int p, boolean hasOther) {
        if (hasOther && p >= 0 && p < others.length) {
            others[p] = true;
        }
    }

    /** What a comparison is with: the call of that number; none has a number as high as an architecture's word. */
    private static void appendName(StringBuilder text, Instruction instruction, Architecture architecture) {
        if (classOf(instruction.code()) == JMP && instruction.code() != (JMP | JA)) {
            Syscall syscall = architecture.syscalls().numbered(instruction.k());
            if (syscall != null) {
                text.append("   # ").append(syscall.name());
            }
        }
    }

    private static String comparison(int code) {
        return switch (code & 0xf0) {
            case JEQ -> "==";
            case JGT -> ">";
            case JGE -> ">=";
            default -> "&";
        };
    }

    private static void constant(StringBuilder text, int k) {
        if (k >= 0 && k < 0x10000) {
            text.append(k);
        } else {
            text.append("0x").append(Integer.toHexString(k));
        }
    }

    private static StringBuilder pad(StringBuilder text, int number) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < 4; i++) {
            text.append(' ');
        }
        return text.append(digits);
    }
}
