package org.pgseccomp.cli.learn;

import java.io.IOException;

/** Bytes, read in blocks. */
interface BlockInput {
    /** Reads up to that many bytes, at least one. Answers their number, or -1 at the end. */
    int read(byte[] b, int from, int length) throws IOException;
}
