package org.pgseccomp.extension;

import java.util.Arrays;

/**
 * Writes a reply: tables of integers and texts, one behind the other, laid out so that each cell can be found without reading the ones
 * before it ({@link Replies} describes the bytes).
 */
final class TableWriter {
    private static final int BYTES = 4;

    /** Rows and columns of each table. */
    private int[] sizes = new int[16];

    private int tables;
    private int[] cells = new int[256];
    private int cellCount;
    private int firstOfTable;

    /** The first text of all is the empty one. */
    private byte[] pool = new byte[1024];

    private int poolLength = 1;

    /** Begins a table: what follows are its cells, row by row. */
    TableWriter table(int columns) {
        end();
        if (2 * tables + 2 > sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        sizes[2 * tables + 1] = columns;
        tables++;
        return this;
    }

    private void end() {
        if (tables > 0) {
            sizes[2 * tables - 2] = rows(cellCount - firstOfTable, sizes[2 * tables - 1]);
        }
        firstOfTable = cellCount;
    }

    /** Divides by what is no constant, and is never 0. */
    private static int rows(int cells, int columns) {
        int rows = 0;
        for (int left = cells; columns > 0 && left >= columns; left -= columns) {
            rows++;
        }
        return rows;
    }

    TableWriter integer(int value) {
        if (cellCount == cells.length) {
            cells = Arrays.copyOf(cells, 2 * cells.length);
        }
        cells[cellCount] = value;
        cellCount++;
        return this;
    }

    /** Chars 0 to 255, one byte each; a 0 would end the text. */
    TableWriter text(String text) {
        if (text.isEmpty()) {
            return integer(0);
        }
        integer(poolLength);
        int end = poolLength + text.length() + 1;
        if (end > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(2 * pool.length, end));
        }
        for (int i = 0; i < text.length(); i++) {
            pool[poolLength + i] = (byte) text.charAt(i);
        }
        poolLength = end;
        return this;
    }

    byte[] reply(int status) {
        end();
        byte[] reply = new byte[BYTES * (3 + 2 * tables + cellCount) + poolLength];
        int at = put(reply, 0, status);
        at = put(reply, at, tables);
        for (int i = 0; i < 2 * tables; i++) {
            at = put(reply, at, sizes[i]);
        }
        at = put(reply, at, poolLength);
        for (int i = 0; i < cellCount; i++) {
            at = put(reply, at, cells[i]);
        }
        System.arraycopy(pool, 0, reply, at, poolLength);
        return reply;
    }

    private static int put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
        return at + BYTES;
    }
}
