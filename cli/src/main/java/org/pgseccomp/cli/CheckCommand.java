package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp check}: what a server would say of a configuration. */
final class CheckCommand implements Callable<Integer> {
    private static final String FAIL_ON = "--fail-on";
    private static final String SARIF = "sarif";

    private CommandSpec spec;

    private CheckCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        CheckCommand command = new CheckCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("check");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Reads a postgresql.conf, and prints every problem and warning that a server would have with its"
                                + " policy, one a line, as FILE:LINE: error: MESSAGE.",
                        "",
                        "Follows include, include_if_exists and include_dir, and reads the postgresql.auto.conf of the data"
                                + " directory, which ALTER SYSTEM writes: data_directory of the configuration, or else where"
                                + " FILE is.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp check /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp check --server-version 18 --arch aarch64 postgresql.conf",
                        "  pgseccomp check --kernel 6.1 --libc 'glibc 2.41' --clock-source hpet postgresql.conf",
                        "  pgseccomp check --observed /var/lib/postgresql/17/main/pgseccomp_observed postgresql.conf",
                        "  pgseccomp check --fail-on warning --accept no-effect postgresql.conf",
                        "  pgseccomp check --fail-on warning --format sarif */postgresql.conf > pgseccomp.sarif");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A postgresql.conf; each FILE is checked by itself.")
                .build());
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        MachineFacts.addKernelTo(spec);
        ObservedDenials.addTo(spec);
        spec.addOption(OptionSpec.builder(FAIL_ON)
                .paramLabel("LEVEL")
                .type(String.class)
                .completionCandidates(List.of("error", "warning"))
                .description("From which level on the exit code is 1: ${COMPLETION-CANDIDATES} (default: error).")
                .build());
        AcceptedWarnings.addTo(spec);
        PgSeccomp.addFormat(spec, SARIF);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "No errors; there may be warnings, unless --fail-on says otherwise.",
                "There are errors, with which a server would not start, or a file could not be read; or warnings, with --fail-on"
                        + " warning; or the output could not be written.",
                Map.of());
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> files = given.matchedPositionalValue(0, List.of());
        Architecture architecture = Architectures.chosen(spec.commandLine());
        int version = ServerVersions.chosen(spec.commandLine());
        List<Setting> ofMachine = MachineFacts.chosen(spec.commandLine());
        ObservedDenials observed = ObservedDenials.read(spec.commandLine(), architecture);
        String format = PgSeccomp.format(spec.commandLine(), SARIF);
        boolean failsOnWarnings = failsOnWarnings(given);
        AcceptedWarnings accepted = AcceptedWarnings.chosen(spec.commandLine());
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        for (String file : files) {
            Path path = Path.of(file);
            Configuration configuration = Configuration.read(path);
            ThisMachine.Known known =
                    ThisMachine.known(configuration.dataDirectory(path), version, ofMachine, architecture);
            CheckedPolicy checked =
                    new CheckedPolicy(file, configuration, architecture, known.version(), known.facts(), observed);
            findings.put(file, checked.findings(accepted));
        }
        accepted.warnOfUnused(
                spec.commandLine(),
                findings.values().stream().flatMap(List::stream).toList());
        CheckOutput output = new CheckOutput(findings);
        PgSeccomp.print(
                spec.commandLine(),
                switch (format) {
                    case "json" -> output.json();
                    case SARIF -> output.sarif(PgSeccomp.version());
                    default -> output.text(Colours.ofOutput());
                });
        boolean isGood = output.errors() == 0 && !(failsOnWarnings && output.warnings() > 0);
        return isGood ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean failsOnWarnings(ParseResult given) {
        String level = given.matchedOptionValue(FAIL_ON, "error").toLowerCase(Locale.ROOT);
        if (!level.equals("error") && !level.equals("warning")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '" + FAIL_ON + "': '" + level + "' is neither error nor warning");
        }
        return level.equals("warning");
    }
}
