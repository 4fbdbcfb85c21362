package org.pgseccomp.cli.learn;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.syscall.Architecture;

/**
 * What a server has learnt, as a whole: its file {@code pgseccomp_observed}, as it is or compressed with gzip, or a stream of that. {@link Learner} reads
 * such a file too, line by line, and forgets who made the calls.
 */
public final class ServersFile {
    /** The most that a server writes: 131,072 calls and 8,192 subjects of at most 1,022 bytes. */
    private static final int LONGEST = 256 << 20;

    /** So much of a compressed file has more than its beginning in it. */
    private static final int PEEKED = 4096;

    private ServersFile() {}

    /**
     * The text of such a file.
     *
     * @return null for any other file, and for what is no regular file
     * @throws IOException if it cannot be read, or is longer than a server writes
     */
    public static byte[] textOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return textOf(in);
        }
    }

    /** The same of a stream, which stands where it stood if it is another one. */
    public static byte[] textOf(BufferedInputStream in) throws IOException {
        in.mark(PEEKED);
        byte[] begin = in.readNBytes(PEEKED);
        in.reset();
        boolean isCompressed = InputFormat.isGzip(begin, begin.length);
        if (!isOne(isCompressed ? unpacked(new ByteArrayInputStream(begin)).readNBytes(PEEKED) : begin)) {
            return null;
        }
        byte[] text = (isCompressed ? unpacked(in) : in).readNBytes(LONGEST + 1);
        if (text.length > LONGEST) {
            throw new IOException("what a server has learnt is not longer than 256 MB");
        }
        return text;
    }

    private static boolean isOne(byte[] begin) {
        return ObservedLines.looksLikeOne(begin, begin.length);
    }

    /** What is cut off ends early. */
    private static InputStream unpacked(InputStream in) throws IOException {
        return new GzipInput(new BufferedInputStream(in));
    }

    /** What such a text says, or why it cannot be used. */
    public static ObservationReader.Result read(byte[] text, Architecture architecture) {
        return ObservationReader.read(text, 0, text.length, architecture);
    }

    /**
     * What a text says.
     *
     * @param name of the file, for messages
     * @param text null of another file
     * @throws IOException if it cannot be used
     */
    public static Observations usable(String name, byte[] text, Architecture architecture) throws IOException {
        if (text == null) {
            throw new IOException(name + " is no file pgseccomp_observed of a server that learnt");
        }
        ObservationReader.Result read = read(text, architecture);
        if (read.problem() != null) {
            throw new IOException(name + " cannot be used: " + read.problem());
        }
        return read.seen();
    }
}
