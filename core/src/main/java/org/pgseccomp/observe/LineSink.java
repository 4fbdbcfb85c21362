package org.pgseccomp.observe;

/** Where lines go, one after the other: there may be megabytes of them, and nobody needs them all as strings at once. */
public interface LineSink {
    /** Takes a line, without its end. The builder is used again for the next one. */
    void line(StringBuilder line);
}
