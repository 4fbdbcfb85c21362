package org.pgseccomp.extension;

import java.util.Arrays;

/**
 * Writes a reply: tables of integers and texts, one behind the other, laid out so that each cell can be found without reading the ones
 * before it ({@link Replies} describes the bytes).
 */
final class TableWriter {
    private static final int BYTES = 4;
    private static final int BLOCK_BITS = 10;
    private static final int BLOCK = 1 << BLOCK_BITS;

    /** Rows and columns of each table. */
    private int[] sizes = new int[16];

    private int tables;

    /** In blocks, so that no cell is copied when there are more of them. */
    private int[][] blocks = new int[16][];

    private int cellCount;
    private int firstOfTable;

    /** The texts, the first of which is the empty one; in blocks as well. */
    private byte[][] pool = new byte[16][];

    private int poolLength = 1;

    TableWriter() {
        pool[0] = new byte[BLOCK];
    }

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
        int block = cellCount >> BLOCK_BITS;
        if (block == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * block);
        }
        if (blocks[block] == null) {
            blocks[block] = new int[BLOCK];
        }
        blocks[block][cellCount & (BLOCK - 1)] = value;
        cellCount++;
        return this;
    }

    /** A number of 64 bits: two cells, the low half first. */
    TableWriter wide(long value) {
        return integer((int) value).integer((int) (value >>> 32));
    }

    /** Chars 0 to 255, one byte each; a 0 would end the text. Of a builder, what it has at this moment. */
    TableWriter text(CharSequence text) {
        return integer(keep(text));
    }

    /** Puts a text into the pool, and answers the cell for it, which can be written more than once. */
    int keep(CharSequence text) {
        if (text.length() == 0) {
            return 0;
        }
        int place = poolLength;
        for (int i = 0; i < text.length(); i++) {
            add((byte) text.charAt(i));
        }
        add((byte) 0);
        return place;
    }

    private void add(byte value) {
        int block = poolLength >> BLOCK_BITS;
        if (block == pool.length) {
            pool = Arrays.copyOf(pool, 2 * block);
        }
        if (pool[block] == null) {
            pool[block] = new byte[BLOCK];
        }
        pool[block][poolLength & (BLOCK - 1)] = value;
        poolLength++;
    }

    /** How many bytes there are, without the head of the reply. */
    int length() {
        return BYTES * cellCount + poolLength;
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
            at = put(reply, at, blocks[i >> BLOCK_BITS][i & (BLOCK - 1)]);
        }
        for (int done = 0; done < poolLength; done += BLOCK) {
            System.arraycopy(pool[done >> BLOCK_BITS], 0, reply, at + done, Math.min(BLOCK, poolLength - done));
        }
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
