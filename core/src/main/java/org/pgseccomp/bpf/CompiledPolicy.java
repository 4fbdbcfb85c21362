package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Rejection;

/**
 * What a policy comes to in the kernel: the program of its last filter, and what that is expected to do, which the program is proved against.
 *
 * @param instructions none where the filter is the same as the one below it
 * @param quiet a second program, of the calls whose denials are expected; mostly none
 * @param own what the last filter answers
 * @param all what it answers together with those below it
 * @param problem why the kernel cannot have it, or null
 */
public record CompiledPolicy(
        List<Instruction> instructions,
        List<Instruction> quiet,
        ExpectedActions own,
        ExpectedActions all,
        Rejection problem) {
    /** The most instructions of a program (BPF_MAXINSNS). */
    private static final int LONGEST_PROGRAM = 4096;

    /**
     * Compiles the filter of a level.
     *
     * @param whose policy it is, for the message
     */
    public static CompiledPolicy of(FilterStack stack, Level level, String whose, Handler handler) {
        return of(stack, level, whose, handler, List.of());
    }

    /**
     * Compiles the filter of a level as two programs where calls are quiet.
     *
     * @param whose policy it is, for the message
     * @param quietCalls numbers of the calls whose denials are expected
     */
    public static CompiledPolicy of(
            FilterStack stack, Level level, String whose, Handler handler, List<Integer> quietCalls) {
        ExpectedActions own = ExpectedActions.ofLevel(stack, level, handler);
        ExpectedActions all = own.withThoseBelow(stack, level, handler);
        List<Program> programs =
                stack.at(level) == null ? List.of() : FilterCompiler.compile(stack, level, handler, quietCalls);
        List<Instruction> instructions =
                programs.isEmpty() ? List.of() : programs.get(0).instructions();
        List<Instruction> quiet =
                programs.size() < 2 ? List.of() : programs.get(1).instructions();
        boolean fits = instructions.size() <= LONGEST_PROGRAM
                && quiet.size() <= LONGEST_PROGRAM
                && own.answers() <= ExpectedActions.MOST_ANSWERS
                && all.answers() <= ExpectedActions.MOST_ANSWERS;
        return new CompiledPolicy(instructions, quiet, own, all, fits ? null : Rejection.tooManyConditions(whose));
    }
}
