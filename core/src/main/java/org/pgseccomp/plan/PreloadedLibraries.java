package org.pgseccomp.plan;

/**
 * The value of shared_preload_libraries, read as PostgreSQL does ({@code SplitDirectoriesString} in varlena.c): names between commas, with blanks around
 * them; a name in double quotes, with two for one in it. Of a list that cannot be read PostgreSQL loads nothing, and starts.
 */
final class PreloadedLibraries {
    static final String LIBRARY = "pgseccomp";

    /** What PostgreSQL adds to a name that is no file. */
    private static final String SUFFIX = ".so";

    private final String list;
    private int at;
    private boolean isFound;
    private boolean isBroken;

    PreloadedLibraries(String list) {
        this.list = list;
        skipBlanks();
        boolean more = at < list.length();
        while (more && !isBroken) {
            readName();
            skipBlanks();
            more = at < list.length();
            isBroken |= more && list.charAt(at) != ',';
            if (more) {
                at++;
                skipBlanks();
            }
        }
    }

    /** Whether pgseccomp is loaded. */
    boolean hasLibrary() {
        return isFound && !isBroken;
    }

    /** Whether the list cannot be read. */
    boolean isBroken() {
        return isBroken;
    }

    private void readName() {
        boolean isQuoted = at < list.length() && list.charAt(at) == '"';
        String name = isQuoted ? quoted() : unquoted();
        isBroken |= !isQuoted && name.isEmpty();
        String file = name.substring(name.lastIndexOf('/') + 1);
        isFound |= file.equals(LIBRARY) || file.equals(LIBRARY + SUFFIX);
    }

    private String unquoted() {
        int from = at;
        int end = at;
        while (at < list.length() && list.charAt(at) != ',') {
            if (!isBlank(list.charAt(at))) {
                end = at + 1;
            }
            at++;
        }
        return list.substring(from, end);
    }

    private String quoted() {
        StringBuilder name = new StringBuilder();
        at++;
        while (at < list.length()) {
            char c = list.charAt(at);
            at++;
            if (c != '"') {
                name.append(c);
            } else if (at < list.length() && list.charAt(at) == '"') {
                name.append(c);
                at++;
            } else {
                return name.toString();
            }
        }
        isBroken = true;
        return "";
    }

    private void skipBlanks() {
        while (at < list.length() && isBlank(list.charAt(at))) {
            at++;
        }
    }

    /** Blanks of PostgreSQL's scanner. */
    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0b;
    }
}
