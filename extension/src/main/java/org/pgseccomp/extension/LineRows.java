package org.pgseccomp.extension;

import org.pgseccomp.observe.LineSink;

/**
 * Lines as rows of a table, as long as there is room for them in a reply.
 *
 * <p>What a server has seen has more bytes for each role than its lists need. A file by hand can say in 30 bytes that there is a role, and
 * in a line that every list is to have all calls: then the lists would take all memory of the session that asks.
 */
final class LineRows implements LineSink {
    /** What a reply has beside this table. */
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
