package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pgseccomp.check.OlderKernel;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the command line says of the machine that a configuration is for: a server finds that out by itself (server_facts.c). */
final class MachineFacts {
    private static final String LIBRARY = "--libc";
    private static final String CLOCK = "--clock-source";
    private static final String KERNEL = "--kernel";

    /**
     * Clock sources that the vDSO reads without a system call: {@code vdso_clock_mode} in {@code arch/x86/kernel/tsc.c} and {@code
     * kvmclock.c}, {@code drivers/clocksource/hyperv_timer.c}, {@code arm_arch_timer.c}, {@code timer-riscv.c}; {@code timebase} of ppc64 and
     * {@code tod} of s390x.
     */
    private static final List<String> READ_WITHOUT_A_CALL = List.of(
            "tsc",
            "tsc-early",
            "kvm-clock",
            "hyperv_clocksource_tsc_page",
            "arch_sys_counter",
            "riscv_clocksource",
            "timebase",
            "tod");

    private MachineFacts() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(LIBRARY)
                .paramLabel("VERSION")
                .type(String.class)
                .description(
                        "The C library of the server, 'glibc 2.41' for example (default: this machine's where the data directory"
                                + " is here and can be read; else not known, and nothing is said that depends on it).")
                .build());
        spec.addOption(OptionSpec.builder(CLOCK)
                .paramLabel("NAME")
                .type(String.class)
                .description("The clock source of the server's machine, as"
                        + " /sys/devices/system/clocksource/clocksource0/current_clocksource has it (default: one that is read"
                        + " without a system call).")
                .build());
    }

    /** Adds the option for the kernel, where what it lacks is said. */
    static void addKernelTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(KERNEL)
                .paramLabel("RELEASE")
                .type(String.class)
                .description(
                        "The kernel of the server's machine, as uname -r prints it, or 6.1 for example (default: not known, and"
                                + " nothing is said that depends on it).")
                .build());
    }

    /** The facts that were given. */
    static List<Setting> chosen(CommandLine command) {
        ParseResult given = command.getParseResult();
        List<Setting> facts = new ArrayList<>();
        String library = given.matchedOptionValue(LIBRARY, null);
        if (library != null) {
            facts.add(new Setting(ServerFacts.PREFIX + "c_library", library(command, library)));
        }
        String clock = given.matchedOptionValue(CLOCK, null);
        if (clock != null && !READ_WITHOUT_A_CALL.contains(clock.strip())) {
            // time(2) is of a second, and the vDSO has that of every clock.
            facts.add(new Setting(ServerFacts.PREFIX + "clock_calls", "clock_gettime,gettimeofday"));
        }
        String kernel = given.matchedOptionValue(KERNEL, null);
        if (kernel != null) {
            List<Setting> ofKernel = OlderKernel.facts(kernel.strip());
            if (ofKernel.isEmpty()) {
                throw new ParameterException(
                        command, KERNEL + ": '" + kernel + "' is no release of Linux; '6.1' and '6.1.0-38-amd64' are");
            }
            facts.addAll(ofKernel);
        }
        return facts;
    }

    private static String library(CommandLine command, String written) {
        String lower = written.strip().toLowerCase(Locale.ROOT).replace('-', ' ');
        String library = lower.matches("[0-9].*") ? "glibc " + lower : lower;
        if (!library.matches("glibc 2\\.[0-9]{1,3}(\\.[0-9]+)?|musl( [0-9.]+)?")) {
            throw new ParameterException(
                    command, LIBRARY + ": '" + written + "' is no C library; 'glibc 2.41' and 'musl' are");
        }
        return library;
    }
}
