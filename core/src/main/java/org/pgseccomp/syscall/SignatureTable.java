package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * Signatures of system calls by name. Immutable. The generated text stays one string ({@link SortedText}): the parameters of a call are read
 * when they are asked for.
 */
final class SignatureTable {
    /** System calls have at most six arguments. */
    private static final int MOST_PARAMETERS = 6;

    private final String text;

    SignatureTable(String text) {
        this.text = text;
    }

    /**
     * The parameters of a name.
     *
     * @return null if it has no signature here
     */
    List<Parameter> of(String name) {
        int behindName = SortedText.find(text, name);
        return behindName < 0 ? null : parameters(behindName);
    }

    /** Reads {@code name/name:kind} up to the end of the line. */
    private List<Parameter> parameters(int behindName) {
        List<Parameter> parameters = new ArrayList<>(MOST_PARAMETERS);
        int position = behindName;
        while (text.charAt(position) == ' ') {
            int colon = text.indexOf(':', position);
            int end = SortedText.endOfWord(text, colon);
            ParameterKind kind = ParameterKind.of(text.charAt(colon + 1));
            parameters.add(new Parameter(names(position + 1, colon), kind, text.charAt(end - 1) == '?'));
            position = end;
        }
        if (parameters.size() > MOST_PARAMETERS) {
            throw new IllegalArgumentException("more than " + MOST_PARAMETERS + " parameters");
        }
        return parameters;
    }

    private List<String> names(int from, int to) {
        List<String> names = new ArrayList<>(2);
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == '/') {
                names.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return names;
    }
}
