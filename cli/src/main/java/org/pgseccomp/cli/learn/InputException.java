package org.pgseccomp.cli.learn;

import java.io.IOException;

/** An input that cannot be read at all. What was observed so far is no answer to the question that was asked. */
public final class InputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String input;

    InputException(String input, String reason) {
        super(reason);
        this.input = input;
    }

    InputException(String input, String reason, IOException cause) {
        super(reason, cause);
        this.input = input;
    }

    /** The name of the input, as the user gave it. */
    public String input() {
        return input;
    }
}
