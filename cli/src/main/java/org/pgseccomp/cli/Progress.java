package org.pgseccomp.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** One line on a terminal that says how far the reading of long input has come. */
final class Progress implements LongConsumer, AutoCloseable {
    private static final long FIRST_MILLIS = 500;
    private static final long EACH_MILLIS = 200;
    private static final String ERASE_LINE = "\r\033[K";

    private final LongAdder done = new LongAdder();
    private final long total;
    private final PrintStream terminal;
    private final long start = System.nanoTime();
    private final Thread thread;
    private boolean shown;

    private Progress(long total, boolean onTerminal) {
        this.total = total;
        this.terminal = System.err;
        this.thread = onTerminal ? new Thread(this::run, "progress") : null;
    }

    /**
     * Begins to show progress after half a second.
     *
     * @param total bytes to be read, 0 if that is not known
     * @param onTerminal whether standard error is a terminal; if not, nothing is shown
     */
    static Progress begin(long total, boolean onTerminal) {
        Progress progress = new Progress(total, onTerminal);
        if (progress.thread != null) {
            progress.thread.setDaemon(true);
            progress.thread.start();
        }
        return progress;
    }

    @Override
    public void accept(long bytes) {
        done.add(bytes);
    }

    private void run() {
        try {
            Thread.sleep(FIRST_MILLIS);
            while (true) {
                shown = true;
                terminal.print(ERASE_LINE + line(done.sum(), total, (System.nanoTime() - start) / 1e9));
                terminal.flush();
                Thread.sleep(EACH_MILLIS);
            }
        } catch (InterruptedException e) {
            if (shown) {
                terminal.print(ERASE_LINE);
                terminal.flush();
            }
        }
    }

    /** What is shown. */
    static String line(long done, long total, double seconds) {
        double speed = seconds > 0 ? (double) done / seconds : 0;
        if (total <= 0) {
            return String.format(Locale.ROOT, "%s read, %s/s", size((double) done), size(speed));
        }
        double part = Math.min(1.0, (double) done / total);
        int bar = (int) (part * 30);
        long left = speed > 0 ? Math.round((double) Math.max(0, total - done) / speed) : 0;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%% of %s, %s/s, %d s left",
                "#".repeat(bar),
                " ".repeat(30 - bar),
                Math.floor(part * 100),
                size((double) total),
                size(speed),
                left);
    }

    private static String size(double bytes) {
        if (bytes >= 1e9) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        }
        return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
