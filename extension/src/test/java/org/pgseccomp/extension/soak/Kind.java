package org.pgseccomp.extension.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is measured of a process again and again during a long run, and when it is said to grow. */
enum Kind {
    /** Memory that has been written, in kB. It goes up and down by single pages, so that a trend counts, and not two values. */
    MEMORY("kB") {
        @Override
        boolean grows(Series series) {
            return climbs(series);
        }
    },
    /** The same with what a process shares with others, as the tables of the recorder, and with its program. */
    RESIDENT("kB") {
        @Override
        boolean grows(Series series) {
            return climbs(series);
        }
    },
    /** Memory that is mapped, in kB: a heap that gets some pages more is no leak by itself. */
    MAPPED("kB") {
        @Override
        boolean grows(Series series) {
            return climbs(series);
        }
    },
    /** Open file descriptors. */
    DESCRIPTORS(""),
    /** Filters that the kernel has for a process. */
    FILTERS(""),
    /** Rows of a table in shared memory. */
    ROWS(""),
    /** Children that have ended and that nobody has waited for, not even a sample later. */
    ZOMBIES("") {
        @Override
        boolean grows(Series series) {
            return series.most() > 0;
        }
    };

    /** What a process may gain between the end of its warm-up and the end of the run: a few dozen pages. */
    static final int ALLOWED_KB = 160;

    private final String unit;

    Kind(String unit) {
        this.unit = unit;
    }

    String unit() {
        return unit;
    }

    /**
     * Whether it grows. Counts are higher for a moment now and then, while a child is started or a file is read: what leaks shows in the
     * least of them, which is compared between the first and the last quarter after the warm-up.
     */
    boolean grows(Series series) {
        return leastRises(series);
    }

    private static boolean leastRises(Series series) {
        List<Double> settled = series.settled();
        int quarter = Math.max(1, settled.size() / 4);
        return least(settled.subList(settled.size() - quarter, settled.size())) > least(settled.subList(0, quarter));
    }

    /** Processes that take each other's place go up and down, so that the least has to rise too. */
    private static boolean climbs(Series series) {
        return series.slope() * series.settledSeconds() > ALLOWED_KB && leastRises(series);
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The kind of a name such as "memory". */
    static Optional<Kind> named(String name) {
        for (Kind kind : values()) {
            if (kind.toString().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
