package org.pgseccomp.extension.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges a long run from what script/soak has measured: whether something grows, and whether what was provoked and what was counted add up.
 *
 * <pre>
 *   Judgement FILE...      lines of the files, in any order:
 *     value SECOND PROCESS KIND NUMBER     a measurement; KIND is a name of {@link Kind} in small letters
 *     provoked WHAT LEAST MOST             by the load; all of one WHAT are added up
 *     counted WHAT NUMBER                  by the server
 * </pre>
 *
 * Exit status: 0 all is well, 1 something grows or does not add up, 2 a file cannot be read.
 */
public final class Judgement {
    /** A run that was not watched has not shown anything. */
    private static final int FEWEST = 8;

    private record Measurement(double second, String process, Kind kind, double number) {}

    private final Map<String, Series> series = new TreeMap<>();
    private final Map<String, Integer> sizes = new TreeMap<>();
    private final Map<String, Balance> balances = new TreeMap<>();

    private Judgement() {}

    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : arguments) {
            lines.addAll(Files.readAllLines(Path.of(file), StandardCharsets.UTF_8));
        }
        Judgement judgement;
        try {
            judgement = of(lines);
        } catch (IllegalArgumentException e) {
            System.err.println("Judgement: " + e.getMessage());
            System.exit(2);
            return;
        }
        System.out.print(judgement.table());
        judgement.complaints().forEach(complaint -> System.out.println("FAILED: " + complaint));
        System.exit(judgement.complaints().isEmpty() ? 0 : 1);
    }

    /** Reads measurements. {@link IllegalArgumentException} names a line that is none. */
    static Judgement of(List<String> lines) {
        Judgement judgement = new Judgement();
        List<Measurement> measurements = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            try {
                if (words[0].equals("value") && words.length == 5) {
                    Kind kind = Kind.named(words[3]).orElseThrow();
                    measurements.add(new Measurement(
                            Double.parseDouble(words[1]), words[2], kind, Double.parseDouble(words[4])));
                } else if (words[0].equals("provoked") && words.length == 4) {
                    judgement.balance(words[1]).provoked(Long.parseLong(words[2]), Long.parseLong(words[3]));
                } else if (words[0].equals("counted") && words.length == 3) {
                    judgement.balance(words[1]).counted(Long.parseLong(words[2]));
                } else {
                    throw new IllegalArgumentException();
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("not a measurement: " + line, e);
            }
        }
        measurements.sort(Comparator.comparingDouble(Measurement::second));
        measurements.forEach(judgement::add);
        return judgement;
    }

    private void add(Measurement one) {
        String name = one.process() + ": " + one.kind();
        series.computeIfAbsent(name, key -> new Series(one.process(), one.kind()))
                .add(one.second(), one.number());
        sizes.merge(name, 1, Integer::sum);
    }

    private Balance balance(String what) {
        return balances.computeIfAbsent(what, Balance::new);
    }

    /** What grows and what does not add up, a sentence each. */
    List<String> complaints() {
        List<String> all = new ArrayList<>();
        if (series.isEmpty() || balances.isEmpty()) {
            all.add("nothing was measured, or nothing was provoked");
        }
        series.forEach((name, one) -> {
            if (one.grows()) {
                all.add(one.complaint());
            } else if (sizes.get(name) < FEWEST) {
                all.add(name + ": " + sizes.get(name) + " measurements are too few to judge");
            }
        });
        for (Balance one : balances.values()) {
            if (!one.addsUp()) {
                all.add(one.complaint());
            }
        }
        return all;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                "%-34s %-12s %10s %10s %10s %12s%n", "process", "", "first", "median", "last", "an hour"));
        series.values().forEach(one -> table.append(one.line()).append('\n'));
        table.append(String.format("%-47s %10s %10s%n", "denials and calls", "counted", "provoked"));
        balances.values().forEach(one -> table.append(one.line()).append('\n'));
        return table.toString();
    }
}
