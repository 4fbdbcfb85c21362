package org.pgseccomp.cli.convert;

import java.util.ArrayDeque;
import java.util.Deque;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a YAML document, from the parser's events: nothing is constructed that the document names. Aliases are refused, with which a short document
 * stands for one of any length; so are tags, deep nesting, keys that come twice, and a second document.
 */
final class YamlText {
    private static final int LONGEST = 16 << 20;

    private final Deque<Node> open = new ArrayDeque<>();
    private Node document;
    /** The key that has been read and has no value yet; null: a key is next. */
    private String name;

    private int parts;

    private YamlText() {}

    static Node read(String text) throws SourceException {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(LONGEST).build();
        try {
            return new YamlText().readAll(new Parse(settings).parseString(text));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new SourceException(line, "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new SourceException(
                    0, "is no YAML: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private Node readAll(Iterable<Event> events) throws SourceException {
        for (Event event : events) {
            int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            if (++parts > Node.MOST_PARTS) {
                throw new SourceException(line, "has more than " + Node.MOST_PARTS + " parts");
            }
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (document != null) {
                        throw new SourceException(line, "has more than one document");
                    }
                }
                case Alias ->
                    throw new SourceException(
                            line, "has the alias *" + ((AliasEvent) event).getAlias() + "; aliases are not read");
                case MappingStart, SequenceStart -> begin(line, event);
                case MappingEnd, SequenceEnd -> open.pop();
                case Scalar -> scalar(line, (ScalarEvent) event);
                default -> {}
            }
        }
        if (document == null) {
            throw new SourceException(0, "is empty");
        }
        return document;
    }

    private void begin(int line, Event event) throws SourceException {
        refuseTag(line, ((CollectionStartEvent) event).getTag().orElse(null));
        if (open.size() == Node.DEEPEST) {
            throw new SourceException(line, "is nested more than " + Node.DEEPEST + " deep");
        }
        if (isAtKey()) {
            throw new SourceException(line, "has a key that is no text");
        }
        Node node = event.getEventId() == Event.ID.MappingStart ? Node.map(line) : Node.list(line);
        add(node);
        open.push(node);
    }

    private void scalar(int line, ScalarEvent event) throws SourceException {
        refuseTag(line, event.getTag().orElse(null));
        boolean isQuoted = event.getScalarStyle() != ScalarStyle.PLAIN;
        String value = event.getValue();
        if (isAtKey()) {
            if (open.peek().fields().containsKey(value)) {
                throw new SourceException(line, "has the field \"" + value + "\" twice");
            }
            name = value;
            return;
        }
        boolean isNull = !isQuoted && (value.isEmpty() || value.equals("null") || value.equals("~"));
        add(Node.scalar(line, isNull ? null : value, isQuoted));
    }

    private boolean isAtKey() {
        return !open.isEmpty() && open.peek().fields() != null && name == null;
    }

    private static void refuseTag(int line, String tag) throws SourceException {
        if (tag != null) {
            throw new SourceException(line, "has the tag " + tag + "; tags are not read");
        }
    }

    private void add(Node node) {
        if (open.isEmpty()) {
            document = node;
        } else if (open.peek().fields() != null) {
            open.peek().fields().put(name, node);
            name = null;
        } else {
            open.peek().items().add(node);
        }
    }
}
