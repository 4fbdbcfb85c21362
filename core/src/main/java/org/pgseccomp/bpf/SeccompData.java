package org.pgseccomp.bpf;

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

    int wordAt(int offset) {
        return words[offset >>> 2];
    }
}
