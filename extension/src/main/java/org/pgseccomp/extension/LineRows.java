package org.pgseccomp.extension;

import org.pgseccomp.observe.LineSink;

/**
 * Lines as rows of a table, as long as there is room for them in a reply.
 *
 * <p>In a file that a server wrote, a role takes more bytes than its lists do. Whoever writes a file by hand needs 30 bytes for a role and
 * one line to have every list name all calls: such lists would take all memory of the session that asks.
 */
final class LineRows implements LineSink {
    /** Room for what a reply has beside this table, in bytes. */
    private static final int OTHERS = 1024;

    private final TableWriter writer;
    private final long room;
    private boolean isFull;

    /** Begins a table in a reply that may have so many bytes. */
    LineRows(TableWriter writer, long room) {
        this.writer = writer.table(1);
        this.room = room - OTHERS;
    }

    @Override
    public void line(StringBuilder line) {
        isFull = isFull || writer.length() + line.length() > room;
        if (!isFull) {
            writer.text(line);
        }
    }

    /** Whether a line was left out. */
    boolean isFull() {
        return isFull;
    }
}
