package org.pgseccomp.condition;

/**
 * The smallest question about the value of an argument. Values are compared without a sign.
 *
 * @param kind what is asked
 * @param first {@link Kind#RANGE}: the least value; {@link Kind#BITS}: which bits are looked at
 * @param second {@link Kind#RANGE}: the greatest value; {@link Kind#BITS}: what these bits are; all others are 0
 */
public record Atom(Kind kind, long first, long second) {
    /** The questions; the order is part of the boundary to C. */
    public enum Kind {
        /** Is the value from the first to the second one, both inclusive? */
        RANGE,
        /** Are the bits as they are to be? */
        BITS
    }

    /** Asks for a range. */
    public static Atom range(long least, long greatest) {
        return new Atom(Kind.RANGE, least, greatest);
    }

    /** Asks for one value. */
    public static Atom value(long value) {
        return range(value, value);
    }

    /** Asks for bits. */
    public static Atom bits(long mask, long value) {
        return new Atom(Kind.BITS, mask, value & mask);
    }

    /** Whether the answer for a value is yes. */
    public boolean holds(long value) {
        return kind == Kind.BITS
                ? (value & first) == second
                : Long.compareUnsigned(value, first) >= 0 && Long.compareUnsigned(value, second) <= 0;
    }
}
