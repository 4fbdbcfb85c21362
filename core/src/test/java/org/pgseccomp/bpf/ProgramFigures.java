package org.pgseccomp.bpf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * The program that allows the calls of a profile, and of the others beside it up to a number, and answers all others with an error, beside those that libseccomp makes:
 * instructions, and how many of them are executed for a call, weighted by the profile. Writes the programs for bench/load.c.
 *
 * <p>Arguments: the profile, the number of calls, the folder to write to.
 */
final class ProgramFigures {
    private ProgramFigures() {}

    public static void main(String[] arguments) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        String profile = String.join("\n", lines) + "\n";
        List<Rule> rules = new ArrayList<>();
        for (String line : calls(lines, Path.of(arguments[0]).getParent(), count)) {
            Syscall syscall = Architecture.X86_64.syscalls().named(line.substring(0, line.indexOf(' ')));
            rules.add(new Rule(syscall, Action.ALLOW));
        }
        rules.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        Filter filter = new Filter(Architecture.X86_64, Action.ERROR, rules);
        CallFrequencies frequencies = CallFrequencies.parse(profile);
        LibSeccomp libseccomp = new LibSeccomp();
        Path folder = Path.of(arguments[2]);
        System.out.printf(
                "%d calls, %d ranges; instructions, and executed per call%n",
                rules.size(), NumberRanges.of(filter).size());
        print(folder, "libseccomp-default", libseccomp.compile(filter, 1), frequencies);
        print(folder, "libseccomp-optimize2", libseccomp.compile(filter, 2), frequencies);
        print(folder, "linear", LinearCompiler.compile(filter), frequencies);
        print(folder, "tree-unweighted", FilterCompiler.compile(filter, CallFrequencies.UNKNOWN), frequencies);
        print(folder, "tree", FilterCompiler.compile(filter, frequencies), frequencies);
    }

    /** The lines of the profile, and as many of the other profiles beside it as are wanted. */
    private static Collection<String> calls(List<String> lines, Path folder, int count) throws IOException {
        Map<String, String> calls = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(lines);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all.addAll(Files.readAllLines(file));
            }
        }
        for (String line : all) {
            if (calls.size() < count) {
                calls.putIfAbsent(line.substring(0, line.indexOf(' ')), line);
            }
        }
        return calls.values();
    }

    private static void print(Path folder, String name, Program program, CallFrequencies frequencies)
            throws IOException {
        int[] counts = frequencies.ofNumbers(Architecture.X86_64);
        double steps = 0;
        double calls = 0;
        for (int number = 0; number < counts.length; number++) {
            if (counts[number] > 0) {
                SeccompData data = new SeccompData(number, Architecture.X86_64.auditArch());
                steps += (double) counts[number] * Interpreter.steps(program, data);
                calls += counts[number];
            }
        }
        System.out.printf("%-22s %4d %8.2f%n", name, program.instructions().size(), steps / calls);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 * program.instructions().size()).order(ByteOrder.nativeOrder());
        for (Instruction i : program.instructions()) {
            bytes.putShort((short) i.code()).put((byte) i.jumpTrue()).put((byte) i.jumpFalse());
            bytes.putInt(i.k());
        }
        Files.write(folder.resolve(name), bytes.array());
    }
}
