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
}
