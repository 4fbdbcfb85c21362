package org.pgseccomp.policy;

import org.pgseccomp.syscall.WhiteSpace;

/**
 * The value of shared_preload_libraries, read as PostgreSQL does ({@code SplitDirectoriesString} in varlena.c): names between commas, with white space
 * around them and, unlike in an {@link IdentifierList}, in them. Of a list that cannot be read PostgreSQL loads nothing, and starts.
 */
public final class PreloadedLibraries {
    /** The library. */
    public static final String LIBRARY = "pgseccomp";

    /** What PostgreSQL adds to a name that is no file. */
    private static final String SUFFIX = ".so";

    private final String list;
    private int next;
    private boolean isFound;
    private boolean isBroken;

    /** Reads a value. */
    public PreloadedLibraries(String list) {
        this.list = list;
        next = WhiteSpace.skip(list, 0);
        boolean more = next < list.length();
        while (more && !isBroken) {
            readName();
            next = WhiteSpace.skip(list, next);
            more = next < list.length();
            isBroken |= more && list.charAt(next) != ',';
            next = more ? WhiteSpace.skip(list, next + 1) : next;
        }
    }

    /** Whether pgseccomp is loaded. */
    public boolean hasLibrary() {
        return isFound && !isBroken;
    }

    /** Whether the list cannot be read. */
    public boolean isBroken() {
        return isBroken;
    }

    private void readName() {
        boolean isQuoted = next < list.length() && list.charAt(next) == '"';
        int end = isQuoted ? IdentifierList.endOfQuoted(list, next) : endOfName();
        if (end < 0 || end == next) {
            isBroken = true;
            return;
        }
        String name = isQuoted ? IdentifierList.unquoted(list, next, end) : list.substring(next, end);
        String file = name.substring(name.lastIndexOf('/') + 1);
        isFound |= file.equals(LIBRARY) || file.equals(LIBRARY + SUFFIX);
        next = end;
    }

    /** Behind the last char before the comma that is no white space. */
    private int endOfName() {
        int end = next;
        int at = next;
        while (at < list.length() && list.charAt(at) != ',') {
            if (!WhiteSpace.is(list.charAt(at))) {
                end = at + 1;
            }
            at++;
        }
        return end;
    }
}
