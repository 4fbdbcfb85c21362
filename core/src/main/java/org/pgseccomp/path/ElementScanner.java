package org.pgseccomp.path;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.WhiteSpace;

/**
 * Takes a list apart:
 *
 * <pre>
 *   list    = [ element { "," element } ]
 *   element = white-space* ( word | '"' { char | '""' } '"' [ word ] ) white-space*
 *   word    = one or more chars, none of them white space, a comma or a double quote
 * </pre>
 */
final class ElementScanner {
    /**
     * An element.
     *
     * @param quoted what stands in its double quotes; null if it has none
     * @param rest what stands outside of them
     */
    record Element(String quoted, String rest, String written, int ordinal, int position) {}

    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private ListProblem problem;

    private ElementScanner(String text) {
        this.text = text;
    }

    /** Scans; afterwards {@link #problem()} says whether {@link #elements()} are all. */
    static ElementScanner scan(String text) {
        ElementScanner scanner = new ElementScanner(text);
        scanner.scanAll();
        return scanner;
    }

    List<Element> elements() {
        return elements;
    }

    /** The first syntax error, or null. */
    ListProblem problem() {
        return problem;
    }

    private void scanAll() {
        int next = WhiteSpace.skip(text, 0);
        if (next == text.length()) {
            return;
        }
        while (problem == null) {
            int start = next;
            int open = start;
            String quoted = null;
            if (start < text.length() && text.charAt(start) == '"') {
                open = endOfQuoted(start);
                if (open < 0) {
                    fail("has no closing quote", start);
                    return;
                }
                quoted = unquoted(start, open);
            }
            int end = endOfWord(open);
            if (end == start) {
                fail("is empty", start);
                return;
            }
            elements.add(new Element(
                    quoted, text.substring(open, end), text.substring(start, end), elements.size() + 1, start + 1));
            next = WhiteSpace.skip(text, end);
            if (next == text.length()) {
                return;
            }
            if (text.charAt(next) != ',') {
                elements.remove(elements.size() - 1);
                fail("is not followed by a comma", start);
                return;
            }
            next = WhiteSpace.skip(text, next + 1);
        }
    }

    private void fail(String reason, int start) {
        problem = new ListProblem(
                "",
                elements.size() + 1,
                start + 1,
                reason,
                "Separate elements by commas, and write a path with commas or blanks in double quotes.");
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < text.length()
                && text.charAt(end) != ','
                && text.charAt(end) != '"'
                && !WhiteSpace.is(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The index behind the closing quote, -1 if there is none. */
    private int endOfQuoted(int start) {
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

    private String unquoted(int start, int end) {
        StringBuilder name = new StringBuilder(end - start);
        int i = start + 1;
        while (i < end - 1) {
            name.append(text.charAt(i));
            i += text.charAt(i) == '"' ? 2 : 1;
        }
        return name.toString();
    }
}
