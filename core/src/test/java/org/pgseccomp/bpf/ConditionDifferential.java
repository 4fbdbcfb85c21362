package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.RandomConditions;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Random policies with conditions, compiled by this compiler and by libseccomp; both programs have to give the same verdict to every call. A case is
 * a policy, a number and six arguments. {@code main} runs it with other numbers: ConditionDifferential POLICIES CASES-PER-POLICY SEED.
 *
 * <p>libseccomp has one comparison for each argument, and does not document the answer to a call that several of its rules fit. So all conditions of
 * a call have the same action here.
 */
final class ConditionDifferential {
    /** Which libseccomp takes for what they are on every architecture: none of those that some multiplex (socketcall, ipc). */
    private static final List<String> CALLS = List.of(
            "read",
            "openat",
            "mprotect",
            "fcntl",
            "ioctl",
            "prctl",
            "kill",
            "clone",
            "prlimit64",
            "madvise",
            "lseek",
            "futex");

    private final LibSeccomp libseccomp = new LibSeccomp();
    private final Function<Filter, Program> compiler;
    private long cases;
    private long met;

    ConditionDifferential(Function<Filter, Program> compiler) {
        this.compiler = compiler;
    }

    public static void main(String[] arguments) {
        ConditionDifferential differential = new ConditionDifferential(FilterCompiler::compile);
        String mismatch = differential.run(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        System.out.println(differential.counts());
        if (mismatch != null) {
            System.out.println("FAILED: " + mismatch);
            System.exit(1);
        }
    }

    String counts() {
        return String.format("%,d calls with arguments agree with libseccomp, %,d of them met a condition", cases, met);
    }

    long cases() {
        return cases;
    }

    /** Calls that met a condition. */
    long met() {
        return met;
    }

    /** Runs. Null, or the first mismatch with its seed. */
    String run(int policies, int casesEach, long seed) {
        String mismatch = null;
        for (int i = 0; i < policies && mismatch == null; i++) {
            mismatch = one(seed + i, casesEach);
        }
        return mismatch;
    }

    private String one(long seed, int casesEach) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Architecture architecture = Architecture.values()[(int) (seed % Architecture.values().length)];
        RandomConditions values = new RandomConditions(random);
        Filter filter = filter(random, values, architecture);
        Program ours = compiler.apply(filter);
        String problem = ProgramChecker.problemOf(ours);
        if (problem != null) {
            return "seed " + seed + ": " + problem;
        }
        Program theirs = libseccomp.compile(filter, 1 + random.nextInt(2));
        for (int i = 0; i < casesEach; i++) {
            Rule rule = filter.rules().get(random.nextInt(filter.rules().size()));
            int number = rule.syscall().number() + (random.nextInt(8) == 0 ? 1 : 0);
            long[] arguments = values.arguments();
            SeccompData call = new SeccompData(number, architecture.auditArch());
            for (int n = 0; n < arguments.length; n++) {
                call.withArgument(architecture, n, arguments[n]);
            }
            cases++;
            int verdict = Interpreter.runChecked(ours.instructions(), call);
            int expected = Interpreter.runChecked(theirs.instructions(), call);
            met += expected != Verdict.of(filter.defaultAction()) ? 1 : 0;
            if (verdict != expected) {
                return String.format(
                        "seed %d, %s, number %d, arguments %s: %s, libseccomp %s; default %s, rules %s",
                        seed,
                        architecture,
                        number,
                        Arrays.toString(arguments),
                        Verdict.nameOf(verdict),
                        Verdict.nameOf(expected),
                        filter.defaultAction(),
                        filter.rules());
            }
        }
        return null;
    }

    private static Filter filter(Random random, RandomConditions values, Architecture architecture) {
        // To libseccomp, which knows no handler, a warning is a log entry.
        Action[] actions = RandomFilters.WITHOUT_WARN;
        int ofDefault = random.nextInt(actions.length);
        Action defaultAction = actions[ofDefault];
        List<Rule> rules = new ArrayList<>();
        int first = random.nextInt(CALLS.size());
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            Syscall syscall = architecture.syscalls().named(CALLS.get((first + i) % CALLS.size()));
            Action action = actions[(ofDefault + 1 + random.nextInt(actions.length - 1)) % actions.length];
            List<Case<Outcome>> conditional = new ArrayList<>();
            for (Condition condition : conditions(random, values)) {
                conditional.add(new Case<>(condition, Outcome.of(action)));
            }
            Outcome otherwise = Outcome.of(defaultAction);
            rules.add(new Rule(syscall, new Decision<>(conditional, otherwise), List.of()));
        }
        rules.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        return new Filter(architecture, defaultAction, rules);
    }

    /**
     * Either one condition about several arguments, or several values of one. Where several conditions have ranges or different arguments, libseccomp
     * 2.5.4 is wrong about some calls: of {@code prctl} with a first argument of at most 8, or of more than 12884901894, it meets 2147483646.
     */
    private static List<Condition> conditions(Random random, RandomConditions values) {
        List<Condition> conditions = new ArrayList<>();
        List<ArgumentTest> tests = new ArrayList<>();
        if (random.nextBoolean()) {
            for (int argument = 0; argument < 3; argument++) {
                if (tests.isEmpty() || random.nextBoolean()) {
                    tests.add(LibSeccompComparison.random(random, argument, values.value()));
                }
            }
            conditions.add(new Condition(tests));
        } else {
            int argument = random.nextInt(3);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                conditions.add(new Condition(List.of(LibSeccompComparison.equal(argument, values.value()))));
            }
        }
        return conditions;
    }
}
