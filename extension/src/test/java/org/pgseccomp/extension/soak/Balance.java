package org.pgseccomp.extension.soak;

/**
 * What a load has provoked beside what the server has counted of it. Where a session is killed, its client does not know how far the last
 * statement came: it says the least and the most.
 */
final class Balance {
    private final String what;
    private long least;
    private long most;
    private long counted;

    Balance(String what) {
        this.what = what;
    }

    void provoked(long atLeast, long atMost) {
        least += atLeast;
        most += atMost;
    }

    void counted(long number) {
        counted += number;
    }

    boolean addsUp() {
        return counted >= least && counted <= most;
    }

    /** A line of the table. */
    String line() {
        return String.format("%-47s %10d %10s", what, counted, provoked());
    }

    /** What is said where it does not add up. */
    String complaint() {
        return what + ": the load provoked " + provoked() + ", and " + counted + " were counted";
    }

    private String provoked() {
        return least == most ? Long.toString(least) : least + " to " + most;
    }
}
