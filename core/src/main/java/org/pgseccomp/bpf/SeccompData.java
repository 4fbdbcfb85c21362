package org.pgseccomp.bpf;

import org.pgseccomp.syscall.Architecture;

/**
 * What a program looks at, {@code struct seccomp_data} of {@code include/uapi/linux/seccomp.h}, as the sixteen words that
 * loads can reach: number, architecture, instruction pointer (2 words), six arguments (2 words each).
 */
public final class SeccompData {
    /** Size in bytes. */
    public static final int SIZE = 64;

    static final int NUMBER_OFFSET = 0;
    static final int ARCHITECTURE_OFFSET = 4;
    /** The lower half of the instruction pointer, on the little-endian architectures that have a handler. */
    static final int POINTER_LOW_OFFSET = 8;

    static final int POINTER_HIGH_OFFSET = 12;

    private static final int ARGUMENTS_OFFSET = 16;

    private final int[] words = new int[SIZE / 4];

    /** A call whose instruction pointer and arguments are 0. */
    public SeccompData(int number, int auditArch) {
        words[0] = number;
        words[1] = auditArch;
    }

    /** A call made at an address. */
    public SeccompData(int number, int auditArch, long pointer) {
        this(number, auditArch);
        words[2] = (int) pointer;
        words[3] = (int) (pointer >>> 32);
    }

    /** The same call with an argument; 0 is the first one. */
    public SeccompData withArgument(Architecture architecture, int argument, long value) {
        words[argumentLow(architecture, argument) >>> 2] = (int) value;
        words[argumentHigh(architecture, argument) >>> 2] = (int) (value >>> 32);
        return this;
    }

    /** The lower half of an argument; 0 is the first one. */
    static int argumentLow(Architecture architecture, int argument) {
        return ARGUMENTS_OFFSET + 8 * argument + (architecture.isBigEndian() ? 4 : 0);
    }

    /** The upper half of an argument. */
    static int argumentHigh(Architecture architecture, int argument) {
        return ARGUMENTS_OFFSET + 8 * argument + (architecture.isBigEndian() ? 0 : 4);
    }

    int wordAt(int offset) {
        return words[offset >>> 2];
    }
}
