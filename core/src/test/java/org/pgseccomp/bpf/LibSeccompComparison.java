package org.pgseccomp.bpf;

import java.util.List;
import java.util.Random;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;

/**
 * A comparison of an argument, as libseccomp has it (enum scmp_compare of seccomp.h), and the same as one of ours. libseccomp compares all 64 bits,
 * but for {@link #MASKED_EQ}.
 */
record LibSeccompComparison(int operator, long first, long second) {
    private static final int NE = 1;
    private static final int LT = 2;
    private static final int LE = 3;
    private static final int EQ = 4;
    private static final int GE = 5;
    private static final int GT = 6;
    private static final int MASKED_EQ = 7;

    /** The argument has a value, in all 64 bits. */
    static ArgumentTest equal(int argument, long value) {
        return new ArgumentTest(argument, 64, false, List.of(Atom.value(value)));
    }

    /** A random test that libseccomp has a comparison for. */
    static ArgumentTest random(Random random, int argument, long value) {
        List<Atom> atoms = List.of(
                switch (random.nextInt(6)) {
                    case 0 -> Atom.range(0, value);
                    case 1 -> Atom.range(value, -1L);
                    case 2 -> Atom.bits(mask(random), value);
                    default -> Atom.value(value);
                });
        if (atoms.get(0).kind() == Atom.Kind.BITS) {
            boolean isHalf = (atoms.get(0).first() >>> 32) == 0;
            return new ArgumentTest(argument, isHalf ? 32 : 64, false, atoms);
        }
        return new ArgumentTest(argument, 64, random.nextInt(3) == 0, atoms);
    }

    private static long mask(Random random) {
        long mask = (1L << random.nextInt(64)) | random.nextInt(16);
        return switch (random.nextInt(3)) {
            case 0 -> 0xffffffffL;
            case 1 -> (mask & 0xffffffffL) | 1;
            default -> mask;
        };
    }

    /** libseccomp's comparison for a test. */
    static LibSeccompComparison of(ArgumentTest test) {
        Atom atom = test.atoms().get(0);
        boolean not = test.isNegated();
        if (atom.kind() == Atom.Kind.BITS) {
            return new LibSeccompComparison(MASKED_EQ, atom.first(), atom.second());
        }
        if (atom.first() == atom.second()) {
            return new LibSeccompComparison(not ? NE : EQ, atom.first(), 0);
        }
        return atom.first() == 0
                ? new LibSeccompComparison(not ? GT : LE, atom.second(), 0)
                : new LibSeccompComparison(not ? LT : GE, atom.first(), 0);
    }
}
