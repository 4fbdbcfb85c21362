package org.pgseccomp.cli.status;

import java.util.Locale;

/** What a server does with its policy. */
public enum Mode {
    /** Each process has its filters, and they deny. */
    ENFORCING("enforces its policy"),
    /** {@code pgseccomp.warn_only}: nothing but the global filter denies. */
    WARN_ONLY("only warns: pgseccomp.warn_only is on"),
    /** {@code pgseccomp.learn}: all calls are allowed and recorded. */
    LEARNING("learns, and enforces nothing: pgseccomp.learn is on"),
    /** The library is loaded, and no filter. */
    OFF("loads no filter: pgseccomp.enabled is off"),
    /** The library is not loaded. */
    ABSENT("has no filter: shared_preload_libraries does not name pgseccomp");

    private final String description;

    Mode(String description) {
        this.description = description;
    }

    /** What the server does, behind its name. */
    public String description() {
        return description;
    }

    /** As JSON and tables have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
