package org.pgseccomp.syscall;

/** What a system call takes in one of its registers. */
public enum ParameterKind {
    /** A pointer to memory of the process, or to code. */
    POINTER('p'),
    /** A number of 64 bits that may be an address of the process: always, or when another argument says so. */
    ADDRESS('a'),
    /** {@code int}: of the register the kernel looks at the low 32 bits. */
    INT('i'),
    /** {@code unsigned int}. */
    UNSIGNED_INT('u'),
    /** {@code unsigned short}, as {@code umode_t} is: the low 16 bits. */
    UNSIGNED_SHORT('h'),
    /** {@code long}: all 64 bits, signed. */
    LONG('l'),
    /** {@code unsigned long}. */
    UNSIGNED_LONG('n');

    private final char letter;

    ParameterKind(char letter) {
        this.letter = letter;
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
