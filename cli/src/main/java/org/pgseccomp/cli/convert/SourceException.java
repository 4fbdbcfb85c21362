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
}
