package org.pgseccomp.cli.status;

import java.time.Instant;

/**
 * A row of {@code seccomp_denials}.
 *
 * @param syscall its name, or its number where it has none
 * @param action {@code error}, {@code terminate} or {@code warn}
 * @param source the outermost filter that denied it
 */
public record CountedDenial(
        String type,
        String role,
        String database,
        String syscall,
        String action,
        String source,
        long count,
        Instant first,
        Instant last) {
    /** Whether the call was made all the same. */
    public boolean isWarning() {
        return action.equals("warn");
    }
}
