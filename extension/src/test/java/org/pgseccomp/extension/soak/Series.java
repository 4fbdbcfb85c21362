package org.pgseccomp.extension.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The values of one kind that one process had, in the order of time. The first fifth of the time is its warm-up. */
final class Series {
    private record Point(double second, double value) {}

    private static final double WARM_UP = 0.2;

    private final String process;
    private final Kind kind;
    private final List<Point> points = new ArrayList<>();

    Series(String process, Kind kind) {
        this.process = process;
        this.kind = kind;
    }

    void add(double second, double value) {
        points.add(new Point(second, value));
    }

    double first() {
        return points.get(0).value();
    }

    double last() {
        return points.get(points.size() - 1).value();
    }

    double most() {
        return points.stream().mapToDouble(Point::value).max().orElseThrow();
    }

    double median() {
        return middle(points.stream().map(Point::value).toList());
    }

    private List<Point> settledPoints() {
        double begin = points.get(0).second();
        double end = points.get(points.size() - 1).second();
        double warm = begin + WARM_UP * (end - begin);
        return points.stream().filter(point -> point.second() >= warm).toList();
    }

    /** The values after the warm-up; the last one at least. */
    List<Double> settled() {
        return settledPoints().stream().map(Point::value).toList();
    }

    /** How long it was watched after the warm-up, in seconds. */
    double settledSeconds() {
        List<Point> settled = settledPoints();
        return settled.get(settled.size() - 1).second() - settled.get(0).second();
    }

    /** By how much it grows in a second after the warm-up: the median of the slopes between all pairs, which single peaks do not move. */
    double slope() {
        List<Point> settled = settledPoints();
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < settled.size(); i++) {
            for (int j = i + 1; j < settled.size(); j++) {
                double seconds = settled.get(j).second() - settled.get(i).second();
                if (seconds > 0) {
                    slopes.add((settled.get(j).value() - settled.get(i).value()) / seconds);
                }
            }
        }
        return slopes.isEmpty() ? 0 : middle(slopes);
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    boolean grows() {
        return kind.grows(this);
    }

    /** A line of the table. */
    String line() {
        return String.format(
                "%-34s %-12s %10.0f %10.0f %10.0f %+12.1f", process, kind, first(), median(), last(), slope() * 3600);
    }

    /** What is said where it grows. */
    String complaint() {
        if (kind == Kind.ZOMBIES) {
            return String.format("%s: up to %.0f children have ended and nobody has waited for them", process, most());
        }
        return String.format(
                "%s: %s grows: first %.0f, median %.0f, last %.0f, %+.1f an hour after the warm-up",
                process,
                kind.unit().isEmpty() ? kind : kind + " (" + kind.unit() + ")",
                first(),
                median(),
                last(),
                slope() * 3600);
    }
}
