package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interpreter against a second one, written from the kernel's documentation on integers without a size. */
class GeneratedProgramsTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(32);
    private static final int[] OPERATIONS = {0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0xa0};
    private static final int[] CONDITIONS = {0x10, 0x20, 0x30, 0x40};
    private static final int[] CONSTANTS = {0, 1, 2, 31, 32, 33, 0x7fffffff, 0x80000000, -1, 0xC000003E};

    private static BigInteger unsigned(int value) {
        return BigInteger.valueOf(value & 0xffffffffL);
    }

    /** Null where the program ends with 0. */
    private static BigInteger calculated(int operation, BigInteger a, BigInteger b) {
        BigInteger result = switch (operation) {
            case 0x00 -> a.add(b);
            case 0x10 -> a.subtract(b);
            case 0x20 -> a.multiply(b);
            case 0x30 -> b.signum() == 0 ? null : a.divide(b);
            case 0x40 -> a.or(b);
            case 0x50 -> a.and(b);
            case 0x60 -> a.shiftLeft(b.intValue() & 31);
            case 0x70 -> a.shiftRight(b.intValue() & 31);
            case 0x80 -> a.negate();
            default -> a.xor(b);
        };
        return result == null ? null : result.mod(MODULUS);
    }

    private static boolean holds(int condition, BigInteger a, BigInteger b) {
        return switch (condition) {
            case 0x10 -> a.equals(b);
            case 0x20 -> a.compareTo(b) > 0;
            case 0x30 -> a.compareTo(b) >= 0;
            default -> a.and(b).signum() != 0;
        };
    }

    private static int run(List<Instruction> program, int[] words) {
        BigInteger a = BigInteger.ZERO;
        BigInteger x = BigInteger.ZERO;
        BigInteger[] memory = new BigInteger[16];
        int p = 0;
        while (true) {
            Instruction i = program.get(p++);
            BigInteger operand = (i.code() & 0x08) != 0 ? x : unsigned(i.k());
            switch (i.code()) {
                case 0x00 -> a = unsigned(i.k());
                case 0x01 -> x = unsigned(i.k());
                case 0x02 -> memory[i.k()] = a;
                case 0x03 -> memory[i.k()] = x;
                case 0x05 -> p += i.k();
                case 0x06 -> {
                    return i.k();
                }
                case 0x07 -> x = a;
                case 0x16 -> {
                    return a.intValue();
                }
                case 0x20 -> a = unsigned(words[i.k() / 4]);
                case 0x60 -> a = memory[i.k()];
                case 0x61 -> x = memory[i.k()];
                case 0x80 -> a = BigInteger.valueOf(64);
                case 0x81 -> x = BigInteger.valueOf(64);
                case 0x87 -> a = x;
                default -> {
                    if ((i.code() & 7) == 5) {
                        p += holds(i.code() & 0xf0, a, operand) ? i.jumpTrue() : i.jumpFalse();
                    } else {
                        a = calculated(i.code() & 0xf0, a, operand);
                        if (a == null) {
                            return 0;
                        }
                    }
                }
            }
        }
    }

    private static int constant(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt() : CONSTANTS[random.nextInt(CONSTANTS.length)];
    }

    private static Instruction randomInstruction(Random random, int left) {
        int k = constant(random);
        int source = random.nextInt(2) * 8;
        int word = random.nextInt(4);
        return switch (random.nextInt(12)) {
            case 0 -> new Instruction(0x20, 0, 0, random.nextInt(16) * 4);
            case 1 -> new Instruction(random.nextInt(2), 0, 0, k);
            case 2 -> new Instruction(0x02 + random.nextInt(2), 0, 0, word);
            case 3 -> new Instruction(0x60 + random.nextInt(2), 0, 0, word);
            case 4 -> new Instruction(random.nextBoolean() ? 0x07 : 0x87, 0, 0, 0);
            case 5 -> new Instruction(0x80 + random.nextInt(2), 0, 0, 0);
            case 6 -> new Instruction(0x05, 0, 0, random.nextInt(left));
            case 7, 8 ->
                new Instruction(
                        0x05 | CONDITIONS[random.nextInt(4)] | source, random.nextInt(left), random.nextInt(left), k);
            default -> {
                int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
                boolean shift = operation == 0x60 || operation == 0x70;
                int operand = shift ? k & 31 : operation == 0x30 && k == 0 ? 1 : k;
                yield new Instruction(0x04 | operation | (operation == 0x80 ? 0 : source), 0, 0, operand);
            }
        };
    }

    static List<Instruction> randomProgram(Random random) {
        int length = 4 + random.nextInt(30);
        List<Instruction> program = new ArrayList<>();
        for (int word = 0; word < 4; word++) {
            program.add(new Instruction(0x00, 0, 0, constant(random)));
            program.add(new Instruction(0x02, 0, 0, word));
        }
        for (int left = length; left > 0; left--) {
            program.add(randomInstruction(random, left));
        }
        program.add(new Instruction(random.nextInt(8) == 0 ? 0x06 : 0x16, 0, 0, constant(random)));
        return program;
    }

    @Test
    void bothInterpretersAgree() {
        int different = 0;
        int previous = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            List<Instruction> instructions = randomProgram(random);
            Program program = new Program(instructions);
            int[] words = new int[16];
            words[0] = random.nextInt();
            words[1] = constant(random);
            assertThat(ProgramChecker.problemOf(program)).as("seed %d", seed).isNull();
            int result = Interpreter.run(program, new SeccompData(words[0], words[1]));
            assertThat(result).as("seed %d%n%s", seed, program).isEqualTo(run(instructions, words));
            different += result == previous ? 0 : 1;
            previous = result;
        }
        assertThat(different).as("results that differ from the one before").isGreaterThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({"0x60, 31, 0x80000000", "0x60, 32, 1", "0x60, 0xffffffff, 0x80000000", "0x70, 32, 1", "0x70, 33, 0"})
    void shiftsByTheIndexRegisterUseFiveBits(String operation, String by, String result) {
        Program program = new Program(List.of(
                new Instruction(0x00, 0, 0, 1),
                new Instruction(0x01, 0, 0, Long.decode(by).intValue()),
                new Instruction(0x0c | Integer.decode(operation), 0, 0, 0),
                new Instruction(0x16, 0, 0, 0)));
        assertThat(Interpreter.run(program, new SeccompData(0, 0)))
                .isEqualTo(Long.decode(result).intValue());
    }

    @Test
    void aDivisionByAnIndexRegisterOfZeroReturnsAtOnce() {
        Program program = new Program(List.of(
                new Instruction(0x00, 0, 0, 5),
                new Instruction(0x3c, 0, 0, 0),
                new Instruction(0x06, 0, 0, 0x7fff0000)));
        assertThat(Interpreter.run(program, new SeccompData(0, 0))).isZero();
    }
}
