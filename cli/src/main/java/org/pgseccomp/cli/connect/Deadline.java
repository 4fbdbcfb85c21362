package org.pgseccomp.cli.connect;

import java.util.ArrayList;
import java.util.List;

/** When the answer of a server has to be there; what is connected to it then is closed. */
final class Deadline {
    private final long seconds;
    private final List<ConnectionAttempt> attempts = new ArrayList<>();
    private boolean over;

    Deadline(long seconds) {
        this.seconds = seconds;
    }

    long seconds() {
        return seconds;
    }

    /** Ends an attempt too, when time is over. */
    synchronized void ends(ConnectionAttempt attempt) {
        attempts.add(attempt);
        if (over) {
            attempt.close();
        }
    }

    /** Time is over. */
    synchronized void reached() {
        over = true;
        for (ConnectionAttempt each : attempts) {
            each.close();
        }
    }
}
