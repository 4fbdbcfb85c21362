package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;

/**
 * Values of an argument whose bits under a mask are as they are to be: what SCMP_CMP_MASKED_EQ asks, and what everything else that is asked of an
 * argument can be taken apart into.
 *
 * @param mask the bits that count
 * @param value what they are; all others are 0
 */
record Cube(long mask, long value) {
    static final Cube ALL = new Cube(0, 0);

    /** More are no profile that anybody could read. */
    private static final int MOST = 1024;

    boolean isAll() {
        return mask == 0;
    }

    /** The values of both; null if there are none. */
    Cube and(Cube other) {
        return ((value ^ other.value) & mask & other.mask) != 0
                ? null
                : new Cube(mask | other.mask, value | other.value);
    }

    /** The values of this one that another one has not. */
    List<Cube> without(Cube other) {
        List<Cube> left = new ArrayList<>();
        if (and(other) == null) {
            left.add(this);
            return left;
        }
        long knownMask = mask;
        long known = value;
        long open = other.mask & ~mask;
        while (open != 0) {
            long bit = Long.highestOneBit(open);
            open &= ~bit;
            left.add(new Cube(knownMask | bit, known | (~other.value & bit)));
            knownMask |= bit;
            known |= other.value & bit;
        }
        return left;
    }

    /**
     * The values that pass a test.
     *
     * @return disjoint cubes; null if there are too many
     */
    static List<Cube> of(ArgumentTest test) {
        long seen = test.bits() == 64 ? -1L : 0xffffffffL;
        List<Cube> any = new ArrayList<>();
        for (Atom atom : test.atoms()) {
            List<Cube> ofAtom = new ArrayList<>();
            if (atom.kind() == Atom.Kind.BITS) {
                ofAtom.add(new Cube(atom.first() & seen, atom.second() & seen));
            } else {
                addRange(atom.first(), atom.second(), test.bits(), ofAtom);
            }
            List<Cube> added = withoutAll(ofAtom, List.copyOf(any));
            if (added == null || any.size() + added.size() > MOST) {
                return null;
            }
            any.addAll(added);
        }
        return test.isNegated() ? withoutAll(List.of(ALL), any) : any;
    }

    /** What is left of some cubes; null if it falls into too many pieces. */
    static List<Cube> withoutAll(List<Cube> cubes, List<Cube> taken) {
        List<Cube> left = new ArrayList<>(cubes);
        for (Cube out : taken) {
            List<Cube> still = new ArrayList<>();
            for (Cube each : left) {
                still.addAll(each.without(out));
            }
            left = still;
            if (left.size() > MOST) {
                return null;
            }
        }
        return left;
    }

    /** A range as blocks whose lower bits are free. */
    private static void addRange(long from, long to, int bits, List<Cube> cubes) {
        long seen = bits == 64 ? -1L : 0xffffffffL;
        long next = from;
        while (true) {
            int free = next == 0 ? bits : Long.numberOfTrailingZeros(next);
            while (Long.compareUnsigned(lastOf(next, free), to) > 0) {
                free--;
            }
            cubes.add(new Cube(seen & ~below(free), next));
            long last = lastOf(next, free);
            if (last == to || last == seen) {
                return;
            }
            next = last + 1;
        }
    }

    private static long lastOf(long first, int free) {
        return first | below(free);
    }

    private static long below(int free) {
        return free == 64 ? -1L : (1L << free) - 1;
    }
}
