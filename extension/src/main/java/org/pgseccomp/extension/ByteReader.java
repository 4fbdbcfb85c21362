package org.pgseccomp.extension;

import java.util.Arrays;

/**
 * Reads the parts of a request. Reading past the end is not an exception: it answers 0 or an empty text, and
 * {@link #failed()} says so afterwards.
 */
final class ByteReader {
    private final byte[] bytes;
    private int position;
    private boolean failed;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int integer() {
        if (failed || bytes.length - position < 4) {
            failed = true;
            return 0;
        }
        int value = (bytes[position] & 0xff)
                | (bytes[position + 1] & 0xff) << 8
                | (bytes[position + 2] & 0xff) << 16
                | (bytes[position + 3] & 0xff) << 24;
        position += 4;
        return value;
    }

    String text() {
        int length = integer();
        if (failed || length < 0 || length > bytes.length - position) {
            failed = true;
            return "";
        }
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) (bytes[position + i] & 0xff);
        }
        position += length;
        return new String(chars);
    }

    byte[] blob() {
        int length = integer();
        if (failed || length < 0 || length > bytes.length - position) {
            failed = true;
            return new byte[0];
        }
        byte[] blob = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return blob;
    }

    /** Goes behind a text that is read where it stands, and answers its length. */
    int skip() {
        int length = integer();
        if (failed || length < 0 || length > bytes.length - position) {
            failed = true;
            return 0;
        }
        position += length;
        return length;
    }

    boolean atEnd() {
        return position == bytes.length;
    }

    /** Gives up: what was read has no meaning. */
    void fail() {
        failed = true;
    }

    boolean failed() {
        return failed;
    }
}
