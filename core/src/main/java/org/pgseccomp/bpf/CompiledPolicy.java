package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Rejection;

/**
 * What a policy comes to in the kernel: the program of its last filter, and what that is expected to do, which the program is proved against.
 *
 * @param instructions none where the filter is the same as the one below it
 * @param own what the last filter answers
 * @param all what it answers together with those below it
 * @param problem why the kernel cannot have it, or null
 */
public record CompiledPolicy(
        List<Instruction> instructions, ExpectedActions own, ExpectedActions all, Rejection problem) {
    /** The most instructions of a program (BPF_MAXINSNS). */
    private static final int LONGEST_PROGRAM = 4096;

    /**
     * Compiles the filter of a level.
     *
     * @param whose policy it is, for the message
     */
    public static CompiledPolicy of(FilterStack stack, Level level, String whose, Handler handler) {
        ExpectedActions own = ExpectedActions.ofLevel(stack, level, handler);
        ExpectedActions all = own.withThoseBelow(stack, level, handler);
        List<Instruction> instructions = stack.at(level) == null
                ? List.of()
                : FilterCompiler.compile(stack, level, handler).instructions();
        boolean fits = instructions.size() <= LONGEST_PROGRAM
                && own.answers() <= ExpectedActions.MOST_ANSWERS
                && all.answers() <= ExpectedActions.MOST_ANSWERS;
        return new CompiledPolicy(instructions, own, all, fits ? null : Rejection.tooManyConditions(whose));
    }
}
