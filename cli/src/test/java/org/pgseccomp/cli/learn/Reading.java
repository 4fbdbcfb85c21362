package org.pgseccomp.cli.learn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.syscall.Architecture;

/** What the tests of this package share: reading of texts and files, and answers that are easy to compare. */
final class Reading {
    static final Selection POSTGRES = executables("postgres");
    static final Selection EVERYTHING = executables("*");

    private Reading() {}

    static Selection executables(String... names) {
        return new Selection(List.of(names), null, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Reads a text as a stream. */
    static Observations text(Selection selection, String text) {
        return stream(selection, InputFormat.AUTO, new ByteArrayInputStream(text.getBytes(ISO_8859_1)))
                .observations();
    }

    static Learner stream(Selection selection, InputFormat format, InputStream in) {
        try {
            Learner learner = new Learner(selection, format, Architecture.X86_64, bytes -> {});
            learner.readStream("test", in);
            return learner;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Learner file(Selection selection, Path file) {
        try {
            Learner learner = new Learner(selection, InputFormat.AUTO, Architecture.X86_64, bytes -> {});
            learner.read(file);
            return learner;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recorded log of the test resources. */
    static Path recorded(String name) {
        try {
            return Path.of(Reading.class.getResource(name).toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls by name. */
    static Map<String, Long> calls(Observations observations, Architecture architecture) {
        Map<String, Long> calls = new LinkedHashMap<>();
        for (Observations.Count count : observations.counts(architecture)) {
            calls.put(count.name(), count.calls());
        }
        return calls;
    }

    static Map<String, Long> calls(Observations observations) {
        return calls(observations, Architecture.X86_64);
    }

    /** The kinds of the lines that came, with their numbers. */
    static Map<LineKind, Long> kinds(Observations observations) {
        Map<LineKind, Long> kinds = new LinkedHashMap<>();
        observations.lines().forEach((kind, count) -> {
            if (count > 0) {
                kinds.put(kind, count);
            }
        });
        return kinds;
    }

    /** The kind of a single line. */
    static LineKind kind(Selection selection, String line) {
        Observations observations = new Observations();
        byte[] bytes = (line + "\n" + "\0".repeat(Bytes.PADDING)).getBytes(ISO_8859_1);
        LogLines lines = new LogLines(selection, observations);
        int quick = lines.takeQuickly(bytes, 0);
        return quick >= 0 ? lines.quickKind() : lines.line(bytes, 0, line.length());
    }

    static LineKind kind(String line) {
        return kind(POSTGRES, line);
    }
}
