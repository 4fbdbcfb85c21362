package org.pgseccomp.path;

/**
 * What may be done with files, as bits; the same in C. Reading is part of all: a file that can be written and not read is nothing that
 * PostgreSQL has a use for.
 */
public final class Rights {
    /** To read files, and to list folders. */
    public static final int READ = 1;
    /** To write files, and to make, rename and remove files and folders; no links, devices, sockets and fifos. */
    public static final int WRITE = 2;
    /** To execute. */
    public static final int EXECUTE = 4;

    private Rights() {}

    /** The rights of a text, {@code rw} for one; 0 for what is none. */
    static int of(String text) {
        return switch (text) {
            case "r" -> READ;
            case "rw" -> READ | WRITE;
            case "rx" -> READ | EXECUTE;
            case "rwx" -> READ | WRITE | EXECUTE;
            default -> 0;
        };
    }
}
