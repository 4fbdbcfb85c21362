package org.pgseccomp.cli.learn;

import java.util.Arrays;

/** Texts in traces: strace writes bytes that are not printable, and with -x or -xx any byte, as C has them. */
final class StraceText {
    private StraceText() {}

    /** The bytes that a text between quotation marks stands for. */
    static byte[] decoded(byte[] b, int from, int to) {
        byte[] decoded = new byte[to - from];
        int length = 0;
        int at = from;
        while (at < to) {
            if (b[at] != '\\' || at + 1 == to) {
                decoded[length++] = b[at++];
                continue;
            }
            at++;
            if (b[at] == 'x' && at + 3 <= to && Bytes.hexadecimal(b, at + 1, at + 3) >= 0) {
                decoded[length++] = (byte) Bytes.hexadecimal(b, at + 1, at + 3);
                at += 3;
            } else if (isOctal(b[at])) {
                int value = 0;
                for (int digits = 0; digits < 3 && at < to && isOctal(b[at]); digits++) {
                    value = value * 8 + (b[at++] - '0');
                }
                decoded[length++] = (byte) value;
            } else {
                decoded[length++] = escaped(b[at++]);
            }
        }
        return Arrays.copyOf(decoded, length);
    }

    private static boolean isOctal(byte c) {
        return c >= '0' && c <= '7';
    }

    private static byte escaped(byte c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0b;
            default -> c;
        };
    }
}
