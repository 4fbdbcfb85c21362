package org.pgseccomp.cli.learn;

import java.io.IOException;

/**
 * Cuts bytes into lines and counts what they are. A line longer than the buffer is damaged: no record is that long, and memory
 * has to stay constant whatever comes.
 */
final class LineSplitter {
    /** Longer lines are damaged, in bytes. A record has 9000 at most (MAX_AUDIT_MESSAGE_LENGTH of auditd), a journal entry more. */
    static final int MAX_LINE = 1 << 19;

    /** What editors of Windows begin a file with; by cat(1) it gets between lines. */
    static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final byte[] buffer;
    private final int capacity;
    private final LineConsumer consumer;
    private final Observations observations;
    private long firstDamaged = -1;
    private String damage;

    LineSplitter(LineConsumer consumer, Observations observations) {
        this(consumer, observations, MAX_LINE);
    }

    LineSplitter(LineConsumer consumer, Observations observations, int maxLine) {
        this.consumer = consumer;
        this.observations = observations;
        this.capacity = maxLine;
        this.buffer = new byte[maxLine + 1 + Bytes.PADDING];
    }

    /** Where the first damaged line begins, in bytes from the start of the input; -1 if there was none. */
    long firstDamaged() {
        return firstDamaged;
    }

    /** What is wrong with the first damaged line; null if there was none. */
    String damage() {
        return damage;
    }

    /**
     * Takes the lines that begin in a part of the input.
     *
     * @param start the first position of the part. If it is not 0, the input stands one byte before it, and what is left of a
     *     line that began earlier is skipped
     * @param end the position after the part; the last line may reach over it
     */
    void split(BlockInput input, long start, long end) throws IOException {
        long base = start == 0 ? 0 : start - 1; // the position of buffer[0]
        boolean inSkippedLine = start != 0;
        int kept = 0;
        while (true) {
            int got = input.read(buffer, kept, capacity - kept);
            if (got < 0) {
                if (kept > 0 && !inSkippedLine && base < end) {
                    buffer[kept] = '\n';
                    take(0, kept, base);
                }
                return;
            }
            int filled = kept + got;
            int after = afterLastLineFeed(filled, kept);
            int at = 0;
            if (inSkippedLine && after > 0) {
                at = Bytes.lineEnd(buffer, 0) + 1;
                inSkippedLine = false;
            }
            while (at < after) {
                if (base + at >= end) {
                    return;
                }
                int lineEnd = consumer.takeQuickly(buffer, at);
                if (lineEnd >= 0) {
                    count(consumer.quickKind(), base + at);
                } else {
                    lineEnd = Bytes.lineEnd(buffer, at);
                    take(at, lineEnd, base + at);
                }
                at = lineEnd + 1;
            }
            if (inSkippedLine) {
                base += filled;
                kept = 0;
                if (base >= end) {
                    return;
                }
                continue;
            }
            if (base + at >= end) {
                return;
            }
            kept = filled - at;
            if (kept == capacity) {
                if (firstDamaged < 0) {
                    damage = "it is longer than " + capacity + " bytes";
                }
                count(LineKind.DAMAGED, base);
                consumer.tooLong();
                inSkippedLine = true;
                base += filled;
                kept = 0;
            } else {
                System.arraycopy(buffer, at, buffer, 0, kept);
                base += at;
            }
        }
    }

    /** The position after the last line feed among the new bytes; 0 if they have none. */
    private int afterLastLineFeed(int filled, int kept) {
        for (int i = filled - 1; i >= kept; i--) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private void take(int from, int to, long position) {
        int start = Bytes.at(buffer, from, to, BYTE_ORDER_MARK) ? from + BYTE_ORDER_MARK.length : from;
        LineKind kind = consumer.line(buffer, start, to);
        if (kind == LineKind.DAMAGED && firstDamaged < 0) {
            damage = consumer.damage(buffer, start, to);
        }
        count(kind, position);
    }

    private void count(LineKind kind, long position) {
        observations.line(kind);
        if (kind == LineKind.DAMAGED && firstDamaged < 0) {
            firstDamaged = position;
        }
    }
}
