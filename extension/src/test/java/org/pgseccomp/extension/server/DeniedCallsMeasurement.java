package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.pgseccomp.extension.server.Denial.Action;
import org.pgseccomp.extension.server.Denial.Place;

/**
 * Lives the life of a server once for each call, place and action, and writes what happened, a line each ({@link DeniedOutcome}).
 * Calls whose denial is known to have no effect are denied all at once; where that has one, each half is denied by itself, and
 * so on. Started by script/denied-calls.
 */
final class DeniedCallsMeasurement {
    private static final int PAIRS_OF_A_KIND = Integer.getInteger("pgseccomp.pairs", 6);

    /** What can be denied by whom. */
    private static final List<Denial> KINDS = List.of(
            new Denial(List.of(), Place.GLOBAL, Action.ERROR),
            new Denial(List.of(), Place.GLOBAL, Action.TERMINATE),
            new Denial(List.of(), Place.GLOBAL, Action.KILL),
            new Denial(List.of(), Place.SESSION, Action.ERROR),
            new Denial(List.of(), Place.SESSION, Action.TERMINATE),
            new Denial(List.of(), Place.SESSION, Action.KILL),
            new Denial(List.of(), Place.CLIENT, Action.ERROR),
            new Denial(List.of(), Place.CLIENT, Action.TERMINATE),
            new Denial(List.of(), Place.CLIENT, Action.KILL));

    private final Path report;
    private final Function<Denial, Findings> life;

    private DeniedCallsMeasurement(Path report, Function<Denial, Findings> life) {
        this.report = report;
        this.life = life;
    }

    /**
     * Measures a share of what there is.
     *
     * @param arguments the file to append to; which share of how many ("0/2"); "raw", under a filter that is not pgseccomp's, or
     *     "policy"; and "made", "others", "all" or "types", or single denials ({@link Denial#of})
     */
    public static void main(String... arguments) {
        Path report = Path.of(arguments[0]);
        int share = Integer.parseInt(arguments[1].replaceFirst("/.*", ""));
        int shares = Integer.parseInt(arguments[1].replaceFirst(".*/", ""));
        boolean isRaw = arguments[2].equals("raw");
        DeniedCallsMeasurement measurement =
                new DeniedCallsMeasurement(report, isRaw ? ServerLife::raw : ServerLife::enforced);
        List<String> words = List.of(arguments).subList(3, arguments.length);
        List<Denial> denials =
                words.get(0).startsWith("types") ? measurement.ofTypes(share, words.get(0)) : denials(isRaw, words);
        for (int i = share; i < denials.size(); i += shares) {
            Denial denial = denials.get(i);
            if (denial.calls().size() <= 2 && denial.place() != Place.TYPE) {
                measurement.measureTogether(denial);
            } else {
                measurement.measureEach(denial);
            }
        }
        System.exit(0);
    }

    /** The groups of what types can be denied; what they cannot is written by the first share. */
    private List<Denial> ofTypes(int share, String word) {
        List<Action> actions = word.equals("types")
                ? List.of(Action.values())
                : List.of(Action.valueOf(word.replaceFirst("types:", "").toUpperCase(Locale.ROOT)));
        DeniedTypes types = DeniedTypes.of(ServerLife.learning(), actions);
        if (share == 0) {
            Findings findings = new Findings();
            findings.add(Outcome.REFUSED, "");
            types.refused().forEach(denial -> write(denial, findings));
        }
        return types.groups();
    }

    private static List<Denial> denials(boolean isRaw, List<String> words) {
        List<Denial> denials = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "made", "others", "all" -> {
                    for (Denial kind : KINDS) {
                        if (!isRaw || isPossibleRaw(kind)) {
                            addKind(denials, kind, word);
                        }
                    }
                }
                default -> denials.add(Denial.of(word));
            }
        }
        return denials;
    }

    private static void addKind(List<Denial> denials, Denial kind, String word) {
        if (!word.equals("others")) {
            addMade(denials, kind);
        }
        if (!word.equals("made")) {
            denials.add(kind.with(DeniedCalls.others()));
            addPairs(denials, kind);
        }
    }

    private static boolean isPossibleRaw(Denial kind) {
        return kind.place() != Place.CLIENT && kind.action() != Action.TERMINATE;
    }

    private static void addMade(List<Denial> denials, Denial kind) {
        Map<String, DeniedOutcome> documented = DeniedCallsTable.documented();
        List<String> quiet = new ArrayList<>();
        for (String call : DeniedCalls.made()) {
            Denial one = kind.with(List.of(call));
            DeniedOutcome outcome = documented.get(one.word());
            if (outcome != null && outcome.worst() == Outcome.NOTHING) {
                quiet.add(call);
            } else {
                denials.add(one);
            }
        }
        if (!quiet.isEmpty()) {
            denials.add(kind.with(quiet));
        }
    }

    /** Two calls at once, each of which is documented to be accepted and to do something: always the same, by chance. */
    private static void addPairs(List<Denial> denials, Denial kind) {
        Map<String, DeniedOutcome> documented = DeniedCallsTable.documented();
        List<String> accepted = DeniedCalls.made().stream()
                .filter(call -> {
                    DeniedOutcome outcome =
                            documented.get(kind.with(List.of(call)).word());
                    return outcome != null && outcome.worst() != Outcome.REFUSED && outcome.worst() != Outcome.NOTHING;
                })
                .sorted()
                .toList();
        Random random = new Random(19);
        for (int i = 0; i < PAIRS_OF_A_KIND && accepted.size() > 1; i++) {
            String one = accepted.get(random.nextInt(accepted.size()));
            String other = accepted.get(random.nextInt(accepted.size()));
            if (!one.equals(other)) {
                denials.add(kind.with(List.of(one, other)));
            }
        }
    }

    /** One call, or a pair. */
    private void measureTogether(Denial denial) {
        write(denial, live(denial));
    }

    /** Calls that are expected to have no effect: all at once, and where they have one, each half. */
    private void measureEach(Denial denial) {
        List<String> calls = denial.calls();
        Findings findings = live(denial);
        if (calls.size() == 1 || findings.worst() == Outcome.NOTHING) {
            calls.forEach(call -> write(denial.with(List.of(call)), findings));
        } else {
            measureEach(denial.with(calls.subList(0, calls.size() / 2)));
            measureEach(denial.with(calls.subList(calls.size() / 2, calls.size())));
        }
    }

    private Findings live(Denial denial) {
        try {
            return life.apply(denial);
        } catch (AssertionError | RuntimeException e) {
            // Of the measurement, not of the server: a program of the system that took too long, for example.
            System.err.println(denial + ": again, after " + e);
            return life.apply(denial);
        }
    }

    private void write(Denial denial, Findings findings) {
        DeniedOutcome outcome = new DeniedOutcome(denial, findings.worst(), findings.text(findings.worst()));
        try {
            Files.writeString(
                    report,
                    outcome.line() + "\t" + findings + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
