package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.pgseccomp.bpf.Opcode.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected results are those of the kernel's net/core/filter.c and kernel/seccomp.c. */
class InterpreterTest {
    private static final Instruction RETURN_A = Instruction.of(RET | A, 0);

    private static Instruction load(int value) {
        return Instruction.of(LD | IMM, value);
    }

    private static Instruction jump(int condition, int k, int ifTrue, int ifFalse) {
        return new Instruction(JMP | condition, ifTrue, ifFalse, k);
    }

    private static int run(Instruction... instructions) {
        return Interpreter.run(new Program(List.of(instructions)), new SeccompData(7, 0xC000003E));
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                arguments(ADD, -1, 2, 1),
                arguments(SUB, 1, 2, -1),
                arguments(MUL, 0x10000, 0x10000, 0),
                arguments(DIV, -1, 2, 0x7fffffff),
                arguments(DIV, 7, -1, 0),
                arguments(OR, 5, 3, 7),
                arguments(AND, 5, 3, 1),
                arguments(XOR, 5, 3, 6),
                arguments(LSH, 1, 31, 0x80000000),
                arguments(RSH, -1, 31, 1));
    }

    @ParameterizedTest
    @MethodSource("arithmetic")
    void arithmeticIsUnsignedWith32Bits(int operation, int a, int operand, int result) {
        assertThat(run(load(a), Instruction.of(ALU | operation | K, operand), RETURN_A))
                .isEqualTo(result);
        assertThat(run(load(a), Instruction.of(LDX | IMM, operand), Instruction.of(ALU | operation | X, 0), RETURN_A))
                .isEqualTo(result);
    }

    @Test
    void divisionByAnIndexRegisterOfZeroEndsWithZero() {
        assertThat(run(
                        load(5),
                        Instruction.of(LDX | IMM, 0),
                        Instruction.of(ALU | DIV | X, 0),
                        Instruction.of(RET | K, 9)))
                .isZero();
    }

    @Test
    void shiftsByTheIndexRegisterUseItsLowFiveBits() {
        assertThat(run(load(1), Instruction.of(LDX | IMM, 33), Instruction.of(ALU | LSH | X, 0), RETURN_A))
                .isEqualTo(2);
    }

    @Test
    void negationLengthAndRegisters() {
        assertThat(run(load(5), Instruction.of(ALU | NEG, 0), RETURN_A)).isEqualTo(-5);
        assertThat(run(Instruction.of(LD | W | LEN, 0), RETURN_A)).isEqualTo(64);
        assertThat(run(Instruction.of(LDX | W | LEN, 0), Instruction.of(MISC | TXA, 0), RETURN_A))
                .isEqualTo(64);
        assertThat(run(load(5), Instruction.of(MISC | TAX, 0), load(1), Instruction.of(ALU | ADD | X, 0), RETURN_A))
                .isEqualTo(6);
        assertThat(run(load(5), Instruction.of(ST, 3), load(0), Instruction.of(LD | MEM, 3), RETURN_A))
                .isEqualTo(5);
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                arguments(JEQ, 5, 5, true),
                arguments(JEQ, 5, 6, false),
                arguments(JGT, -1, 1, true),
                arguments(JGT, 1, 1, false),
                arguments(JGE, 0x80000000, 0x7fffffff, true),
                arguments(JGE, 1, 1, true),
                arguments(JGE, 0, -1, false),
                arguments(JSET, 6, 2, true),
                arguments(JSET, 6, 1, false));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void comparisonsAreUnsigned(int condition, int a, int operand, boolean holds) {
        Instruction yes = Instruction.of(RET | K, 1);
        Instruction no = Instruction.of(RET | K, 0);
        assertThat(run(load(a), jump(condition | K, operand, 1, 0), no, yes)).isEqualTo(holds ? 1 : 0);
        assertThat(run(load(a), Instruction.of(LDX | IMM, operand), jump(condition | X, 0, 1, 0), no, yes))
                .isEqualTo(holds ? 1 : 0);
    }

    @Test
    void loadsReadNumberArchitectureAndArguments() {
        assertThat(run(Instruction.of(LD | W | ABS, 0), RETURN_A)).isEqualTo(7);
        assertThat(run(Instruction.of(LD | W | ABS, 4), RETURN_A)).isEqualTo(0xC000003E);
        assertThat(run(Instruction.of(LD | W | ABS, 60), RETURN_A)).isZero();
    }

    static Stream<Arguments> refused() {
        Instruction end = Instruction.of(RET | K, 0);
        return Stream.of(
                arguments(List.of()),
                arguments(List.of(load(1))),
                arguments(List.of(Instruction.of(LD | W | ABS, 2), end)),
                arguments(List.of(Instruction.of(LD | W | ABS, 64), end)),
                arguments(List.of(Instruction.of(LD | W | ABS, -4), end)),
                arguments(List.of(Instruction.of(0x28, 0), end)),
                arguments(List.of(Instruction.of(0x40, 0), end)),
                arguments(List.of(Instruction.of(LD | MEM, 0), end)),
                arguments(List.of(Instruction.of(ST, 16), end)),
                arguments(List.of(Instruction.of(ALU | DIV | K, 0), end)),
                arguments(List.of(Instruction.of(ALU | LSH | K, 32), end)),
                arguments(List.of(Instruction.of(ALU | 0x90, 1), end)),
                arguments(List.of(Instruction.of(JMP | JA, 1), end)),
                arguments(List.of(Instruction.of(JMP | JA, -1), end)),
                arguments(List.of(jump(JEQ, 0, 0, 1), end)),
                arguments(List.of(jump(JEQ, 0, 1, 0), Instruction.of(ST, 0), Instruction.of(LD | MEM, 0), end)),
                arguments(new ArrayList<>(Collections.nCopies(4097, end))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheKernelRefusesIsNotRun(List<Instruction> instructions) {
        Program program = new Program(instructions);
        assertThat(ProgramChecker.problemOf(program)).isNotNull();
        assertThatThrownBy(() -> Interpreter.run(program, new SeccompData(0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestProgramIsTaken() {
        Instruction[] longest = new Instruction[4096];
        Arrays.fill(longest, load(1));
        longest[4095] = RETURN_A;
        assertThat(run(longest)).isEqualTo(1);
    }
}
