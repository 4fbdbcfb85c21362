package org.pgseccomp.cli.learn;

/** Takes lines, one at a time. */
interface LineConsumer {
    /**
     * Takes a line without being told where it ends, if that is quick: to look for the end first would be a second reading of
     * what nearly every line of a long log is.
     *
     * @param b as {@link #line} has it, with a line feed somewhere from {@code from} on
     * @return where the line ends, and {@link #quickKind} is what it is; or -1 if the line was not taken
     */
    default int takeQuickly(byte[] b, int from) {
        return -1;
    }

    /** What the line is that was taken quickly. */
    default LineKind quickKind() {
        throw new IllegalStateException();
    }

    /**
     * Takes a line.
     *
     * @param b holds the line; it ends with a line feed at {@code to}, and {@link Bytes#PADDING} bytes follow that. Valid only
     *     during the call
     * @return what the line is
     */
    LineKind line(byte[] b, int from, int to);

    /** What is wrong with a line that turned out to be damaged, for a person. */
    default String damage(byte[] b, int from, int to) {
        return "it cannot be read whole";
    }

    /** Is told of a line that was too long to be taken, and counts as damaged. */
    default void tooLong() {}

    /** Whether the lines taken so far are a beginning whose end is missing, where the format can tell. */
    default boolean endsEarly() {
        return false;
    }
}
