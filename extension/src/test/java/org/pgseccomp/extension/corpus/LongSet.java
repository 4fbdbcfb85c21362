package org.pgseccomp.extension.corpus;

/** A set of hashes, to count what is distinct among millions: a hash that two share makes the count smaller, never larger. */
final class LongSet {
    private static final long PRIME = 0x100000001B3L;

    private long[] slots = new long[1 << 12];
    private int size;

    static long hash(byte[] bytes) {
        long hash = 0xCBF29CE484222325L ^ bytes.length;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
        return hash ^ (hash >>> 32);
    }

    void add(long hash) {
        if (size * 2 > slots.length) {
            grow();
        }
        if (put(slots, hash == 0 ? 1 : hash)) {
            size++;
        }
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long hash) {
        int at = (int) hash & (slots.length - 1);
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = hash;
        return true;
    }
}
