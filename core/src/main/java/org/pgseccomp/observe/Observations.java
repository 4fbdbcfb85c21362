package org.pgseccomp.observe;

import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Everything that a server has seen while it learnt.
 *
 * @param architecture whose numbers these are
 * @param server the major version of PostgreSQL
 * @param since when the first call was seen, in seconds since 1970; 0: none was
 * @param seconds how long the server learnt, in all
 * @param notKept calls for which there was no room: if there are any, lists made of the others may lack something
 * @param crashRestarts how often PostgreSQL restarted its processes after a crash
 * @param uncounted numbers of the calls that were not counted, because every process needs them
 * @param subjects who made calls
 */
public record Observations(
        Architecture architecture,
        int server,
        long since,
        long seconds,
        long notKept,
        long crashRestarts,
        List<Integer> uncounted,
        List<ObservedSubject> subjects) {
    /** The number that stands for calls of other ABIs and for numbers beyond all tables. */
    public static final int OTHER_ABI = 1024;

    public Observations {
        uncounted = List.copyOf(uncounted);
        subjects = List.copyOf(subjects);
    }
}
