package org.pgseccomp.cli.convert;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a JSON or YAML document, with the line where it begins: what a message points at.
 *
 * @param fields of a map, each name once; else null
 * @param items of a list; else null
 * @param text of a text, a number or a word such as true; null of a map, a list, and of null
 */
record Node(int line, Map<String, Node> fields, List<Node> items, String text, boolean isQuoted) {
    /** A document that is deeper is none of the formats that are read here. */
    static final int DEEPEST = 32;

    /** More parts than any profile has, and few enough for the memory of a small machine. */
    static final int MOST_PARTS = 1_000_000;

    static Node map(int line) {
        return new Node(line, new LinkedHashMap<>(), null, null, false);
    }

    static Node list(int line) {
        return new Node(line, null, new ArrayList<>(), null, false);
    }

    static Node scalar(int line, String text, boolean isQuoted) {
        return new Node(line, null, null, text, isQuoted);
    }

    boolean isNull() {
        return fields == null && items == null && text == null;
    }

    private String kind() {
        return fields != null ? "a map" : items != null ? "a list" : text == null ? "null" : "\"" + shortened() + "\"";
    }

    private String shortened() {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    /** A field; null where it is absent or null. */
    Node field(String name) {
        Node found = fields == null ? null : fields.get(name);
        return found == null || found.isNull() ? null : found;
    }

    SourceException wrong(String what, String wanted) {
        return new SourceException(line, what + " has to be " + wanted + ", and is " + kind());
    }

    Map<String, Node> asMap(String what) throws SourceException {
        if (fields == null) {
            throw wrong(what, "a map");
        }
        return fields;
    }

    List<Node> asList(String what) throws SourceException {
        if (items == null) {
            throw wrong(what, "a list");
        }
        return items;
    }

    String asText(String what) throws SourceException {
        if (text == null) {
            throw wrong(what, "a text");
        }
        return text;
    }

    /** A number of 64 bits without a sign, or a negative one of 64 bits as the bits that it is. */
    long asBits(String what) throws SourceException {
        BigInteger number = integer(what);
        if (number.bitLength() > 64 || (number.signum() < 0 && number.bitLength() > 63)) {
            throw wrong(what, "a number of 64 bits");
        }
        return number.longValue();
    }

    int asInt(String what, int least, int greatest) throws SourceException {
        BigInteger number = integer(what);
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(greatest)) > 0) {
            throw wrong(what, "a number from " + least + " to " + greatest);
        }
        return number.intValue();
    }

    private BigInteger integer(String what) throws SourceException {
        // No longer than what could fit: long numbers take long to read. Some readers of YAML take 010 for
        // 8, and some for 10. A text is taken too: the definition of SeccompProfile wants one for errnoRet.
        if (text == null || !text.matches("-?(?:0|[1-9][0-9]{0,19})")) {
            throw wrong(what, "a whole number, without leading zeros");
        }
        return new BigInteger(text);
    }
}
