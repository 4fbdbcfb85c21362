package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * Signatures of system calls by name. Immutable. The generated text stays one string, as in {@link SyscallTable}: a name is searched in it by
 * bisection, and its parameters are read when they are asked for.
 */
final class SignatureTable {
    private static final int MOST = 1024;

    /** System calls have at most six arguments. */
    private static final int MOST_PARAMETERS = 6;

    private final String text;
    private final int size;
    /** Where each line begins. */
    private final int[] lines;

    private SignatureTable(String text, int size, int[] lines) {
        this.text = text;
        this.size = size;
        this.lines = lines;
    }

    /**
     * Reads a generated text.
     *
     * @throws IllegalArgumentException if it is out of order: the generator or the file is broken
     */
    static SignatureTable parse(String text) {
        int[] lines = new int[MOST];
        int size = 0;
        int position = 0;
        String previous = "";
        while (position < text.length()) {
            String name = text.substring(position, endOfWord(text, position));
            if (size == MOST || name.compareTo(previous) <= 0) {
                throw new IllegalArgumentException(name + " is out of order, or one too many");
            }
            lines[size] = position;
            size++;
            previous = name;
            position = text.indexOf('\n', position) + 1;
        }
        return new SignatureTable(text, size, lines);
    }

    /** The end of the word that begins at a position; a line ends with a line feed. */
    private static int endOfWord(String text, int from) {
        int end = from;
        while (text.charAt(end) != ' ' && text.charAt(end) != '\n') {
            end++;
        }
        return end;
    }

    /**
     * The parameters of a name.
     *
     * @return null if it has no signature here
     */
    List<Parameter> of(String name) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(name, lines[middle]);
            if (order == 0) {
                return parameters(lines[middle] + name.length());
            }
            if (order < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return null;
    }

    /** Compares a name with the word that begins at a position. */
    private int compare(String name, int position) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(position + i);
            if (c == ' ' || c == '\n') {
                return 1;
            }
            if (name.charAt(i) != c) {
                return name.charAt(i) - c;
            }
        }
        char next = text.charAt(position + length);
        return next == ' ' || next == '\n' ? 0 : -1;
    }

    /** Reads {@code name:kind} up to the end of the line. */
    private List<Parameter> parameters(int behindName) {
        List<Parameter> parameters = new ArrayList<>(MOST_PARAMETERS);
        int position = behindName;
        while (text.charAt(position) == ' ') {
            int colon = text.indexOf(':', position);
            int end = endOfWord(text, colon);
            ParameterKind kind = ParameterKind.of(text.charAt(colon + 1));
            parameters.add(new Parameter(text.substring(position + 1, colon), kind, text.charAt(end - 1) == '?'));
            position = end;
        }
        if (parameters.size() > MOST_PARAMETERS) {
            throw new IllegalArgumentException("more than " + MOST_PARAMETERS + " parameters");
        }
        return parameters;
    }
}
