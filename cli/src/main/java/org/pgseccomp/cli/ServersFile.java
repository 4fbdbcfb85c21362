package org.pgseccomp.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.pgseccomp.observe.ObservationLine;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.syscall.Architecture;

/** What a server has learnt: its file {@code pgseccomp_observed}, as it is or compressed with gzip, or a stream of that. */
final class ServersFile {
    private static final byte[] HEAD = ObservationLine.FORMAT.getBytes(StandardCharsets.US_ASCII);

    /** A server reads no longer ones. */
    private static final int LONGEST = 64 << 20;

    /** So much of a compressed file has more than the head in it. */
    private static final int PEEKED = 4096;

    private ServersFile() {}

    /**
     * The text of such a file.
     *
     * @return null for any other file, and for what is no regular file
     * @throws IOException if it cannot be read, or is longer than a server reads
     */
    static byte[] textOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return textOf(in);
        }
    }

    /** The same of a stream, which stands where it stood if it is another one. */
    static byte[] textOf(BufferedInputStream in) throws IOException {
        in.mark(PEEKED);
        byte[] begin = in.readNBytes(PEEKED);
        in.reset();
        boolean isPlain = isHead(begin);
        if (!isPlain && !isHeadInside(begin)) {
            return null;
        }
        byte[] text = (isPlain ? in : new GZIPInputStream(in)).readNBytes(LONGEST + 1);
        if (text.length > LONGEST) {
            throw new IOException("what a server has learnt is not longer than 64 MB");
        }
        return text;
    }

    private static boolean isHead(byte[] begin) {
        return begin.length >= HEAD.length && Arrays.equals(begin, 0, HEAD.length, HEAD, 0, HEAD.length);
    }

    private static boolean isHeadInside(byte[] compressed) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return isHead(in.readNBytes(HEAD.length));
        } catch (IOException e) {
            return false; // it is something else
        }
    }

    /** What such a text says, or why it cannot be used. */
    static ObservationReader.Result read(byte[] text, Architecture architecture) {
        return ObservationReader.read(text, 0, text.length, architecture);
    }
}
