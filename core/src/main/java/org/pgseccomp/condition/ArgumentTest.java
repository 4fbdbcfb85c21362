package org.pgseccomp.condition;

import java.util.List;

/**
 * What one argument has to be: as one of the atoms asks for, or as none of them does.
 *
 * @param argument 0 for the first one
 * @param bits how many of the low bits of the argument the kernel looks at: 32 or 64; the others are not looked at here either. What the kernel cuts to
 *     fewer is asked for by {@link Atom.Kind#BITS}
 * @param isNegated whether none of the atoms may hold
 * @param atoms at least one
 */
public record ArgumentTest(int argument, int bits, boolean isNegated, List<Atom> atoms) {
    public ArgumentTest {
        atoms = List.copyOf(atoms);
    }

    /** The greatest value of so many bits. */
    static long greatest(int bits) {
        return bits == 64 ? -1L : 0xffffffffL;
    }

    /** Whether every value that passes passes another test of the same argument, as can be seen from the atoms as they are written. */
    boolean implies(ArgumentTest other) {
        return argument == other.argument
                && bits == other.bits
                && isNegated == other.isNegated
                && (isNegated ? atoms.containsAll(other.atoms) : other.atoms.containsAll(atoms));
    }

    /** Whether a call with this value in the argument passes. */
    public boolean holds(long value) {
        long seen = value & greatest(bits);
        boolean any = false;
        for (Atom atom : atoms) {
            any = any || atom.holds(seen);
        }
        return any != isNegated;
    }
}
