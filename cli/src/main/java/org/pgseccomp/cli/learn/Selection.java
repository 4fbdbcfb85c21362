package org.pgseccomp.cli.learn;

import java.util.List;

/**
 * Which records count.
 *
 * @param executables names or paths, see {@link ExecutableFilter}
 * @param user null for every user
 * @param since earliest time in milliseconds since 1970, {@link Long#MIN_VALUE} for no limit
 * @param until latest time, {@link Long#MAX_VALUE} for no limit
 */
public record Selection(List<String> executables, UserFilter user, long since, long until) {
    /** The time of a record that states none, or states it in the words of a locale. */
    static final long NO_TIME = Long.MIN_VALUE;

    public Selection {
        executables = List.copyOf(executables);
    }

    /** Whether every time is wanted. */
    boolean isTimeless() {
        return since == Long.MIN_VALUE && until == Long.MAX_VALUE;
    }

    /** TAKEN if the time is wanted, or else why not. */
    LineKind ofTime(long time) {
        if (isTimeless()) {
            return LineKind.TAKEN;
        }
        if (time == NO_TIME) {
            return LineKind.UNDECIDED;
        }
        return time < since || time > until ? LineKind.OTHER_TIME : LineKind.TAKEN;
    }
}
