package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.WhiteSpace;

/**
 * A list of names, split the way PostgreSQL splits identifier lists (SplitIdentifierString in varlena.c):
 *
 * <pre>
 *   list    = [ element { "," element } ]
 *   element = white-space* ( name | '"' { char | '""' } '"' ) white-space*
 *   name    = one or more chars, none of them white space or a comma; folded to lower case
 * </pre>
 *
 * <p>Names are not truncated to 63 bytes, as PostgreSQL does: a longer name is no system call, and a message should show it
 * whole.
 */
final class IdentifierList {
    /**
     * An element of a list.
     *
     * @param name folded, or as quoted
     * @param ordinal 1 for the first
     * @param position of its first char in the list, 1 for the first
     * @param quoted whether it stood in double quotes
     */
    record Element(String name, int ordinal, int position, boolean quoted) {}

    /**
     * Why a text is no list.
     *
     * @param reason completes the sentence "Element n, at character m, …"
     * @param ordinal 1 for the first
     * @param position 1 for the first char
     */
    record SyntaxError(String reason, int ordinal, int position) {}

    private final List<Element> elements;
    private final SyntaxError error;

    private IdentifierList(List<Element> elements, SyntaxError error) {
        this.elements = List.copyOf(elements);
        this.error = error;
    }

    /** The elements in their order; none if the text has a syntax error. */
    List<Element> elements() {
        return elements;
    }

    /** The first syntax error, or null. */
    SyntaxError error() {
        return error;
    }

    static IdentifierList parse(String text) {
        List<Element> elements = new ArrayList<>();
        int next = WhiteSpace.skip(text, 0);
        if (next == text.length()) {
            return new IdentifierList(elements, null);
        }
        while (true) {
            int start = next;
            int ordinal = elements.size() + 1;
            boolean quoted = start < text.length() && text.charAt(start) == '"';
            int end = quoted ? endOfQuoted(text, start) : endOfName(text, start);
            if (end < 0) {
                return failed("has no closing quote", ordinal, start);
            }
            if (end == start) {
                return failed("is empty", ordinal, start);
            }
            String name = quoted ? unquoted(text, start, end) : AsciiCase.lower(text.substring(start, end));
            elements.add(new Element(name, ordinal, start + 1, quoted));
            next = WhiteSpace.skip(text, end);
            if (next == text.length()) {
                return new IdentifierList(elements, null);
            }
            if (text.charAt(next) != ',') {
                return failed("is not followed by a comma", ordinal, start);
            }
            next = WhiteSpace.skip(text, next + 1);
        }
    }

    private static IdentifierList failed(String reason, int ordinal, int start) {
        return new IdentifierList(List.of(), new SyntaxError(reason, ordinal, start + 1));
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != ',' && !WhiteSpace.is(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The index behind the closing quote, -1 if there is none. */
    static int endOfQuoted(String text, int start) {
        int end = start + 1;
        while (end < text.length()) {
            if (text.charAt(end) != '"') {
                end++;
            } else if (end + 1 < text.length() && text.charAt(end + 1) == '"') {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return -1;
    }

    /** What stands in quotes, with one for two in it. */
    static String unquoted(String text, int start, int end) {
        StringBuilder name = new StringBuilder(end - start);
        int i = start + 1;
        while (i < end - 1) {
            name.append(text.charAt(i));
            i += text.charAt(i) == '"' ? 2 : 1;
        }
        return name.toString();
    }
}
