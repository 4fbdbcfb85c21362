package org.pgseccomp.cli.learn;

import java.util.ArrayList;
import java.util.List;

/**
 * Which executables' records count. A name without a slash is compared with the last part of the path, one with a slash with
 * all of it. {@code *} in it stands for any characters but slashes, {@code ?} for one; {@code *} alone is every executable.
 */
final class ExecutableFilter {
    /** What the kernel appends to the path of a program whose file is gone: the server after an upgrade of its package. */
    private static final byte[] DELETED = Bytes.ascii(" (deleted)");

    private final byte[][] wanted;
    private final byte[][] patterns;
    private final boolean all;

    ExecutableFilter(List<String> names) {
        this.all = names.contains("*");
        List<byte[]> plain = new ArrayList<>();
        List<byte[]> withWildcards = new ArrayList<>();
        for (String name : names) {
            boolean isPattern = name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
            (isPattern ? withWildcards : plain).add(Bytes.ascii(name));
        }
        this.wanted = plain.toArray(new byte[0][]);
        this.patterns = withWildcards.toArray(new byte[0][]);
    }

    /** Whether the value of a record's field is wanted: in quotation marks, in hexadecimal, or plain from {@code ausearch -i}. */
    boolean acceptsField(byte[] b, int from, int to) {
        if (all) {
            return true;
        }
        if (to - from >= 2 && b[from] == '"') {
            return b[to - 1] == '"' && acceptsPath(b, from + 1, to - 1);
        }
        byte[] decoded = fromHexadecimal(b, from, to);
        return decoded == null ? acceptsPath(b, from, to) : acceptsPath(decoded, 0, decoded.length);
    }

    /** Whether a path, or the name of a command, is wanted. */
    boolean acceptsPath(byte[] b, int from, int to) {
        if (all) {
            return true;
        }
        boolean deleted =
                to - from > DELETED.length && b[to - 1] == ')' && Bytes.at(b, to - DELETED.length, to, DELETED);
        int end = deleted ? to - DELETED.length : to;
        for (byte[] pattern : patterns) {
            int start = contains(pattern, '/') ? from : lastPart(b, from, end);
            if (matches(pattern, 0, b, start, end)) {
                return true;
            }
        }
        for (byte[] name : wanted) {
            int start = end - name.length;
            if (start >= from
                    && Bytes.at(b, start, end, name)
                    && (start == from || (b[start - 1] == '/' && !contains(name, '/')))) {
                return true;
            }
        }
        return false;
    }

    private static int lastPart(byte[] b, int from, int to) {
        int at = to;
        while (at > from && b[at - 1] != '/') {
            at--;
        }
        return at;
    }

    /** Whether bytes are what a pattern stands for: * for any bytes but slashes, ? for one. */
    private static boolean matches(byte[] pattern, int at, byte[] b, int from, int to) {
        int p = at;
        int i = from;
        int star = -1;
        int starAt = 0;
        while (i < to || p < pattern.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                starAt = i;
            } else if (p < pattern.length && i < to && (pattern[p] == b[i] || (pattern[p] == '?' && b[i] != '/'))) {
                p++;
                i++;
            } else if (star >= 0 && starAt < to && b[starAt] != '/') {
                p = star + 1;
                i = ++starAt;
            } else {
                return false;
            }
        }
        return true;
    }

    /** A path as a person reads it, from the value of a record's field or plain. */
    static String shown(byte[] b, int from, int to) {
        if (to - from >= 2 && b[from] == '"' && b[to - 1] == '"') {
            return Bytes.text(b, from + 1, to - 1);
        }
        byte[] decoded = contains(b, from, to, (byte) '/') ? null : fromHexadecimal(b, from, to);
        return decoded == null ? Bytes.text(b, from, to) : Bytes.text(decoded, 0, decoded.length);
    }

    private static boolean contains(byte[] b, int from, int to, byte c) {
        for (int i = from; i < to; i++) {
            if (b[i] == c) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(byte[] name, char c) {
        for (byte b : name) {
            if (b == c) {
                return true;
            }
        }
        return false;
    }

    /** Null if the bytes are no hexadecimal text. */
    private static byte[] fromHexadecimal(byte[] b, int from, int to) {
        int length = (to - from) / 2;
        if (length == 0 || (to - from) % 2 != 0) {
            return null;
        }
        byte[] decoded = new byte[length];
        for (int i = 0; i < length; i++) {
            int high = Bytes.hexDigit(b[from + 2 * i]);
            int low = Bytes.hexDigit(b[from + 2 * i + 1]);
            if (high < 0 || low < 0) {
                return null;
            }
            decoded[i] = (byte) (high << 4 | low);
        }
        return decoded;
    }
}
