package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Random policies, compiled by this compiler and by libseccomp; both programs have to give the same verdict to every case. A case
 * is a policy, an architecture word and a number. {@code main} runs it with other numbers of policies and cases:
 * Differential POLICIES CASES-PER-POLICY SEED.
 */
final class Differential {
    private final LibSeccomp libseccomp = new LibSeccomp();
    private final Map<Architecture, List<Syscall>> calls = new ConcurrentHashMap<>();
    private final Set<Filter> distinct = new HashSet<>();
    private final Function<Filter, Program> compiler;
    private long cases;

    Differential(Function<Filter, Program> compiler) {
        this.compiler = compiler;
    }

    public static void main(String[] arguments) {
        Differential differential = new Differential(FilterCompiler::compile);
        String mismatch = differential.run(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        System.out.println(differential.counts());
        if (mismatch != null) {
            System.out.println("FAILED: " + mismatch);
            System.exit(1);
        }
    }

    String counts() {
        return String.format("%,d cases of %,d distinct policies agree with libseccomp", cases, distinct.size());
    }

    long cases() {
        return cases;
    }

    int policies() {
        return distinct.size();
    }

    /** Runs. Null, or the first mismatch with its seed. */
    String run(int policies, int casesEach, long seed) {
        for (int i = 0; i < policies; i++) {
            String mismatch = one(seed + i, casesEach);
            if (mismatch != null) {
                return mismatch;
            }
        }
        return null;
    }

    private String one(long seed, int casesEach) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Architecture architecture = Architecture.values()[(int) (seed % Architecture.values().length)];
        Filter filter = filter(random, architecture);
        distinct.add(filter);
        Program ours = compiler.apply(filter);
        String problem = ProgramChecker.problemOf(ours);
        if (problem != null) {
            return "seed " + seed + ": " + problem;
        }
        Program theirs = libseccomp.compile(filter, 1 + random.nextInt(2));
        for (int i = 0; i < casesEach; i++) {
            int number = number(random, filter, i);
            int arch = random.nextInt(16) == 0 ? foreign(random, architecture) : architecture.auditArch();
            // libseccomp gives number -1 to the policy's default on x86_64: a tracer sets it to skip a call. Ours is
            // x32's.
            if (number == -1 && arch == Architecture.X86_64.auditArch()) {
                continue;
            }
            cases++;
            int verdict = Interpreter.runChecked(ours.instructions(), new SeccompData(number, arch));
            int expected = Interpreter.runChecked(theirs.instructions(), new SeccompData(number, arch));
            if (verdict != expected) {
                return String.format(
                        "seed %d, %s, number %d, architecture %08x: %s, libseccomp %s; default %s, rules %s",
                        seed,
                        architecture,
                        number,
                        arch,
                        Verdict.nameOf(verdict),
                        Verdict.nameOf(expected),
                        filter.defaultAction(),
                        filter.rules());
            }
        }
        return null;
    }

    /** Mostly short lists, as libseccomp takes long for long ones; some of everything. */
    private Filter filter(Random random, Architecture architecture) {
        List<Syscall> known = calls.computeIfAbsent(architecture, Differential::known);
        Action[] actions = RandomFilters.WITHOUT_WARN;
        int ofDefault = random.nextInt(actions.length);
        Action defaultAction = actions[ofDefault];
        double density = random.nextInt(40) == 0 ? random.nextDouble() : random.nextDouble() * 0.15;
        int kinds = 1 + random.nextInt(4);
        boolean neighbours = random.nextBoolean();
        boolean on = false;
        Filter empty = new Filter(architecture, defaultAction, List.of());
        List<Rule> rules = new ArrayList<>();
        for (Syscall syscall : known) {
            on = (neighbours && random.nextInt(3) > 0) ? on : random.nextDouble() < density;
            Action action = actions[(ofDefault + 1 + random.nextInt(kinds)) % actions.length];
            if (on && action != empty.actionOf(syscall.number())) {
                rules.add(new Rule(syscall, action));
            }
        }
        return new Filter(architecture, defaultAction, rules);
    }

    private static List<Syscall> known(Architecture architecture) {
        List<Syscall> known = new ArrayList<>();
        LibSeccomp libseccomp = new LibSeccomp();
        for (Syscall syscall : architecture.syscalls().all()) {
            if (LibSeccomp.knows(architecture, syscall) && libseccomp.heeds(architecture, syscall)) {
                known.add(syscall);
            }
        }
        known.sort((a, b) -> Integer.compare(a.number(), b.number()));
        return known;
    }

    /** Every listed number and its neighbours in turn, then others. */
    private static int number(Random random, Filter filter, int i) {
        int listed = filter.rules().size();
        if (i < 2 * listed && listed > 0) {
            return filter.rules().get(i / 2).syscall().number() + (i % 2 == 0 ? 0 : random.nextBoolean() ? 1 : -1);
        }
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> 0x40000000 + random.nextInt(512);
            case 2 -> 0x3fffffff + random.nextInt(3);
            default -> random.nextInt(512);
        };
    }

    private static int foreign(Random random, Architecture own) {
        return switch (random.nextInt(4)) {
            case 0 -> 0x40000003;
            case 1 -> own.auditArch() ^ (1 << random.nextInt(32));
            case 2 -> random.nextInt();
            default -> Architecture.values()[random.nextInt(5)].auditArch();
        };
    }
}
