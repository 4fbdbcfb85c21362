package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches in byte arrays, eight bytes at a time. A byte below n is found in a word w by (w - n·01…01) &amp; ~w &amp; 80…80:
 * the lowest bit that this leaves is exact. The lowest byte is the first one because words are read in little-endian order.
 *
 * <p>A search may read up to {@link #PADDING} bytes after the byte that ends it: buffers are that much longer.
 */
final class Bytes {
    /** How many bytes a buffer has to have after its last line end. */
    static final int PADDING = 8;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final long FIRST_VISIBLE = '!' * ONES;

    private Bytes() {}

    /** The eight bytes at a position, the first one lowest. */
    static long word(byte[] b, int at) {
        return (long) WORD.get(b, at);
    }

    /** The word of a text of eight characters of ASCII. */
    static long word(String text) {
        return word(ascii(text), 0);
    }

    static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** The first line feed from here on. There has to be one. */
    static int lineEnd(byte[] b, int from) {
        for (int at = from; ; at += 8) {
            long w = word(b, at) ^ LINE_FEEDS;
            long found = (w - ONES) & ~w & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
    }

    /** The first blank or control character from here on, a line feed at the latest. */
    static int tokenEnd(byte[] b, int from) {
        for (int at = from; ; at += 8) {
            long w = word(b, at);
            long found = (w - FIRST_VISIBLE) & ~w & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
    }

    /** Whether a text stands at a position of a line that ends at to. */
    static boolean at(byte[] b, int from, int to, byte[] text) {
        if (to - from < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (b[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where a text stands first in a line. -1 if nowhere. */
    static int indexOf(byte[] b, int from, int to, byte[] text) {
        byte first = text[0];
        for (int i = from; i <= to - text.length; i++) {
            if (b[i] == first && at(b, i, to, text)) {
                return i;
            }
        }
        return -1;
    }

    static boolean contains(byte[] b, int from, int to, byte[] text) {
        return indexOf(b, from, to, text) >= 0;
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit. -1 if it is none. */
    static int hexDigit(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    /** The decimal number that fills the bytes, at most 18 digits. -1 if they are no such number. */
    static long decimal(byte[] b, int from, int to) {
        if (from >= to || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(b[i])) {
                return -1;
            }
            value = value * 10 + (b[i] - '0');
        }
        return value;
    }

    /** The hexadecimal number that fills the bytes, at most 8 digits. -1 if they are no such number. */
    static long hexadecimal(byte[] b, int from, int to) {
        if (from >= to || to - from > 8) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = hexDigit(b[i]);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The bytes as text, one character each. */
    static String text(byte[] b, int from, int to) {
        return new String(b, from, to - from, ISO_8859_1);
    }
}
