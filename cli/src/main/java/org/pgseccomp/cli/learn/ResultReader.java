package org.pgseccomp.cli.learn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a result that {@link ResultFile} wrote. A result is data of this tool's own, so anything unexpected in it is an error: a
 * result that is read in part would be a list that lacks something.
 */
public final class ResultReader {
    private final SyscallNames names = SyscallNames.INSTANCE;
    private final JsonParser json;
    private final Observations observations = new Observations();
    private boolean cutOff;

    private ResultReader(JsonParser json) {
        this.json = json;
    }

    /**
     * What a result says.
     *
     * @param observations what was observed
     * @param cutOff whether one of its inputs had ended early
     */
    public record Result(Observations observations, boolean cutOff) {}

    /** Reads a result. Throws an {@link InputException} that says where it is wrong. */
    public static Result read(String name, InputStream in) throws InputException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(in)) {
            ResultReader reader = new ResultReader(parser);
            try {
                reader.result();
            } catch (IOException e) {
                throw new InputException(
                        name,
                        "is no result of pgseccomp learn --format json that this version reads: line "
                                + parser.currentLocation().getLineNr() + ": "
                                // Without the library's own words for where that is.
                                + (e instanceof JsonProcessingException json
                                        ? json.getOriginalMessage()
                                        : e.getMessage()),
                        e);
            }
            return new Result(reader.observations, reader.cutOff);
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    private void result() throws IOException {
        expect(JsonToken.START_OBJECT);
        json.nextToken();
        require(text("format").equals(ResultFile.FORMAT), "another format");
        require(number("version") == ResultFile.VERSION, "another version of the format");
        flag("incomplete");
        open("architectures");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            architecture();
        }
        close(JsonToken.END_ARRAY);
        named("unknown_names", "name", observations.unknownNames());
        named("foreign", "architecture", observations.foreign());
        observations.dropped(number("dropped"));
        observations.restoreUnknownExecutables(number("of_unknown_executables"));
        cutOff = flag("input_cut_off");
        lines();
        require(
                json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null,
                "more than the fields expected");
    }

    private void architecture() throws IOException {
        json.nextToken();
        String name = text("name");
        Integer word = SyscallNames.AUDIT_ARCHS.get(name);
        int index = word == null ? SyscallNames.FOREIGN : names.architecture(word);
        require(index != SyscallNames.FOREIGN, "no table of the architecture " + name);
        open("syscalls");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            json.nextToken();
            String syscall = text("name");
            long number = number("number");
            require(
                    syscall.equals(names.name(index, number)),
                    syscall + " is not system call " + number + " of " + name);
            long calls = number("calls");
            long refused = number("refused");
            require(refused <= calls, "more refused than recorded");
            observations.restore(index, (int) number, calls, refused);
            require(json.currentToken() == JsonToken.END_OBJECT, "unexpected field");
        }
        close(JsonToken.END_ARRAY);
        BoundedCounts<Long> unknown = observations.unknown(names.architectureAt(index));
        open("unknown");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            json.nextToken();
            require(
                    json.currentToken() == JsonToken.FIELD_NAME
                            && json.currentName().equals("number"),
                    "number expected");
            expect(JsonToken.VALUE_NUMBER_INT);
            long number = json.getLongValue();
            json.nextToken();
            unknown.add(number, number("calls"));
            require(json.currentToken() == JsonToken.END_OBJECT, "unexpected field");
        }
        close(JsonToken.END_ARRAY);
        unknown.addOthers(number("unknown_others"));
        require(json.currentToken() == JsonToken.END_OBJECT, "unexpected field");
    }

    private void named(String field, String key, BoundedCounts<String> counts) throws IOException {
        open(field);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            json.nextToken();
            String name = text(key);
            counts.add(name, number("calls"));
            require(json.currentToken() == JsonToken.END_OBJECT, "unexpected field");
        }
        close(JsonToken.END_ARRAY);
        counts.addOthers(number(field + "_others"));
    }

    private void lines() throws IOException {
        Map<String, LineKind> kinds = new HashMap<>();
        for (LineKind kind : LineKind.values()) {
            kinds.put(ResultFile.field(kind), kind);
        }
        require(
                json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("lines"),
                "lines expected");
        expect(JsonToken.START_OBJECT);
        json.nextToken();
        long read = number("read");
        while (json.currentToken() == JsonToken.FIELD_NAME) {
            LineKind kind = kinds.remove(json.currentName());
            require(kind != null, "unknown kind of line " + json.currentName());
            observations.restoreLines(kind, number(ResultFile.field(kind)));
        }
        kinds.remove(ResultFile.field(LineKind.AUDIT_RULE)); // results of 2.0's first versions do not have it
        require(kinds.isEmpty(), "a kind of line is missing");
        require(observations.linesRead() == read, "the lines do not add up");
        require(json.currentToken() == JsonToken.END_OBJECT, "unexpected field");
        json.nextToken();
    }

    /** Takes a field that has to come now, and goes to the token after it. */
    private String text(String field) throws IOException {
        value(field, JsonToken.VALUE_STRING);
        String text = json.getText();
        json.nextToken();
        return text;
    }

    private long number(String field) throws IOException {
        value(field, JsonToken.VALUE_NUMBER_INT);
        long number = json.getLongValue();
        require(number >= 0, field + " is negative");
        json.nextToken();
        return number;
    }

    private boolean flag(String field) throws IOException {
        require(
                json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals(field),
                field + " expected");
        json.nextToken();
        boolean value = json.getBooleanValue();
        json.nextToken();
        return value;
    }

    private void value(String field, JsonToken type) throws IOException {
        require(
                json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals(field),
                field + " expected");
        expect(type);
    }

    private void open(String field) throws IOException {
        value(field, JsonToken.START_ARRAY);
    }

    private void close(JsonToken end) throws IOException {
        require(json.currentToken() == end, "unexpected value");
        json.nextToken();
    }

    private void expect(JsonToken token) throws IOException {
        require(json.nextToken() == token, "unexpected value");
    }

    private static void require(boolean condition, String message) throws IOException {
        if (!condition) {
            throw new IOException(message);
        }
    }
}
