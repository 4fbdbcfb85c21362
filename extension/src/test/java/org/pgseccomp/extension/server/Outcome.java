package org.pgseccomp.extension.server;

import java.util.Locale;

/** What the denial of a call does to a server, the worst first. */
enum Outcome {
    STARTS_NOT,
    /** It takes no sessions. */
    SERVES_NOT,
    RECOVERS_NOT,
    LOSES_DATA,
    PANIC,
    /** The postmaster dies. */
    DIES,
    STOPS_NOT,
    /** A process of the server outlives the postmaster. */
    ORPHAN,
    HANGS,
    /** The log is flooded, or a processor is busy without end. */
    LOOPS,
    LEAKS,
    /** A process died by a signal, and PostgreSQL ended all sessions. */
    CRASH_RESTART,
    /** A whole feature of the server does not work. */
    FEATURE,
    /** A statement leaves files or folders behind. */
    LEAVES_FILES,
    /** Single statements fail. */
    STATEMENT,
    /** The policy is refused. */
    REFUSED,
    NOTHING;

    /** As the table has it. */
    String shown() {
        return this == PANIC ? name() : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether a policy with this outcome has to be refused. */
    boolean isUnacceptable() {
        return compareTo(FEATURE) < 0;
    }
}
