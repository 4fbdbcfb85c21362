package org.pgseccomp.policy;

/** Where a filter comes from, in the order in which the filters of a session are loaded; the order is part of the boundary to C. */
public enum Level {
    /** The postmaster, and everything that it starts. */
    GLOBAL("global"),
    /** A session, after its client is authenticated. */
    SESSION("session"),
    /** A session, and a worker, of a database that has settings of its own. */
    DATABASE("database"),
    /** A session that called {@code set_client_filter}. */
    CLIENT("client");

    private final String label;

    Level(String label) {
        this.label = label;
    }

    /** The name that {@code seccomp_filter()} shows. */
    public String label() {
        return label;
    }
}
