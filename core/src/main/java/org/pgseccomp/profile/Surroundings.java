package org.pgseccomp.profile;

/**
 * What a profile looks at in a server, as words with single spaces between them: {@code glibc_x86_64} (the C library is glibc, and the architecture
 * x86_64), {@code s390x}, {@code glibc_2_39} (that version of glibc or a later one), {@code before_16} and {@code since_17} and so on (PostgreSQL's major version), {@code io_uring} (io_method is io_uring), {@code
 * restores} (the server has a restore_command, or another command of recovery), and {@code clock_…} for each call by which this machine has
 * to ask its clock.
 */
public record Surroundings(String words) {
    /** Nothing is known. */
    public static final Surroundings UNKNOWN = new Surroundings("");

    /**
     * Whether what a line asks for is so.
     *
     * @param when one word, or {@code !} and a word that must not hold; empty: always
     */
    boolean meet(String when) {
        if (when.isEmpty()) {
            return true;
        }
        boolean isNegated = when.charAt(0) == '!';
        String word = isNegated ? when.substring(1) : when;
        return (" " + words + " ").contains(" " + word + " ") != isNegated;
    }
}
