package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.syscall.Architecture;

/**
 * Compiles a filter into a decision tree:
 *
 * <pre>
 *       load architecture
 *       not ours?            → foreign
 *       load number
 *       number ≥ 41?         → upper half
 *       …
 *       return …             one for each action, shared
 * </pre>
 *
 * <p>In passes: the rules become ranges of numbers with equal actions ({@link NumberRanges}); each range gets a weight; the
 * comparisons are chosen for these ({@link SearchTree}); instructions are placed, the last one first ({@link Assembler}).
 *
 * <p>Numbers mean nothing before the architecture is known, so it comes first. On x86_64 the x32 ABI reports the same
 * architecture and sets bit 30 of the number: those numbers are the last range.
 *
 * <p>Of what is allowed only the number and the architecture are loaded (but for one call, {@link HandlerGuard}), of what is denied
 * perhaps the address of the call too, and nothing is calculated; only calls that are decided by their arguments have these looked at ({@link
 * ConditionCode}). The kernel works out once which calls are always allowed, and no longer runs the program for
 * them (seccomp_cache_prepare in {@code kernel/seccomp.c}, since 5.11).
 */
public final class FilterCompiler {
    /**
     * What a range weighs beside the calls that were counted, of a million in all: enough that a call which was never counted
     * takes no long way, and so little that the frequent ones take no detour.
     */
    private static final int LEAST_WEIGHT = 200;

    private final Assembler assembler;
    private final NumberRanges ranges;
    private final SearchTree tree;
    /** For each kind of ranges the label of what answers them. */
    private final int[] labels;

    private FilterCompiler(NumberRanges ranges, SearchTree tree, Answers answers) {
        assembler = new Assembler(answers.handler(), answers.asksForPlace());
        this.ranges = ranges;
        this.tree = tree;
        labels = new int[ranges.kinds()];
    }

    /** The program that does what the filter says, laid out for the calls that PostgreSQL's sessions make. */
    public static Program compile(Filter filter) {
        return compile(filter, CallFrequencies.SESSIONS);
    }

    /** The program that does what the filter says, laid out for calls of the given frequencies. */
    public static Program compile(Filter filter, CallFrequencies frequencies) {
        return compile(Answers.of(filter), frequencies);
    }

    /** The program of one of several filters, as a level of a stack. */
    public static Program compile(FilterStack stack, Level level, Handler handler) {
        return compile(Answers.of(stack, level, handler), CallFrequencies.SESSIONS);
    }

    /**
     * The same as two programs, for a kernel that audits what a filter denies or does not, but all of it: the first one answers what is not quiet, the
     * second one what is. The strictest answer of both is that of the one program. Without quiet calls that are denied there is no second one.
     *
     * @param quiet numbers of calls
     */
    static List<Program> compile(FilterStack stack, Level level, Handler handler, List<Integer> quiet) {
        Answers answers = Answers.of(stack, level, handler);
        boolean[] isQuiet = new boolean[ExpectedActions.NUMBERS];
        int size = 0;
        for (int number : quiet) {
            isQuiet[number] = true;
            size = Math.max(size, number + 1);
        }
        if (!answers.areDenied(isQuiet)) {
            return List.of(compile(answers, CallFrequencies.SESSIONS));
        }
        Answers all = answers.upTo(size);
        Program loud = compile(all.part(isQuiet, false), CallFrequencies.SESSIONS);
        Program ofQuiet = compile(all.part(isQuiet, true), CallFrequencies.SESSIONS);
        return List.of(loud, ofQuiet);
    }

    private static Program compile(Answers answers, CallFrequencies frequencies) {
        NumberRanges ranges = NumberRanges.of(answers);
        SearchTree tree = SearchTree.over(ranges, weightsOf(ranges, frequencies.ofNumbers(answers.architecture())));
        return new FilterCompiler(ranges, tree, answers).program(answers);
    }

    private static int[] weightsOf(NumberRanges ranges, int[] frequencies) {
        int[] weights = new int[ranges.size()];
        int range = 0;
        for (int number = 0; number < frequencies.length; number++) {
            while (range + 1 < ranges.size() && ranges.first(range + 1) <= number) {
                range++;
            }
            weights[range] += frequencies[number];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] += LEAST_WEIGHT;
        }
        return weights;
    }

    private Program program(Answers answers) {
        Architecture architecture = answers.architecture();
        int foreign = assembler.returning(answers.foreign());
        // What looks at arguments lies behind all that looks at numbers.
        for (int kind = 0; kind < labels.length; kind++) {
            labels[kind] = labelOf(answers, ranges.answer(kind));
        }
        int next = placeTree(0, ranges.size() - 1);
        if (next == foreign) {
            assembler.placeReturn(answers.foreign().value());
            return assembler.program();
        }
        if (ranges.size() > 1) {
            next = assembler.placeLoad(SeccompData.NUMBER_OFFSET, next);
        }
        next = assembler.placeJump(Opcode.JEQ, architecture.auditArch(), next, foreign);
        assembler.placeLoad(SeccompData.ARCHITECTURE_OFFSET, next);
        return assembler.program();
    }

    /** Places what decides ranges i to j and answers its label. The depth of the calls is that of the tree. */
    private int placeTree(int i, int j) {
        int rest = tree.restOfChain(i, j);
        return rest >= 0 ? placeChain(i, j, rest) : placeSplit(i, j, tree.splitOf(i, j));
    }

    /**
     * The larger side first, which puts it behind the smaller one: then the distances are those over the smaller sides, and
     * a program of hundreds of ranges needs no jump that is farther than a conditional one reaches.
     */
    private int placeSplit(int i, int j, int split) {
        int below;
        int above;
        if (split - i > j - split) {
            below = placeTree(i, split);
            above = placeTree(split + 1, j);
        } else {
            above = placeTree(split + 1, j);
            below = placeTree(i, split);
        }
        return assembler.placeJump(Opcode.JGE, ranges.first(split + 1), above, below);
    }

    private int placeChain(int i, int j, int rest) {
        int[] comparisons = tree.comparisonsOfChain(i, j, rest);
        int next = labelOf(rest);
        for (int n = comparisons.length - 1; n >= 0; n--) {
            int range = comparisons[n];
            next = assembler.placeJump(Opcode.JEQ, ranges.first(range), labelOf(range), next);
        }
        return next;
    }

    private int labelOf(int range) {
        return labels[ranges.kind(range)];
    }

    private int labelOf(Answers answers, Decision<Answer> decision) {
        if (decision == null) {
            Architecture architecture = answers.architecture();
            int otherwise = labelOf(answers, answers.ofNumber(HandlerGuard.numberOn(architecture)));
            return HandlerGuard.place(assembler, architecture, otherwise);
        }
        return ConditionCode.place(assembler, answers.architecture(), decision);
    }
}
