package org.pgseccomp.cli.learn;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads logs and adds up what they record. The entry point of this package.
 *
 * <p>Memory does not depend on the length of the input: a long plain file is cut into parts that threads read on their own, and
 * anything else is a stream of blocks.
 */
public final class Learner {
    private static final int HEAD = 1 << 16;

    /** S_IFMT and S_IFCHR of {@code linux/stat.h}. */
    private static final int FILE_TYPE = 0170000;

    private static final int CHARACTER_DEVICE = 0020000;

    private final Selection selection;
    private final InputFormat format;
    private final Architecture traceArchitecture;
    private final LongConsumer progress;
    private final Observations observations = new Observations();
    private final List<String> remarks = new ArrayList<>();
    private boolean hasTrace;
    private boolean isBroken;
    private boolean isUnreadable;

    /**
     * A reader that has read nothing yet.
     *
     * @param selection which records count
     * @param format what the inputs are
     * @param traceArchitecture on which traces were made; null if that is not known
     * @param progress is told how many bytes were read, in steps, from several threads
     */
    public Learner(Selection selection, InputFormat format, Architecture traceArchitecture, LongConsumer progress) {
        this.selection = selection;
        this.format = format;
        this.traceArchitecture = traceArchitecture;
        this.progress = progress;
    }

    /** What was observed so far. */
    public Observations observations() {
        return observations;
    }

    /** What is to be said about single inputs. */
    public List<String> remarks() {
        return Collections.unmodifiableList(remarks);
    }

    /** Whether one of the inputs was a trace. */
    public boolean hasTrace() {
        return hasTrace;
    }

    /** Whether a compressed input, or the file of a learning server, ended early. */
    public boolean isBroken() {
        return isBroken;
    }

    /** Whether one of the inputs is of no format that is read. */
    public boolean isUnreadable() {
        return isUnreadable;
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it cannot be opened or read to its end, or is nothing that this tool reads
     */
    public void read(Path file) throws InputException {
        String name = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(name, "is a directory");
            }
            if (isEndless(file)) {
                throw new InputException(name, "is a device, and no log");
            }
            if (!Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    readStream(name, in);
                }
                return;
            }
            try (FileChannel channel = FileChannel.open(file)) {
                byte[] head = new byte[HEAD + 1 + Bytes.PADDING];
                int length = Math.max(0, PartsOfFile.read(channel, head, 0, HEAD, 0));
                if (InputFormat.isGzip(head, length)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        readStream(name, in);
                    }
                    return;
                }
                InputFormat found = formatOf(name, head, length);
                Before before = new Before(understood(), useful(), ofOthers());
                PartsOfFile parts = new PartsOfFile(channel, progress);
                if (found == InputFormat.LOG || found == InputFormat.NONE) {
                    remark(name, parts.split(this::newLogLines, observations), parts.damage());
                } else {
                    readInOrder(name, newLines(name, found), parts.from(0, Long.MAX_VALUE));
                }
                remarkUnless(name, found, head, length, before);
            }
        } catch (InputException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new InputException(name, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw new InputException(name, "cannot be read: permission denied", e);
        } catch (IOException e) {
            throw new InputException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether it is a device such as /dev/zero, which nobody reads to its end. A terminal ends when its user says so. */
    private static boolean isEndless(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            return false;
        }
        Path device = file.toRealPath();
        int kind = (Integer) Files.getAttribute(file, "unix:mode") & FILE_TYPE;
        boolean hasEnd = device.equals(Path.of("/dev/null"))
                || device.startsWith("/dev/pts")
                || device.toString().startsWith("/dev/tty")
                || device.equals(Path.of("/dev/console"));
        return kind == CHARACTER_DEVICE && !hasEnd;
    }

    /**
     * Reads a stream to its end.
     *
     * @param name what the user calls it
     * @throws InputException as {@link #read}
     */
    public void readStream(String name, InputStream stream) throws InputException {
        try {
            BufferedInputStream in = new BufferedInputStream(new CountedInput(stream, progress), HEAD);
            byte[] head = new byte[HEAD + 1 + Bytes.PADDING];
            int length = peek(in, head);
            boolean compressed = InputFormat.isGzip(head, length);
            GzipInput unpacked = compressed ? new GzipInput(in) : null;
            BufferedInputStream text = compressed ? new BufferedInputStream(unpacked, HEAD) : in;
            if (compressed) {
                length = peek(text, head);
                if (InputFormat.isGzip(head, length)) {
                    throw new InputException(name, "is compressed twice; try: gzip -dc FILE | pgseccomp learn -");
                }
            }
            InputFormat found = formatOf(name, head, length);
            Before before = new Before(understood(), useful(), ofOthers());
            readInOrder(name, newLines(name, found), text::read);
            remarkUnless(name, found, head, length, before);
            if (unpacked != null && unpacked.problem() != null) {
                isBroken = true;
                remarks.add(name + ": its compressed data end early (" + unpacked.problem()
                        + "); what came before that was read");
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    private void readInOrder(String name, LineConsumer lines, BlockInput input) throws IOException {
        LineSplitter splitter = new LineSplitter(lines, observations);
        splitter.split(input, 0, Long.MAX_VALUE);
        remark(name, splitter.firstDamaged(), splitter.damage());
        if (lines.endsEarly()) {
            isBroken = true;
            remarks.add(name + ": its last line is missing; what came before that was read");
        }
    }

    /** Reads the beginning of a stream, up to {@link #HEAD} bytes, and goes back. */
    private static int peek(BufferedInputStream in, byte[] head) throws IOException {
        in.mark(HEAD);
        int length = 0;
        while (length < HEAD) {
            int got = in.read(head, length, HEAD - length);
            if (got < 0) {
                break;
            }
            length += got;
        }
        in.reset();
        return length;
    }

    private InputFormat formatOf(String name, byte[] head, int length) throws InputException {
        String refusal = InputFormat.refusal(head, length);
        if (refusal != null) {
            throw new InputException(name, refusal);
        }
        InputFormat detected = InputFormat.detect(head, length);
        boolean isForced = format != InputFormat.AUTO && !(format == InputFormat.LOG && detected == InputFormat.NONE);
        InputFormat found = isForced ? format : detected;
        refusal = found == InputFormat.OBSERVED ? ObservedLines.refusal(head, length) : null;
        if (refusal != null) {
            throw new InputException(name, refusal);
        }
        return found;
    }

    private LineConsumer newLines(String name, InputFormat found) throws InputException {
        return switch (found) {
            case OBSERVED -> new ObservedLines(selection, observations);
            case PERF -> newPerfLines(name);
            case STRACE -> newTraceLines(name);
            case LOG, AUTO, NONE -> newLogLines(observations);
        };
    }

    private LineConsumer newLogLines(Observations into) {
        return new LogLines(selection, into);
    }

    private LineConsumer newTraceLines(String name) throws InputException {
        return new StraceLines(selection, observations, architectureOfTrace(name));
    }

    private LineConsumer newPerfLines(String name) throws InputException {
        return new PerfSummary(selection, observations, architectureOfTrace(name));
    }

    private int architectureOfTrace(String name) throws InputException {
        if (traceArchitecture == null) {
            throw new InputException(name, "is a trace and does not say of which architecture; say it with --arch");
        }
        hasTrace = true;
        return SyscallNames.INSTANCE.architecture(traceArchitecture.auditArch());
    }

    private void remark(String name, long firstDamaged, String damage) {
        if (firstDamaged >= 0) {
            remarks.add(name + ": the first damaged line begins at byte " + firstDamaged
                    + (damage == null ? "" : ": " + damage));
        }
    }

    /** How many lines were something so far; what is damaged in a text that is no log is only taken for a part of one. */
    private long understood() {
        return observations.linesRead() - observations.lines(LineKind.OTHER) - observations.lines(LineKind.DAMAGED);
    }

    /** How many lines were records, or reports of losses, of the kernel's. */
    private long useful() {
        return understood() - observations.lines(LineKind.NOT_FROM_THE_KERNEL);
    }

    /** How many lines have records, or parts of them, in another form than the kernel's. */
    private long ofOthers() {
        return observations.lines(LineKind.NOT_FROM_THE_KERNEL) + observations.lines(LineKind.DAMAGED);
    }

    /** What was counted before an input. */
    private record Before(long understood, long useful, long ofOthers) {}

    /** Says so if nothing in an input was what its format promised: no list is no reason to stop learning then. */
    private void remarkUnless(String name, InputFormat found, byte[] head, int length, Before before) {
        if (found == InputFormat.NONE && understood() == before.understood) {
            isUnreadable = true;
            remarks.add(name + ": " + ForeignText.advice(head, length));
        } else if (useful() == before.useful && ofOthers() > before.ofOthers) {
            String advice = ForeignText.betterForm(head, length);
            if (advice != null) {
                remarks.add(name + ": " + advice);
            }
        }
    }
}
