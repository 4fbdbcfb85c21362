package org.pgseccomp.policy;

/**
 * Something that a domain allows.
 *
 * @param value {@link org.pgseccomp.path.Rights}, or a port
 * @param path "" where there is none
 * @param element where a path was written that stands there by itself: completes the message of one that does not exist; "" else
 */
public record DomainRule(Kind kind, int value, String path, String element) {
    /** What a rule is about; the order is part of the boundary to C. */
    public enum Kind {
        /** A file, or a folder and what is beneath it. */
        BENEATH,
        /** What this version of PostgreSQL has in the table spaces to which the links in a folder point. */
        LINKS_IN,
        /** The files that settings were read from, and the names in their folders. */
        FILES_OF_SETTINGS,
        /** Connections to a port. */
        CONNECT,
        /** Sockets that are bound to a port. */
        BIND
    }
}
