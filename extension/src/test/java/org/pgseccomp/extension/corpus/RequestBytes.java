package org.pgseccomp.extension.corpus;

import java.util.Arrays;

/** Builds a request. The layout of integers and texts is written once more here, as the comment of Boundary describes it. */
final class RequestBytes {
    private byte[] bytes = new byte[512];
    private int length;

    RequestBytes integer(int value) {
        room(4);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** One byte for each char, which is 255 at most. */
    RequestBytes text(CharSequence text) {
        integer(text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    RequestBytes blob(byte[] blob) {
        integer(blob.length);
        room(blob.length);
        System.arraycopy(blob, 0, bytes, length, blob.length);
        length += blob.length;
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
