package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.policy.FilterStack;
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

    /** Compiles a policy that was judged. */
    public static CompiledPolicy of(FilterStack stack, PlannedPolicy policy, Handler handler) {
        ExpectedActions own = ExpectedActions.ofLevel(stack, policy.level(), handler);
        ExpectedActions all = own.withThoseBelow(stack, policy.level(), handler);
        List<Instruction> instructions = stack.at(policy.level()) == null
                ? List.of()
                : FilterCompiler.compile(stack, policy.level(), handler).instructions();
        boolean fits = instructions.size() <= LONGEST_PROGRAM
                && own.answers() <= ExpectedActions.MOST_ANSWERS
                && all.answers() <= ExpectedActions.MOST_ANSWERS;
        return new CompiledPolicy(instructions, own, all, fits ? null : Rejection.tooManyConditions(policy.whose()));
    }
}
