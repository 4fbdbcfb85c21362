package org.pgseccomp.syscall;

/**
 * A version of Linux, 6.1 for one. Stable releases (6.1.140) and what distributions add count as the version that they are made of: a distribution that
 * brings newer calls to an older kernel, as Red Hat's do, is older here than it is.
 *
 * @param major 6
 * @param minor 1
 */
public record KernelVersion(int major, int minor) {
    private static final int MOST_DIGITS = 4;

    /**
     * Reads a release as {@code uname -r} prints it, or a version.
     *
     * @return null for what does not begin with two numbers
     */
    public static KernelVersion of(String release) {
        int dot = digits(release, 0);
        if (dot == 0 || dot >= release.length() || release.charAt(dot) != '.') {
            return null;
        }
        int end = digits(release, dot + 1);
        boolean isEnd = end == release.length() || !isWord(release.charAt(end));
        if (end == dot + 1 || !isEnd) {
            return null;
        }
        return new KernelVersion(number(release, 0, dot), number(release, dot + 1, end));
    }

    /** Where the digits from a place on end. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isWord(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + (text.charAt(i) - '0');
        }
        return number;
    }

    /** Whether it is older than another one. */
    public boolean isBefore(KernelVersion other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }

    /** As people write it: 6.1. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
