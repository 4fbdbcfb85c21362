package org.pgseccomp.path;

/**
 * An element of a list of files.
 *
 * @param name a name of {@link PathName}; null for a path
 * @param path absolute, without a slash at its end; null for a name
 * @param rights {@link Rights}; 0 where none are written
 * @param written as it stands
 * @param ordinal 1 for the first
 * @param position of its first char in the list, 1 for the first
 */
public record PathElement(PathName name, String path, int rights, String written, int ordinal, int position) {
    /** The same, in the place of an element that stands for it. */
    public PathElement at(PathElement standsFor) {
        return new PathElement(name, path, rights, standsFor.written(), standsFor.ordinal(), standsFor.position());
    }
}
