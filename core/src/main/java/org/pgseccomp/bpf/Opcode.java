package org.pgseccomp.bpf;

/**
 * The parts that an instruction code is made of. Source: {@code include/uapi/linux/bpf_common.h} and {@code
 * include/uapi/linux/filter.h}.
 */
final class Opcode {
    static final int LD = 0x00;
    static final int LDX = 0x01;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU = 0x04;
    static final int JMP = 0x05;
    static final int RET = 0x06;
    static final int MISC = 0x07;

    /** Size of a load: a word of four bytes, the only one that seccomp takes. */
    static final int W = 0x00;

    static final int IMM = 0x00;
    static final int ABS = 0x20;
    static final int MEM = 0x60;
    static final int LEN = 0x80;

    static final int ADD = 0x00;
    static final int SUB = 0x10;
    static final int MUL = 0x20;
    static final int DIV = 0x30;
    static final int OR = 0x40;
    static final int AND = 0x50;
    static final int LSH = 0x60;
    static final int RSH = 0x70;
    static final int NEG = 0x80;
    static final int XOR = 0xa0;

    static final int JA = 0x00;
    static final int JEQ = 0x10;
    static final int JGT = 0x20;
    static final int JGE = 0x30;
    static final int JSET = 0x40;

    /** The operand is the constant k. */
    static final int K = 0x00;
    /** The operand is the index register. */
    static final int X = 0x08;
    /** The value returned is the accumulator. */
    static final int A = 0x10;

    static final int TAX = 0x00;
    static final int TXA = 0x80;

    /** Words of scratch memory (BPF_MEMWORDS). */
    static final int MEMORY_WORDS = 16;
    /** Most instructions in a program (BPF_MAXINSNS). */
    static final int MOST_INSTRUCTIONS = 4096;

    private Opcode() {}

    static int classOf(int code) {
        return code & 0x07;
    }
}
