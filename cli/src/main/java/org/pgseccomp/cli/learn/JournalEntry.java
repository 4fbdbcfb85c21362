package org.pgseccomp.cli.learn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;

/**
 * One entry of {@code journalctl -o json}: an object on one line. Of its fields only those count whose names journald itself
 * guarantees, which begin with an underscore, and the message.
 *
 * <p>Source: systemd.journal-fields(7), and the journal's JSON format: a field is a string, an array of bytes where it is not
 * UTF-8, null where it is too long, or an array of these where it comes more than once.
 */
final class JournalEntry {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private byte[] message = new byte[1024];
    private int messageLength;
    private boolean isLeftOut;
    private String transport;
    private String identifier;
    private String sourceTime;
    private String time;

    /**
     * Reads an entry.
     *
     * @return whether it is one; if not, nothing of it may be used
     */
    boolean read(byte[] b, int from, int to) {
        messageLength = 0;
        isLeftOut = false;
        transport = "";
        identifier = "";
        sourceTime = "";
        time = "";
        try (JsonParser parser = JSON.createParser(b, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "MESSAGE" -> readMessage(parser);
                    case "_TRANSPORT" -> transport = scalar(parser);
                    case "SYSLOG_IDENTIFIER" -> identifier = scalar(parser);
                    case "_SOURCE_REALTIME_TIMESTAMP" -> sourceTime = scalar(parser);
                    case "__REALTIME_TIMESTAMP" -> time = scalar(parser);
                    default -> parser.skipChildren();
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The text of a field that comes once; empty otherwise. */
    private static String scalar(JsonParser parser) throws IOException {
        String text = parser.getValueAsString("");
        parser.skipChildren();
        return text;
    }

    /** Reads the message if it is a text. The entries of other programs may have several, or none. */
    private void readMessage(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                append(c < 0x80 ? (byte) c : (byte) '?'); // the kernel writes other characters in hexadecimal
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            boolean ofBytes = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                ofBytes &= parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
                if (ofBytes) {
                    append((byte) parser.getIntValue());
                }
                parser.skipChildren();
            }
            messageLength = ofBytes ? messageLength : 0;
        } else {
            isLeftOut = parser.currentToken() == JsonToken.VALUE_NULL;
            parser.skipChildren();
        }
    }

    private void append(byte c) {
        if (messageLength + 1 + Bytes.PADDING >= message.length) {
            message = Arrays.copyOf(message, message.length * 2);
        }
        message[messageLength++] = c == '\n' ? 0 : c; // a line feed would end the record early; 0 makes it damaged
    }

    /** The bytes of the message. A line feed follows them. */
    byte[] message() {
        message[messageLength] = '\n';
        return message;
    }

    int messageLength() {
        return messageLength;
    }

    /** Whether the message is null: it was too long for journalctl without --all. */
    boolean isLeftOut() {
        return isLeftOut;
    }

    /** Whether the kernel wrote the entry, to its log or to the audit socket. */
    boolean isFromTheKernel() {
        return transport.equals("kernel") || isFromAuditSocket();
    }

    /** Whether it is an entry of the journal at all: another collector's JSON says nothing that can be trusted. */
    boolean isOfJournal() {
        return !transport.isEmpty();
    }

    /** What the program that wrote the entry calls itself. */
    String identifier() {
        return identifier;
    }

    boolean isFromJournald() {
        return transport.equals("driver");
    }

    boolean isFromAuditSocket() {
        return transport.equals("audit");
    }

    /** When the entry was written, in milliseconds since 1970, or {@link Selection#NO_TIME}. */
    long time() {
        String text = sourceTime.isEmpty() ? time : sourceTime;
        byte[] digits = Bytes.ascii(text);
        long micros = Bytes.decimal(digits, 0, digits.length);
        return micros < 0 ? Selection.NO_TIME : micros / 1000;
    }
}
