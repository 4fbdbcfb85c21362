package org.pgseccomp.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.bpf.ProgramChecker;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** From a list of allowed calls to a program, on a JVM: reading it, compiling it, and checking that the kernel takes it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CoreBenchmark {
    /** How many calls the list has, every third of the table, so that few of them are neighbours; 400 are all that there are. */
    @Param({"1", "63", "400"})
    public int calls;

    private List<Setting> settings;
    private Filter filter;
    private Program program;

    @Setup
    public void prepare() {
        StringBuilder list = new StringBuilder();
        int named = 0;
        for (int start = 0; start < 3; start++) {
            for (int number = start; number < 600 && named < calls; number += 3) {
                Syscall syscall = Architecture.X86_64.syscalls().numbered(number);
                if (syscall != null) {
                    list.append(named == 0 ? "" : ", ").append(syscall.name());
                    named++;
                }
            }
        }
        settings = List.of(
                new Setting("pgseccomp.global_syscall_default", "error"),
                new Setting("pgseccomp.global_syscall_allow", list.toString()));
        filter = read();
        program = compile();
    }

    /** The settings as they are written become a filter. */
    @Benchmark
    public Filter read() {
        return ((PolicyResult.Accepted) PolicyReader.read(Architecture.X86_64, Level.GLOBAL, settings))
                .stack()
                .global();
    }

    /** The filter becomes a program, its decision tree weighted. */
    @Benchmark
    public Program compile() {
        return FilterCompiler.compile(filter);
    }

    /** The rules of the kernel's checker, over the program. */
    @Benchmark
    public String check() {
        return ProgramChecker.problemOf(program);
    }
}
