package org.pgseccomp.cli.learn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import org.pgseccomp.syscall.Architecture;

/**
 * Writes observations as JSON. {@link ResultReader} reads them again; docs/learning.md documents the fields.
 *
 * <pre>
 * { "format": "pgseccomp-learn", "version": 1, "incomplete": false,
 *   "architectures": [
 *     { "name": "x86_64",
 *       "syscalls": [ { "name": "read", "number": 0, "calls": 12, "refused": 0 }, … ],
 *       "unknown": [ { "number": 470, "calls": 1 } ], "unknown_others": 0 } ],
 *   "unknown_names": [ { "name": "…", "calls": 1 } ], "unknown_names_others": 0,
 *   "foreign": [ { "architecture": "i386", "calls": 1 } ], "foreign_others": 0,
 *   "dropped": 0, "of_unknown_executables": 0, "input_cut_off": false,
 *   "lines": { "read": 13, "taken": 12, "other": 1, … } }
 * </pre>
 */
public final class ResultFile {
    static final String FORMAT = "pgseccomp-learn";
    static final int VERSION = 1;

    private ResultFile() {}

    /** Writes a result, and a line feed after it. Leaves the stream open. */
    public static void write(OutputStream out, Observations observations, boolean cutOff) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeNumberField("version", VERSION);
            json.writeBooleanField("incomplete", observations.isIncomplete() || cutOff);
            json.writeArrayFieldStart("architectures");
            for (Architecture architecture : observations.architectures()) {
                writeArchitecture(json, observations, architecture);
            }
            json.writeEndArray();
            writeNamed(json, "unknown_names", "name", observations.unknownNames());
            writeNamed(json, "foreign", "architecture", observations.foreign());
            json.writeNumberField("dropped", observations.dropped());
            json.writeNumberField("of_unknown_executables", observations.ofUnknownExecutables());
            json.writeBooleanField("input_cut_off", cutOff);
            json.writeObjectFieldStart("lines");
            json.writeNumberField("read", observations.linesRead());
            for (Map.Entry<LineKind, Long> entry : observations.lines().entrySet()) {
                json.writeNumberField(field(entry.getKey()), entry.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeArchitecture(JsonGenerator json, Observations observations, Architecture architecture)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", architecture.displayName());
        json.writeArrayFieldStart("syscalls");
        for (Observations.Count count : observations.counts(architecture)) {
            json.writeStartObject();
            json.writeStringField("name", count.name());
            json.writeNumberField("number", count.number());
            json.writeNumberField("calls", count.calls());
            json.writeNumberField("refused", count.refused());
            json.writeEndObject();
        }
        json.writeEndArray();
        BoundedCounts<Long> unknown = observations.unknown(architecture);
        json.writeArrayFieldStart("unknown");
        for (Map.Entry<Long, Long> entry : unknown.byKey().entrySet()) {
            json.writeStartObject();
            json.writeNumberField("number", entry.getKey());
            json.writeNumberField("calls", entry.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("unknown_others", unknown.others());
        json.writeEndObject();
    }

    private static void writeNamed(JsonGenerator json, String field, String key, BoundedCounts<String> counts)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (Map.Entry<String, Long> entry : counts.byKey().entrySet()) {
            json.writeStartObject();
            json.writeStringField(key, entry.getKey());
            json.writeNumberField("calls", entry.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField(field + "_others", counts.others());
    }

    /** The name of a kind of line in a result. */
    static String field(LineKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Whether an input begins like a result. */
    static boolean looksLikeOne(byte[] head, int length) {
        return length > 0
                && head[0] == '{'
                && Bytes.contains(head, 0, Math.min(length, 200), Bytes.ascii("\"" + FORMAT + "\""));
    }
}
