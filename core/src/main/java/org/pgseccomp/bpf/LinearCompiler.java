package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.syscall.Architecture;

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
        Assembler assembler = new Assembler(Handler.ANYWHERE, false);
        Architecture architecture = filter.architecture();
        List<Decision<Answer>> decisions = new AnswerMaker(Answer::of).ofAll(filter.decisionsBelow(filter.size()));
        Answer others = Answer.of(filter.others());
        Answer ofForeign = Answer.of(filter.foreignAbiAction());
        List<Answer> answers = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Decision<Answer> decision : decisions) {
            if (decision.isPlain()) {
                placeReturn(assembler, decision.otherwise(), others, answers, labels);
            }
        }
        placeReturn(assembler, ofForeign, others, answers, labels);
        // The last one, which the last comparison falls into.
        int next = assembler.placeReturn(others.value());
        answers.add(others);
        labels.add(next);
        for (int number = decisions.size() - 1; number >= 0; number--) {
            Decision<Answer> decision = decisions.get(number);
            if (!decision.isPlain()) {
                int past = next;
                int answer = ConditionCode.place(assembler, architecture, decision);
                next = assembler.placeJump(Opcode.JEQ, number, answer, past);
            } else if (!decision.otherwise().equals(others)) {
                int answer = labels.get(answers.indexOf(decision.otherwise()));
                next = assembler.placeJump(Opcode.JEQ, number, answer, next);
            }
        }
        int foreign = labels.get(answers.indexOf(ofForeign));
        if (architecture.foreignAbiBit() != 0) {
            next = assembler.placeJump(Opcode.JGE, architecture.foreignAbiBit(), foreign, next);
        }
        next = assembler.placeLoad(SeccompData.NUMBER_OFFSET, next);
        next = assembler.placeJump(Opcode.JEQ, architecture.auditArch(), next, foreign);
        assembler.placeLoad(SeccompData.ARCHITECTURE_OFFSET, next);
        return assembler.program();
    }

    private static void placeReturn(
            Assembler assembler, Answer answer, Answer others, List<Answer> answers, List<Integer> labels) {
        if (!answer.equals(others) && !answers.contains(answer)) {
            answers.add(answer);
            labels.add(assembler.placeReturn(answer.value()));
        }
    }
}
