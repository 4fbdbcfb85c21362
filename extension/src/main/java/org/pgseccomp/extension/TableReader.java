package org.pgseccomp.extension;

/** Reads a reply ({@link TableWriter}), which comes back as part of a later request. Whatever the bytes are, nothing is read beyond them. */
final class TableReader {
    private static final int HEAD = 12;

    private final byte[] bytes;
    private final int[] columns;
    private final int[] rows;
    private final int[] starts;
    private final int poolStart;
    private final boolean whole;

    TableReader(byte[] bytes) {
        this.bytes = bytes;
        int tables = bytes.length < HEAD ? -1 : integerAt(4);
        if (tables < 0 || tables > (bytes.length - HEAD) / 8) {
            columns = new int[0];
            rows = new int[0];
            starts = new int[0];
            poolStart = 0;
            whole = false;
            return;
        }
        columns = new int[tables];
        rows = new int[tables];
        starts = new int[tables];
        long at = HEAD + 8L * tables;
        boolean fits = true;
        for (int i = 0; i < tables && fits; i++) {
            rows[i] = integerAt(8 + 8 * i);
            columns[i] = integerAt(12 + 8 * i);
            starts[i] = (int) at;
            at += 4L * rows[i] * columns[i];
            fits = rows[i] >= 0 && columns[i] >= 0 && columns[i] < 100 && at <= bytes.length;
        }
        poolStart = (int) Math.min(at, bytes.length);
        int poolLength = bytes.length - poolStart;
        whole = fits && poolLength > 0 && integerAt(8 + 8 * tables) == poolLength && bytes[bytes.length - 1] == 0;
    }

    /** Whether the bytes are those of a reply, with so many tables at least. */
    boolean isWhole(int tables) {
        return whole && rows.length >= tables;
    }

    int rows(int table) {
        return rows[table];
    }

    /** 0 for a cell that is not there. */
    int integer(int table, int row, int column) {
        if (row < 0 || row >= rows[table] || column >= columns[table]) {
            return 0;
        }
        return integerAt(starts[table] + 4 * (row * columns[table] + column));
    }

    /** Empty for a cell that is not there. */
    String text(int table, int row, int column) {
        int offset = integer(table, row, column);
        if (offset < 0 || offset >= bytes.length - poolStart) {
            return "";
        }
        int from = poolStart + offset;
        int to = from;
        while (bytes[to] != 0) {
            to++;
        }
        char[] chars = new char[to - from];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (bytes[from + i] & 0xff);
        }
        return new String(chars);
    }

    private int integerAt(int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
