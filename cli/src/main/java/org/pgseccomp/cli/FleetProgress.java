package org.pgseccomp.cli;

import java.io.PrintStream;

/** How many servers have answered, on a terminal. */
final class FleetProgress implements AutoCloseable {
    private static final String ERASE_LINE = "\r\033[K";

    private final int total;
    private final PrintStream terminal;
    private int answered;

    FleetProgress(int total, boolean onTerminal) {
        this.total = total;
        this.terminal = onTerminal ? System.err : null;
    }

    /** One more has. */
    synchronized void answered() {
        answered++;
        if (terminal != null) {
            terminal.print(ERASE_LINE + answered + " of " + total + " servers");
            terminal.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (terminal != null) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
