package org.pgseccomp.cli.learn;

import java.util.List;

/**
 * Which executables' records count. A name without a slash is compared with the last part of the path, one with a slash with
 * all of it, and {@code *} is every executable.
 */
final class ExecutableFilter {
    /** What the kernel appends to the path of a program whose file is gone: the server after an upgrade of its package. */
    private static final byte[] DELETED = Bytes.ascii(" (deleted)");

    private final byte[][] wanted;
    private final boolean all;

    ExecutableFilter(List<String> names) {
        this.all = names.contains("*");
        this.wanted = new byte[names.size()][];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = Bytes.ascii(names.get(i));
        }
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
