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
 * @param notKept calls for which there was no room, unsigned: if there are any, lists made of the others may lack something
 * @param crashRestarts how often PostgreSQL restarted its processes after a crash, unsigned
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

    /** How many subjects, calls of all of them, and values of a call are kept. */
    public static final int MOST_SUBJECTS = 8192;

    public static final int MOST_CALLS = 131072;
    public static final int MOST_VALUES = 8;

    /** The last moment that PostgreSQL and the tool can show, the end of the year 9999, in seconds since 1970. */
    public static final long LATEST_TIME = 253402300799L;

    public Observations {
        uncounted = List.copyOf(uncounted);
        subjects = List.copyOf(subjects);
    }
}
