package org.pgseccomp.syscall;

/** What a system call takes in one of its registers. */
public enum ParameterKind {
    /** A pointer to memory of the process, or to code. */
    POINTER('p', 64, false),
    /** A number of 64 bits that may be an address of the process: always, or when another argument says so. */
    ADDRESS('a', 64, false),
    /** {@code int}, or a {@code long} that the kernel cuts to one: of the register it looks at the low 32 bits. */
    INT('i', 32, true),
    /** {@code unsigned int}, or an {@code unsigned long} that the kernel cuts to one, as clone's flags are. */
    UNSIGNED_INT('u', 32, false),
    /** {@code unsigned short}, as {@code umode_t} is: the low 16 bits. */
    UNSIGNED_SHORT('h', 16, false),
    /** {@code long}: all 64 bits, signed. */
    LONG('l', 64, true),
    /** {@code unsigned long}. */
    UNSIGNED_LONG('n', 64, false);

    private final char letter;
    private final int bits;
    private final boolean isSigned;

    ParameterKind(char letter, int bits, boolean isSigned) {
        this.letter = letter;
        this.bits = bits;
        this.isSigned = isSigned;
    }

    /** How many bits of the register the kernel looks at. */
    int bits() {
        return bits;
    }

    /** Whether it can be negative. */
    boolean isSigned() {
        return isSigned;
    }

    /** Whether it says where something lies in the memory of the process. */
    public boolean tellsAddresses() {
        return this == POINTER || this == ADDRESS;
    }

    static ParameterKind of(char letter) {
        for (ParameterKind kind : values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of parameter");
    }
}
