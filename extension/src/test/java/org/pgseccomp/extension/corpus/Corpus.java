package org.pgseccomp.extension.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.extension.EntryPoint;

/**
 * Compares the core on this JVM with native programs over generated cases. script/native runs it.
 *
 * <pre>
 *   Corpus [option=value ...] PROGRAM...      a path, and its options in the same argument
 *     cases=N        how many (1,000,000)
 *     from=N         the number of the first one (0)
 *     seed=N         (1)
 *     longest=N      the longest request in bytes (no limit)
 *     size=N         names in an ordinary policy, at most (48); with another number there are ordinary cases only
 *     policies=N     at least so many distinct accepted policies are wanted (0)
 *     patience=N     seconds that a program may give no reply (120)
 *     write=FILE     no program: writes the requests to a file, in frames, and compares nothing
 * </pre>
 *
 * Exit status: 0 all replies are the same, 1 one differs, 2 the arguments are wrong.
 */
public final class Corpus {
    private long cases = 1_000_000;
    private long from;
    private long seed = 1;
    private int longest = Integer.MAX_VALUE;
    private int size = CaseGenerator.USUAL_SIZE;
    private int policies;
    private int patience = 120;
    private String file;
    private final List<List<String>> commands = new ArrayList<>();

    private Corpus() {}

    public static void main(String[] arguments) throws Exception {
        Corpus corpus = new Corpus();
        for (String argument : arguments) {
            if (!corpus.read(argument)) {
                System.err.println("Corpus: " + argument + " is no option");
                System.exit(2);
            }
        }
        if (corpus.commands.isEmpty() == (corpus.file == null)) {
            System.err.println("Corpus: a program or write=FILE is wanted");
            System.exit(2);
        }
        System.exit(corpus.run() ? 0 : 1);
    }

    private boolean read(String argument) {
        int equals = argument.indexOf('=');
        if (argument.contains("/") && !argument.startsWith("write=")) {
            commands.add(Arrays.asList(argument.split(" ")));
            return true;
        }
        if (equals < 0) {
            return false;
        }
        String value = argument.substring(equals + 1);
        switch (argument.substring(0, equals)) {
            case "cases" -> cases = Long.parseLong(value);
            case "from" -> from = Long.parseLong(value);
            case "seed" -> seed = Long.parseLong(value);
            case "longest" -> longest = Integer.parseInt(value);
            case "size" -> size = Integer.parseInt(value);
            case "policies" -> policies = Integer.parseInt(value);
            case "patience" -> patience = Integer.parseInt(value);
            case "write" -> file = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    private CaseGenerator generator(int names) {
        return new CaseGenerator(seed, names, longest);
    }

    private boolean run() throws IOException, InterruptedException {
        if (file != null) {
            write(Path.of(file));
            return true;
        }
        long start = System.nanoTime();
        Comparison comparison = new Comparison(generator(size), commands, patience);
        Comparison.Failure failure = comparison.run(from, cases);
        if (failure != null) {
            report(failure);
            return false;
        }
        Tally tally = comparison.tally();
        tally.print(System.out);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "the same bytes from the JVM and from %d native programs, %.0f s%n", commands.size(), seconds);
        return isEnough(tally, comparison.heapSize());
    }

    private boolean isEnough(Tally tally, int heapSize) {
        if (tally.distinctPolicies() < policies) {
            System.out.printf("FAILED: fewer than %,d distinct policies%n", policies);
            return false;
        }
        if (tally.largestAllocation() > heapSize / 2) {
            System.out.printf("FAILED: a call takes more than half of the heap of %,d bytes%n", heapSize);
            return false;
        }
        return true;
    }

    private void report(Comparison.Failure failure) throws IOException, InterruptedException {
        System.out.printf(
                "FAILED: %s, case %d of seed %d: %s%n", failure.program(), failure.number(), seed, failure.what());
        describe(generator(size).at(failure.number()));
        if (failure.program().equals("JVM")) {
            return;
        }
        Comparison alone = new Comparison(generator(size), commands, patience);
        if (alone.run(failure.number(), 1) == null) {
            System.out.println("It does not fail alone: it takes the calls before it.");
            return;
        }
        for (int smaller = 1; smaller < CaseGenerator.USUAL_SIZE; smaller *= 2) {
            Comparison.Failure found = new Comparison(generator(smaller), commands, patience).run(0, 20_000);
            if (found != null) {
                System.out.printf("A smaller one: %s%n", found.what());
                describe(generator(smaller).at(found.number()));
                return;
            }
        }
    }

    private static void describe(CaseGenerator.Case one) {
        StringBuilder shown = new StringBuilder();
        byte[] request = one.request();
        for (int i = 0; i < Math.min(request.length, 600); i++) {
            int b = request[i] & 0xff;
            shown.append(b >= ' ' && b <= '~' ? "" + (char) b : String.format("\\x%02x", b));
        }
        System.out.printf("  %s, %,d bytes: %s%n", one.kind(), request.length, shown);
        byte[] expected = Comparison.answerHere(request);
        String reply = expected == null ? "none" : new String(expected, StandardCharsets.ISO_8859_1);
        System.out.printf(
                "  the JVM's reply: %s%n",
                reply.substring(0, Math.min(300, reply.length())).replaceAll("[^ -~]", "."));
    }

    /** Requests that are answered at all, for programs that read a file. */
    private void write(Path path) throws IOException {
        CaseGenerator generator = generator(size);
        long written = 0;
        try (OutputStream out = Files.newOutputStream(path)) {
            for (long number = from; number < from + cases; number++) {
                byte[] request = generator.at(number).request();
                if (request.length <= EntryPoint.LONGEST_REQUEST) {
                    out.write(new RequestBytes().integer(request.length).bytes());
                    out.write(request);
                    written++;
                }
            }
        }
        System.out.printf("%,d requests%n", written);
    }
}
