package org.pgseccomp.condition;

import java.util.List;

/**
 * Values of one argument: those of a range whose bits under a mask are as they are to be. Every question of {@link Atom} splits such a piece into
 * pieces, so that sets of values can be told apart exactly. Never empty.
 *
 * @param least the lower end of the range
 * @param greatest its upper end, inclusive
 * @param mask the bits that are known
 * @param value what they are
 */
record ValuePiece(long least, long greatest, long mask, long value) {
    /** All values of so many bits. */
    static ValuePiece all(int bits) {
        return new ValuePiece(0, ArgumentTest.greatest(bits), 0, 0);
    }

    /**
     * Splits.
     *
     * @param yes gets the pieces for which the answer to the atom is yes
     * @param no gets the others
     */
    void split(Atom atom, List<ValuePiece> yes, List<ValuePiece> no) {
        if (atom.kind() == Atom.Kind.RANGE) {
            splitByRange(atom.first(), atom.second(), yes, no);
        } else {
            splitByBits(atom.first(), atom.second(), yes, no);
        }
    }

    private void splitByRange(long from, long to, List<ValuePiece> yes, List<ValuePiece> no) {
        addRange(maximum(least, from), minimum(greatest, to), yes);
        if (from != 0) {
            addRange(least, minimum(greatest, from - 1), no);
        }
        if (to != -1L) {
            addRange(maximum(least, to + 1), greatest, no);
        }
    }

    private void splitByBits(long bits, long wanted, List<ValuePiece> yes, List<ValuePiece> no) {
        long known = mask;
        long knownValue = value;
        // Where the first bit differs, then the second, and so on: what is left has them all.
        long open = bits;
        while (open != 0) {
            long bit = open & -open;
            open &= ~bit;
            if ((known & bit) == 0) {
                addBits(known | bit, knownValue | (~wanted & bit), no);
                known |= bit;
                knownValue |= wanted & bit;
            } else if ((knownValue & bit) != (wanted & bit)) {
                addBits(known, knownValue, no);
                return;
            }
        }
        addBits(known, knownValue, yes);
    }

    private void addRange(long from, long to, List<ValuePiece> pieces) {
        addIfAny(new ValuePiece(from, to, mask, value), pieces);
    }

    private void addBits(long known, long knownValue, List<ValuePiece> pieces) {
        addIfAny(new ValuePiece(least, greatest, known, knownValue), pieces);
    }

    private static void addIfAny(ValuePiece piece, List<ValuePiece> pieces) {
        if (piece.hasAny()) {
            pieces.add(piece);
        }
    }

    /** Whether the range has a value with these bits. */
    private boolean hasAny() {
        if (Long.compareUnsigned(least, greatest) > 0) {
            return false;
        }
        long first = firstFrom(least);
        return Long.compareUnsigned(first, least) >= 0 && Long.compareUnsigned(first, greatest) <= 0;
    }

    /** The least value with these bits from a number on; less than that number if there is none. */
    private long firstFrom(long from) {
        long wrong = (from ^ value) & mask;
        if (wrong == 0) {
            return from;
        }
        long bit = Long.highestOneBit(wrong);
        long below = bit - 1;
        if ((value & bit) != 0) {
            // The bit has to be set: what is below it may be as low as it can.
            return (from & ~below & ~bit) | bit | (value & below);
        }
        // The bit has to be clear, so that a free bit above it has to be set which is not.
        long free = ~mask & ~from & ~below & ~bit;
        if (free == 0) {
            return 0;
        }
        long raised = free & -free;
        long underRaised = raised - 1;
        return (from & ~underRaised & ~raised) | raised | (value & underRaised);
    }

    private static long maximum(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static long minimum(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
