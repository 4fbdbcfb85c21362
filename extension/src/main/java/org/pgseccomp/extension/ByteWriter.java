package org.pgseccomp.extension;

/** Writes the parts of a reply. */
final class ByteWriter {
    private byte[] bytes = new byte[4096];
    private int length;

    void integer(int value) {
        room(4);
        bytes[length] = (byte) value;
        bytes[length + 1] = (byte) (value >> 8);
        bytes[length + 2] = (byte) (value >> 16);
        bytes[length + 3] = (byte) (value >> 24);
        length += 4;
    }

    /** Chars 0 to 255, one byte each. */
    void text(String text) {
        integer(text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += text.length();
    }

    void blob(byte[] blob) {
        integer(blob.length);
        room(blob.length);
        System.arraycopy(blob, 0, bytes, length, blob.length);
        length += blob.length;
    }

    byte[] bytes() {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, 0, copy, 0, length);
        return copy;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            byte[] larger = new byte[Math.max(bytes.length << 1, length + more)];
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
    }
}
