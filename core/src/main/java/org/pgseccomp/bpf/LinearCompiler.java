package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Compiles a filter without any thought: one comparison for each rule. For tests, as the simple program that the one of {@link
 * FilterCompiler} has to equal, and for benchmarks; it does not reach the server.
 *
 * <pre>
 *       load architecture
 *       not ours?            → foreign
 *       load number
 *       x32, where there is? → foreign
 *       number of rule 1?    → its action
 *       …
 *       number of rule n?    → its action
 *       return default action
 *       return …             one for each action, shared
 * </pre>
 *
 * <p>The comparison with the bit of x32 is unsigned, so that it also takes every negative number.
 */
public final class LinearCompiler {
    private LinearCompiler() {}

    /** The program that does what the filter says. */
    public static Program compile(Filter filter) {
        Assembler assembler = new Assembler(null);
        int[] returns = new int[Action.values().length];
        placeReturns(assembler, filter, returns);
        int next = placeRules(assembler, filter, returns);
        Architecture architecture = filter.architecture();
        int foreign = returns[filter.foreignAbiAction().ordinal()];
        if (architecture.foreignAbiBit() != 0) {
            next = assembler.placeJump(Opcode.JGE, architecture.foreignAbiBit(), foreign, next);
        }
        next = assembler.placeLoad(SeccompData.NUMBER_OFFSET, next);
        next = assembler.placeJump(Opcode.JEQ, architecture.auditArch(), next, foreign);
        assembler.placeLoad(SeccompData.ARCHITECTURE_OFFSET, next);
        return assembler.program();
    }

    /** One return for each action that occurs, the default's in front, where the last comparison falls into it. */
    private static void placeReturns(Assembler assembler, Filter filter, int[] returns) {
        boolean[] used = new boolean[returns.length];
        used[filter.foreignAbiAction().ordinal()] = true;
        used[Action.ALLOW.ordinal()] = true;
        for (Rule rule : filter.rules()) {
            used[rule.action().ordinal()] = true;
        }
        for (Action action : Action.values()) {
            if (used[action.ordinal()] && action != filter.defaultAction()) {
                returns[action.ordinal()] = assembler.placeReturn(Verdict.of(action));
            }
        }
        returns[filter.defaultAction().ordinal()] = assembler.placeReturn(Verdict.of(filter.defaultAction()));
    }

    private static int placeRules(Assembler assembler, Filter filter, int[] returns) {
        List<Rule> rules = filter.rules();
        int next = returns[filter.defaultAction().ordinal()];
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            int verdict = returns[rule.action().ordinal()];
            next = assembler.placeJump(Opcode.JEQ, rule.syscall().number(), verdict, next);
        }
        Syscall restart = filter.architecture().syscalls().named("restart_syscall");
        if (restart != null && filter.defaultAction().compareTo(Action.LOG) > 0) {
            boolean isListed = false;
            for (Rule rule : rules) {
                isListed = isListed || rule.syscall().number() == restart.number();
            }
            int allowed = returns[Action.ALLOW.ordinal()];
            next = isListed ? next : assembler.placeJump(Opcode.JEQ, restart.number(), allowed, next);
        }
        return next;
    }
}
