package org.pgseccomp.cli.learn;

/** Takes lines, one at a time. */
interface LineConsumer {
    /**
     * Takes a line.
     *
     * @param b holds the line; it ends with a line feed at {@code to}, and {@link Bytes#PADDING} bytes follow that. Valid only
     *     during the call
     * @return what the line is
     */
    LineKind line(byte[] b, int from, int to);
}
