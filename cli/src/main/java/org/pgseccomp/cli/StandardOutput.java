package org.pgseccomp.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/** Standard output that remembers why it could not be written, which a {@link PrintStream} does not tell. */
final class StandardOutput extends FilterOutputStream {
    private static final StandardOutput STREAM = new StandardOutput();

    private IOException failure;

    private StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    /** Takes the place of {@link System#out}. */
    static void install() {
        System.setOut(new PrintStream(new BufferedOutputStream(STREAM)));
    }

    /** Why not all of it could be written; null if it was, or if that is not known. */
    static IOException failure() {
        return STREAM.failure;
    }

    /** Whether whoever reads it wanted no more, as head(1) does: nobody needs to be told of that. */
    static boolean isClosed() {
        return STREAM.failure != null && "Broken pipe".equals(STREAM.failure.getMessage());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
