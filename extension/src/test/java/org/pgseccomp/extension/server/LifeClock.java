package org.pgseccomp.extension.server;

import java.time.Duration;
import java.time.Instant;

/** Whether the server knows what time it is. */
final class LifeClock {
    private LifeClock() {}

    static void check(ServerLife life) {
        life.run("SELECT extract(epoch FROM clock_timestamp())::bigint").ifPresent(seconds -> {
            Instant there = Instant.ofEpochSecond(Long.parseLong(seconds));
            if (Duration.between(there, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) > 0) {
                life.findings().add(Outcome.LOSES_DATA, "clock_timestamp() is " + there);
            }
        });
    }
}
