package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Results in JSON. Each begins with its format and the version of that; docs/json.md and docs/schema have the fields. */
final class Json {
    static final int VERSION = 1;

    /** Writes the fields of a result. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    /** A whole result, with a line feed after it. */
    static String of(String format, Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", format);
            json.writeNumberField("version", VERSION);
            fields.write(json);
            json.writeEndObject();
        }
        return bytes.toString(UTF_8) + "\n";
    }
}
