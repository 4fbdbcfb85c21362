package org.pgseccomp.cli.learn;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that tells how much of it was read. */
final class CountedInput extends FilterInputStream {
    private final LongConsumer progress;

    CountedInput(InputStream in, LongConsumer progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            progress.accept(1);
        }
        return value;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
        int got = super.read(b, from, length);
        if (got > 0) {
            progress.accept(got);
        }
        return got;
    }
}
