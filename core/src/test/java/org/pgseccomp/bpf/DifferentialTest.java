package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Filter;

/** The compiler against libseccomp; the expected verdicts are libseccomp's. */
class DifferentialTest {
    @Test
    void aMillionCasesAgreeWithLibseccomp() {
        Differential differential = new Differential(FilterCompiler::compile);
        assertThat(differential.run(22_500, 48, 1)).isNull();
        System.out.println(differential.counts());
        assertThat(differential.cases()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(differential.policies()).isGreaterThanOrEqualTo(20_000);
    }

    /** One comparison that is > in place of ≥, in programs of some length. */
    private static Program planted(Filter filter) {
        List<Instruction> instructions =
                new ArrayList<>(FilterCompiler.compile(filter).instructions());
        for (int p = instructions.size() / 2; p < instructions.size(); p++) {
            Instruction i = instructions.get(p);
            if (i.code() == (Opcode.JMP | Opcode.JGE)) {
                instructions.set(p, new Instruction(Opcode.JMP | Opcode.JGT, i.jumpTrue(), i.jumpFalse(), i.k()));
                return new Program(instructions);
            }
        }
        return new Program(instructions);
    }

    @Test
    void aPlantedDefectIsFound() {
        assertThat(new Differential(DifferentialTest::planted).run(200, 48, 1)).contains("libseccomp");
    }

    @Test
    void aMillionCallsWithArgumentsAgreeWithLibseccomp() {
        ConditionDifferential differential = new ConditionDifferential(FilterCompiler::compile);
        assertThat(differential.run(10_000, 100, 1)).isNull();
        System.out.println(differential.counts());
        assertThat(differential.cases()).isEqualTo(1_000_000);
        assertThat(differential.met()).isGreaterThan(100_000);
    }

    /** The first comparison of an argument's upper half is left out, in programs that have one. */
    private static Program plantedInArguments(Filter filter) {
        List<Instruction> instructions =
                new ArrayList<>(FilterCompiler.compile(filter).instructions());
        for (int p = 0; p + 1 < instructions.size(); p++) {
            Instruction load = instructions.get(p);
            Instruction next = instructions.get(p + 1);
            boolean isUpper = load.k() == SeccompData.argumentHigh(filter.architecture(), 0);
            if (load.code() == (Opcode.LD | Opcode.ABS) && isUpper && next.code() == (Opcode.JMP | Opcode.JEQ)) {
                instructions.set(p + 1, new Instruction(next.code(), next.jumpTrue(), next.jumpTrue(), next.k()));
                return new Program(instructions);
            }
        }
        return new Program(instructions);
    }

    @Test
    void aPlantedDefectInAComparisonOfArgumentsIsFound() {
        assertThat(new ConditionDifferential(DifferentialTest::plantedInArguments).run(200, 100, 1))
                .contains("libseccomp");
    }
}
