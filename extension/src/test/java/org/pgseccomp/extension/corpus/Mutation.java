package org.pgseccomp.extension.corpus;

import java.util.Arrays;

/** Changes the bytes of a request, whatever they mean. */
final class Mutation {
    private static final int[] EXTREMES = {
        0,
        1,
        2,
        3,
        4,
        5,
        8,
        16,
        64,
        255,
        256,
        4096,
        65535,
        65536,
        1 << 20,
        1 << 24,
        1 << 30,
        -1,
        -2,
        -4,
        -8,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE - 3,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1
    };

    private Mutation() {}

    /** One to four changes. */
    static byte[] of(byte[] request, Seeded random) {
        byte[] changed = request;
        int changes = 1 + random.small(3);
        for (int i = 0; i < changes; i++) {
            changed = once(changed, random);
        }
        return changed;
    }

    private static byte[] once(byte[] request, Seeded random) {
        int length = request.length;
        if (length == 0) {
            return new byte[] {(byte) random.bits()};
        }
        int at = random.below(length);
        byte[] copy = request.clone();
        switch (random.below(10)) { // the first three leave the layout whole more often, so they come more often
            case 0, 8 -> copy[at] ^= (byte) (1 << random.below(8));
            case 1 -> copy[at] = (byte) random.bits();
            case 2, 9 -> copy[at] += (byte) (random.onceIn(2) ? 1 : -1);
            case 3 -> write(copy, at, EXTREMES[random.below(EXTREMES.length)]);
            case 4 -> write(copy, at & ~3, EXTREMES[random.below(EXTREMES.length)]);
            case 5 -> copy = Arrays.copyOf(request, random.onceIn(2) ? at : length + random.small(16));
            case 6 -> copy = without(request, at, Math.min(length - at, 1 + random.small(16)));
            default -> copy = repeated(request, at, Math.min(length - at, 1 + random.small(64)));
        }
        return copy;
    }

    private static void write(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private static byte[] without(byte[] bytes, int at, int count) {
        byte[] shorter = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
        return shorter;
    }

    private static byte[] repeated(byte[] bytes, int at, int count) {
        byte[] longer = new byte[bytes.length + count];
        System.arraycopy(bytes, 0, longer, 0, at + count);
        System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
        return longer;
    }
}
