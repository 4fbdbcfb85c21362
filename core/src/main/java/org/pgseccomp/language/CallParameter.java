package org.pgseccomp.language;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Parameter;
import org.pgseccomp.syscall.Signatures;
import org.pgseccomp.syscall.Syscall;

/**
 * A parameter that a condition names: where it is, and how much of it the kernel looks at.
 *
 * @param index 0 for the first argument
 * @param name as conditions are printed
 * @param bits how many of its low bits the kernel looks at: 16, 32 or 64
 * @param isSigned whether it takes negative numbers
 * @param isPointer whether it points to memory, which no filter sees
 * @param mask those of these bits that are compared
 */
record CallParameter(int index, String name, int bits, boolean isSigned, boolean isPointer, long mask) {
    /** {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC} on every architecture that {@link Architecture} has: they say nothing of the kind of socket. */
    private static final long SOCKET_FLAGS = 0x800 | 0x80000;

    /** The parameter of a call that has a name; null if there is none. */
    static CallParameter named(Architecture architecture, Syscall syscall, String name) {
        Signatures signatures = architecture.signatures();
        int index = signatures.indexOf(syscall, name);
        if (index < 0) {
            return null;
        }
        Parameter parameter = signatures.at(syscall, index);
        int bits = parameter.bits();
        String canonical = signatures.nameOf(syscall, index);
        long mask = bits == 64 ? -1L : (1L << bits) - 1;
        boolean isSocketType = canonical.equals("type")
                && (syscall.name().equals("socket") || syscall.name().equals("socketpair"));
        return new CallParameter(
                index,
                canonical,
                bits,
                parameter.isSigned(),
                parameter.isPointer(),
                isSocketType ? mask & ~SOCKET_FLAGS : mask);
    }

    /** The bits of a test of it. */
    int testedBits() {
        return bits == 64 ? 64 : 32;
    }

    /** Whether all that a test sees is compared. */
    boolean isWhole() {
        return mask == (bits == 64 ? -1L : 0xffffffffL);
    }

    /** Whether a number fits into it. */
    boolean takes(long number, boolean isNegative) {
        if (isNegative) {
            return isSigned && (bits == 64 || number >= -(1L << (bits - 1)));
        }
        return bits == 64 || (number >= 0 && number < 1L << bits);
    }

    /** A number as the bits that it is. */
    long bitsOf(long number) {
        return bits == 64 ? number : number & ((1L << bits) - 1);
    }
}
