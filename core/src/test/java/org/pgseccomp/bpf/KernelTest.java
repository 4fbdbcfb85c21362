package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.NativeProgram;

/** Programs in this machine's kernel, beside what the interpreter says (kernel.c). */
class KernelTest {
    private static final int ERRNO = 0x00050000;
    private static final Architecture OWN = NativeProgram.OWN;

    /** On x86_64 since Linux 6.15 the kernel makes uretprobe and uprobe without asking any filter (kernel/seccomp.c). */
    private static final Set<Integer> UNASKED = OWN == Architecture.X86_64 ? Set.of(335, 336) : Set.of();

    @TempDir
    static Path folder;

    private static Process kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = NativeProgram.start(folder, Path.of("src/test/native/kernel.c"));
    }

    @AfterAll
    static void stop() throws IOException {
        kernel.getOutputStream().close();
    }

    /** The error of the load, then what each call failed with; -1 where the process was killed. */
    private static int[] ask(List<Instruction> program, int... numbers) throws IOException {
        ByteBuffer request =
                ByteBuffer.allocate(8 + 8 * program.size() + 4 * numbers.length).order(ByteOrder.nativeOrder());
        request.putInt(program.size());
        for (Instruction i : program) {
            request.putShort((short) i.code()).put((byte) i.jumpTrue()).put((byte) i.jumpFalse());
            request.putInt(i.k());
        }
        request.putInt(numbers.length);
        for (int number : numbers) {
            request.putInt(number);
        }
        OutputStream out = kernel.getOutputStream();
        out.write(request.array());
        out.flush();
        byte[] reply = new byte[4 + 4 * numbers.length];
        new DataInputStream(kernel.getInputStream()).readFully(reply);
        int[] results = new int[1 + numbers.length];
        ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()).asIntBuffer().get(results);
        return results;
    }

    private static int[] numbers(Random random) {
        int[] numbers = new int[16];
        for (int i = 0; i < numbers.length; i++) {
            int number = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(480);
            numbers[i] = UNASKED.contains(number) ? 0 : number;
        }
        return numbers;
    }

    /** What a process sees of a program that returns errors and 0, which kills. */
    private static int[] expected(List<Instruction> program, int... numbers) {
        int[] results = new int[1 + numbers.length];
        boolean killed = false;
        for (int i = 0; i < numbers.length; i++) {
            int value = Interpreter.runChecked(program, new SeccompData(numbers[i], OWN.auditArch()));
            killed |= value == 0;
            results[1 + i] = killed ? -1 : value - ERRNO;
        }
        return results;
    }

    @Test
    void theInterpreterDoesWhatTheKernelDoes() throws IOException {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            List<Instruction> program = new ArrayList<>(GeneratedProgramsTest.randomProgram(random));
            for (int p = 0; p < program.size(); p++) {
                Instruction i = program.get(p);
                if (i.code() == 0x20 && (i.k() == 8 || i.k() == 12)) {
                    program.set(p, Instruction.of(0x20, 0)); // the instruction pointer is not known here
                }
            }
            program.remove(program.size() - 1);
            program.add(Instruction.of(0x54, 0x3ff));
            program.add(Instruction.of(0x44, ERRNO));
            program.add(Instruction.of(0x16, 0));
            int[] numbers = numbers(random);
            assertThat(ask(program, numbers))
                    .as("seed %d%n%s", seed, new Program(program))
                    .isEqualTo(expected(program, numbers));
        }
    }

    /** The same tree, with an error of its own in place of each verdict. */
    private static List<Instruction> withErrors(Program program) {
        List<Instruction> changed = new ArrayList<>();
        for (Instruction i : program.instructions()) {
            boolean isReturn = i.code() == (Opcode.RET | Opcode.K);
            changed.add(isReturn ? Instruction.of(i.code(), errorOf(i.k())) : i);
        }
        return changed;
    }

    private static int errorOf(int verdict) {
        for (Action action : Action.values()) {
            if (Verdict.of(action) == verdict) {
                return ERRNO + 100 + action.ordinal();
            }
        }
        throw new IllegalStateException("a verdict of no action");
    }

    @Test
    void callsGetWhatThePolicySays() throws IOException {
        for (long seed = 0; seed < 700; seed++) {
            Filter filter = RandomFilters.random(seed, OWN);
            int[] numbers = numbers(new Random(seed));
            int[] expected = new int[1 + numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                boolean foreign = OWN.foreignAbiBit() != 0 && (numbers[i] < 0 || numbers[i] >= OWN.foreignAbiBit());
                Action action = foreign ? filter.foreignAbiAction() : filter.actionOf(numbers[i]);
                // No such system call: the kernel answers -1 without asking the program.
                expected[1 + i] = numbers[i] == -1 ? 38 : 100 + action.ordinal();
            }
            assertThat(ask(withErrors(FilterCompiler.compile(filter)), numbers))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void everyProgramIsTaken() throws IOException {
        for (Architecture architecture : Architecture.values()) {
            for (long seed = 0; seed < 100; seed++) {
                Filter filter = RandomFilters.random(seed, architecture);
                List<Instruction> program = withErrors(FilterCompiler.compile(filter));
                assertThat(ask(program)).as("%s, seed %d", architecture, seed).containsExactly(0);
            }
        }
    }

    @Test
    void aBrokenProgramIsNotTaken() throws IOException {
        assertThat(ask(List.of(Instruction.of(0x20, 2), Instruction.of(0x06, 0))))
                .containsExactly(22);
    }
}
