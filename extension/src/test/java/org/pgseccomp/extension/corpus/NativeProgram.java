package org.pgseccomp.extension.corpus;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stand-alone native program (answer.c), which answers requests in frames. */
final class NativeProgram implements AutoCloseable {
    /** The longest request that the program takes, in bytes; as in frames.h. */
    static final int LONGEST_FRAME = 8 * 1024 * 1024;

    private static final int BUFFER = 1 << 16;

    private final Process process;
    private final OutputStream out;
    private final DataInputStream in;
    private final int heapSize;

    /**
     * A reply.
     *
     * @param bytes null where the call was refused or failed
     * @param allocated bytes of the Java heap that the call took; -1 if it was stopped
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Reply(byte[] bytes, int allocated) {}

    NativeProgram(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedOutputStream(process.getOutputStream(), BUFFER);
        in = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
        try {
            heapSize = integer();
        } catch (EOFException e) {
            throw new IOException("FAILED: " + String.join(" ", command) + " does not start", e);
        }
    }

    /** The size of the Java heap in bytes. */
    int heapSize() {
        return heapSize;
    }

    void ask(byte[] request) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(request.length >>> shift);
        }
        out.write(request);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Says that no request follows. */
    void finish() throws IOException {
        out.close();
    }

    /**
     * The next reply.
     *
     * @throws EOFException if the program has ended
     */
    Reply reply() throws IOException {
        int length = integer();
        int allocated = integer();
        if (length < 0) {
            return new Reply(null, allocated);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new Reply(bytes, allocated);
    }

    private int integer() throws IOException {
        return Integer.reverseBytes(in.readInt());
    }

    /** The exit status once the program has ended: more than 128 for a signal. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
