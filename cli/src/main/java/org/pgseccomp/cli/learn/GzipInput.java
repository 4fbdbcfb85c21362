package org.pgseccomp.cli.learn;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What is in a gzip file, with one member or several (rotated logs are often put together so). A file that was cut off or
 * damaged ends early, and the problem is kept: what came before is of use.
 */
final class GzipInput extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private String problem;

    GzipInput(BufferedInputStream compressed) throws IOException {
        in = open(new Members(compressed));
    }

    private InputStream open(InputStream compressed) throws IOException {
        try {
            return new GZIPInputStream(compressed, BUFFER);
        } catch (EOFException | ZipException e) {
            problem = reason(e);
            return InputStream.nullInputStream();
        }
    }

    /** Why the data ended early; null if they did not. */
    String problem() {
        return problem;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
        if (problem != null) {
            return -1;
        }
        try {
            return in.read(b, from, length);
        } catch (EOFException | ZipException e) {
            problem = reason(e);
            return -1;
        }
    }

    private static String reason(IOException e) {
        return e instanceof EOFException || e.getMessage() == null ? "cut off" : e.getMessage();
    }

    /** GZIPInputStream looks for another member only where something is available, and a pipe often says that nothing is. */
    private static final class Members extends FilterInputStream {
        Members(BufferedInputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0 ? 0 : 1;
        }
    }
}
