package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.cli.learn.ServersFile;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.simulate.Members;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.simulate.Simulation;
import org.pgseccomp.simulate.Verdict;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a policy denies of what servers were seen to do while they learnt, with the extensions and programs that run there: one warning for each setting that
 * denies some of it.
 */
final class ObservedDenials {
    private static final String OBSERVED = "--observed";
    private static final int MOST_SHOWN = 10;

    private final List<Observations> seen = new ArrayList<>();

    private ObservedDenials() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(OBSERVED)
                .paramLabel("FILE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                        "A pgseccomp_observed of a server that learnt: what the policy denies of it is a warning. Can be given"
                                + " several times.")
                .build());
    }

    /**
     * Reads the files that were given.
     *
     * @throws IOException if one is none, or of another architecture
     */
    static ObservedDenials read(CommandLine command, Architecture architecture) throws IOException {
        ObservedDenials denials = new ObservedDenials();
        List<String> files = command.getParseResult().matchedOptionValue(OBSERVED, List.of());
        for (String file : files) {
            if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
                throw new IOException(file + " cannot be read");
            }
            denials.seen.add(ServersFile.usable(file, ServersFile.textOf(Path.of(file)), architecture));
        }
        return denials;
    }

    /** What a configuration denies; nothing of one that a server would not take. */
    List<Problem> in(PlannedConfiguration planned) {
        if (seen.isEmpty() || planned.whyNotInForce() != null) {
            return List.of();
        }
        List<SimulatedCall> calls = Simulation.of(
                        planned.architecture(),
                        planned.plan(),
                        planned.facts(),
                        Members.UNKNOWN,
                        SimulatedProcesses.recorded(seen))
                .calls();
        Map<String, List<SimulatedCall>> bySetting = new LinkedHashMap<>();
        for (SimulatedCall call : calls == null ? List.<SimulatedCall>of() : calls) {
            if (call.verdict() == Verdict.DENIED || call.verdict() == Verdict.DEPENDS) {
                bySetting
                        .computeIfAbsent(call.setting(), none -> new ArrayList<>())
                        .add(call);
            }
        }
        List<Problem> problems = new ArrayList<>();
        bySetting.forEach((setting, denied) -> problems.add(new Problem(Severity.WARNING, told(setting, denied))));
        return problems;
    }

    private static Rejection told(String setting, List<SimulatedCall> denied) {
        List<String> shown = new ArrayList<>();
        for (SimulatedCall call : denied.subList(0, Math.min(MOST_SHOWN, denied.size()))) {
            shown.add(SimulatedProcesses.who(call.call().caller()) + ": " + call.syscall()
                    + (call.arguments().isEmpty() ? "" : " with " + call.arguments())
                    + (call.verdict() == Verdict.DEPENDS ? ", with some arguments" : ""));
        }
        int more = denied.size() - shown.size();
        String what = setting.isEmpty() ? "the filters deny" : "parameter \"" + Names.shown(setting) + "\" denies";
        return new Rejection(
                Rejection.Kind.HARMFUL,
                setting,
                what + " system calls that the server was seen to make",
                String.join("; ", shown) + (more == 0 ? "." : "; and " + more + " more."),
                "pgseccomp simulate shows each of them, with the entry that denies it.");
    }
}
