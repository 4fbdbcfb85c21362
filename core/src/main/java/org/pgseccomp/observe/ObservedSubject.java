package org.pgseccomp.observe;

import java.util.List;

/**
 * Who made calls.
 *
 * @param type a process type's setting name, or {@code postmaster}, {@code starting} (a child of the postmaster that has no policy
 *     of its own yet), {@code client_backend}, {@code parallel_worker}, {@code other}
 * @param program {@code postgres}, or the name of what the process has executed
 * @param role empty where there is none
 * @param database empty where there is none
 * @param first when the first of its calls was seen, in seconds since 1970
 * @param last the same of the last one
 * @param calls by number
 */
public record ObservedSubject(
        String type, String program, String role, String database, long first, long last, List<ObservedCall> calls) {
    /** The program of the server's own processes. */
    public static final String SERVER = "postgres";

    public ObservedSubject {
        calls = List.copyOf(calls);
    }

    boolean isServer() {
        return program.equals(SERVER);
    }
}
