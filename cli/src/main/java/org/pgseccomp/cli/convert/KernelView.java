package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Parameter;
import org.pgseccomp.syscall.Syscall;

/**
 * Comparisons of all 64 bits of an argument, as others write them, cut to the bits that the kernel looks at, as our lists compare. For every call
 * that a program makes on purpose this is the same; who puts something else into the bits above gets the answer of the same call without it.
 *
 * @param isNever whether no call that the kernel would know meets it
 * @param test what is asked; null: every call meets it
 */
record KernelView(boolean isNever, ArgumentTest test) {
    private static final KernelView NEVER = new KernelView(true, null);
    private static final KernelView ALWAYS = new KernelView(false, null);

    /** Is the argument from one number to another, without a sign, or is it not? */
    static KernelView range(Architecture architecture, Syscall syscall, int argument, boolean not, long from, long to) {
        int bits = bits(architecture, syscall, argument);
        if (bits == 64) {
            boolean isAll = from == 0 && to == -1L;
            return isAll
                    ? not ? NEVER : ALWAYS
                    : new KernelView(false, new ArgumentTest(argument, 64, not, List.of(Atom.range(from, to))));
        }
        long seen = seen(bits);
        long least = from;
        long greatest = to;
        if (Long.compareUnsigned(from, seen) > 0) {
            if (!isSignExtended(from, bits)) {
                return not ? ALWAYS : NEVER;
            }
            least = from & seen;
            greatest = to & seen;
        } else if (Long.compareUnsigned(to, seen) > 0) {
            greatest = seen;
        }
        if (least == 0 && greatest == seen) {
            return not ? NEVER : ALWAYS;
        }
        if (bits == 32) {
            return new KernelView(false, new ArgumentTest(argument, 32, not, List.of(Atom.range(least, greatest))));
        }
        List<Atom> blocks = new ArrayList<>();
        for (Cube cube : Cube.of(new ArgumentTest(argument, 32, false, List.of(Atom.range(least, greatest))))) {
            blocks.add(Atom.bits(cube.mask() & seen, cube.value() & seen));
        }
        return new KernelView(false, new ArgumentTest(argument, 32, not, blocks));
    }

    /** Are the bits under a mask as they are to be? */
    static KernelView bits(Architecture architecture, Syscall syscall, int argument, long mask, long value) {
        int bits = bits(architecture, syscall, argument);
        long seen = seen(bits);
        long unseen = value & mask & ~seen;
        boolean isExtended = unseen == (mask & ~seen) && (value & mask & (seen ^ (seen >>> 1))) != 0;
        if (unseen != 0 && !isExtended) {
            return NEVER;
        }
        long looked = mask & seen;
        if (looked == 0) {
            return ALWAYS;
        }
        boolean isWhole = bits != 16 && looked == seen;
        Atom atom = isWhole ? Atom.value(value & looked) : Atom.bits(looked, value & looked);
        return new KernelView(false, new ArgumentTest(argument, bits == 64 ? 64 : 32, false, List.of(atom)));
    }

    /** Is any of some bits set? */
    static KernelView anyBit(Architecture architecture, Syscall syscall, int argument, long mask) {
        int bits = bits(architecture, syscall, argument);
        long looked = mask & seen(bits);
        return looked == 0
                ? NEVER
                : new KernelView(
                        false, new ArgumentTest(argument, bits == 64 ? 64 : 32, true, List.of(Atom.bits(looked, 0))));
    }

    private static int bits(Architecture architecture, Syscall syscall, int argument) {
        Parameter parameter = architecture.signatures().at(syscall, argument);
        return parameter.bits();
    }

    private static long seen(int bits) {
        return bits == 64 ? -1L : (1L << bits) - 1;
    }

    private static boolean isSignExtended(long value, int bits) {
        return value >> (bits - 1) == -1L;
    }
}
