package org.pgseccomp.cli.convert;

import java.io.IOException;

/** A source that cannot be read. */
public final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int line;

    SourceException(int line, String reason) {
        super(reason);
        this.line = line;
    }

    /** Where it is wrong; 0: as a whole. */
    public int line() {
        return line;
    }

    /** What a message quotes of a source: the beginning of what is long. */
    static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
