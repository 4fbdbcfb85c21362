package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Conditions whose values lie close together, so that they meet, miss and cover each other. */
public final class RandomConditions {
    private static final long[] CORNERS = {
        0,
        1,
        2,
        3,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        0x100000001L,
        0x7fffffffffffffffL,
        0x8000000000000000L,
        -1L
    };

    private final Random random;
    /** For each argument how many bits of it are looked at: the same in all conditions about a call. */
    private final int[] bits = new int[6];

    public RandomConditions(Random random) {
        this.random = random;
        for (int i = 0; i < bits.length; i++) {
            bits[i] = random.nextBoolean() ? 64 : 32;
        }
    }

    /** A value that conditions may tell from others. */
    public long value() {
        return switch (random.nextInt(4)) {
            case 0 -> CORNERS[random.nextInt(CORNERS.length)] + random.nextInt(3) - 1;
            case 1 -> (long) random.nextInt(4) << 32 | random.nextInt(8);
            default -> random.nextInt(12);
        };
    }

    public Condition condition() {
        List<ArgumentTest> tests = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int argument = random.nextInt(3);
            List<Atom> atoms = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                atoms.add(atom(bits[argument] == 64 ? -1L : 0xffffffffL));
            }
            tests.add(new ArgumentTest(argument, bits[argument], random.nextInt(3) == 0, atoms));
        }
        return new Condition(tests);
    }

    private Atom atom(long all) {
        long first = value() & all;
        long second = value() & all;
        return switch (random.nextInt(4)) {
            case 0 -> Long.compareUnsigned(first, second) <= 0 ? Atom.range(first, second) : Atom.range(second, first);
            case 1 -> Atom.bits(first, second);
            case 2 -> Atom.bits(first, random.nextBoolean() ? first : 0);
            default -> Atom.value(first);
        };
    }

    public long[] arguments() {
        long[] arguments = new long[6];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = value();
        }
        return arguments;
    }

    public Decision<Integer> decision(int most) {
        List<Case<Integer>> cases = new ArrayList<>();
        for (int i = random.nextInt(most); i > 0; i--) {
            cases.add(new Case<>(condition(), random.nextInt(4)));
        }
        return new Decision<>(cases, random.nextInt(4));
    }
}
