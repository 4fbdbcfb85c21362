package org.pgseccomp.cli.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads JSON. Deep nesting, names that come twice and anything behind the end are refused. */
final class JsonText {
    private final Deque<Node> open = new ArrayDeque<>();
    private final Deque<String> names = new ArrayDeque<>();
    private Node document;
    private int parts;

    private JsonText() {}

    static Node read(String text) throws SourceException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            return new JsonText().readAll(parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new SourceException(line, "is no JSON: " + firstLine(e.getOriginalMessage()));
        } catch (SourceException e) {
            throw e;
        } catch (IOException e) {
            throw new SourceException(0, "is no JSON: " + e.getMessage());
        }
    }

    private static String firstLine(String message) {
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private Node readAll(JsonParser parser) throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            if (document != null && open.isEmpty()) {
                throw new SourceException(line, "has something behind the end of its JSON");
            }
            if (++parts > Node.MOST_PARTS) {
                throw new SourceException(line, "has more than " + Node.MOST_PARTS + " parts");
            }
            switch (token) {
                case START_OBJECT -> begin(Node.map(line));
                case START_ARRAY -> begin(Node.list(line));
                case END_OBJECT, END_ARRAY -> open.pop();
                case FIELD_NAME -> {
                    String name = parser.currentName();
                    if (open.peek().fields().containsKey(name)) {
                        throw new SourceException(line, "has the field \"" + name + "\" twice");
                    }
                    names.push(name);
                }
                case VALUE_NULL -> add(Node.scalar(line, null, false));
                default -> add(Node.scalar(line, parser.getText(), token == JsonToken.VALUE_STRING));
            }
        }
        if (document == null) {
            throw new SourceException(0, "is empty");
        }
        return document;
    }

    private void begin(Node node) throws SourceException {
        if (open.size() == Node.DEEPEST) {
            throw new SourceException(node.line(), "is nested more than " + Node.DEEPEST + " deep");
        }
        add(node);
        open.push(node);
    }

    private void add(Node node) {
        if (open.isEmpty()) {
            document = node;
        } else if (open.peek().fields() != null) {
            open.peek().fields().put(names.pop(), node);
        } else {
            open.peek().items().add(node);
        }
    }
}
