package org.pgseccomp.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.learn.InputFormat;
import org.pgseccomp.cli.learn.Learner;
import org.pgseccomp.cli.learn.Selection;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp simulate}: what of the calls that logs record a policy would deny. */
final class SimulateCommand implements Callable<Integer> {
    private static final String EXE = "--exe";
    private static final String STANDARD_INPUT = "-";

    private CommandSpec spec;

    private SimulateCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        SimulateCommand command = new SimulateCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("simulate");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Says which of the system calls that logs have records of a policy would deny, and by which setting.",
                        "",
                        "Reads the same logs as pgseccomp learn. A record of a log has no arguments: a call whose arguments decide is"
                                + " shown apart, and a log does not tell sessions from other processes of the server, so that it should be"
                                + " of those that the policy is for.",
                        "",
                        "A file pgseccomp_observed, of one server or of many, says who made which call: each is judged under the policy"
                                + " that this process would have, unless one is named by --role, --type, --database or --postmaster. Who is"
                                + " a member of which role is not known here.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp simulate postgresql.conf /var/log/audit/audit.log*",
                        "  pgseccomp simulate postgresql.conf server1/pgseccomp_observed server2/pgseccomp_observed",
                        "  pgseccomp simulate --role joe postgresql.conf trace-of-joe.txt",
                        "  pgseccomp simulate --postmaster postgresql.conf DATA_DIRECTORY/pgseccomp_observed");
        PgSeccomp.addFile(spec, 0, "CONFIG", "A postgresql.conf, read as pgseccomp check reads it.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("1..*")
                .paramLabel("LOG")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Logs, as pgseccomp learn reads them; - is standard input.")
                .build());
        Who.addTo(spec);
        spec.addOption(OptionSpec.builder(EXE)
                .paramLabel("NAME|PATH")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Count records of this executable, as pgseccomp learn does. Default: postgres.")
                .build());
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The result was printed, and no call that was recorded would be denied.",
                "A file could not be read, a server would not start with the configuration, or the output not be written.",
                Map.of(
                        ExitCode.INCOMPLETE,
                        "The result was printed, no call would be denied, and something in the logs could not be used; standard error"
                                + " says what.",
                        ExitCode.DENIED,
                        "The result was printed, and calls that were recorded would be denied, with some arguments at least."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        ParseResult given = command.getParseResult();
        Architecture architecture = Architectures.chosen(command);
        String format = PgSeccomp.format(command);
        Who who = Who.chosen(command);
        List<String> logs = given.matchedPositionalValue(1, List.of());
        if (logs.indexOf(STANDARD_INPUT) != logs.lastIndexOf(STANDARD_INPUT)) {
            throw new ParameterException(command, "standard input can be read only once");
        }
        ServerPolicy server = ServerPolicy.read(
                given.matchedPositionalValue(0, ""),
                architecture,
                ServerVersions.chosen(command),
                MachineFacts.chosen(command));
        Selection selection =
                new Selection(given.matchedOptionValue(EXE, List.of("postgres")), null, Long.MIN_VALUE, Long.MAX_VALUE);
        Learner learner = new Learner(selection, InputFormat.AUTO, architecture, bytes -> {});
        SimulatedLogs read = new SimulatedLogs(learner, architecture, who.isNamed());
        for (String log : logs) {
            read.add(log);
        }
        Report report = new Report(learner.observations(), selection, learner.isBroken(), learner.isUnreadable());
        Simulation simulation = new Simulation(server, who, learner.observations());
        SimulatedProcesses processes = new SimulatedProcesses(server, read.ofServers());
        boolean hasLogs = read.hasOthers();
        String text = (read.ofServers().isEmpty() ? "" : processes.text(Colours.ofOutput()))
                + (hasLogs ? simulation.text() : "");
        boolean isIncomplete = (hasLogs && (report.isIncomplete() || report.hasOthersThan(architecture)))
                || processes.isIncomplete()
                || !read.damaged().isEmpty();
        PgSeccomp.print(command, format.equals("json") ? simulation.json(isIncomplete, processes) : text);
        if (hasLogs) {
            report.print(command.getErr(), spec.qualifiedName(), false, architecture, learner.remarks());
        }
        for (String each : read.damaged()) {
            command.getErr()
                    .println(spec.qualifiedName() + ": warning: " + Terminal.printable(each)
                            + ": what could be read is judged as calls of " + who.described(server));
        }
        processes.warn(command);
        server.warn(command);
        if (simulation.denies() || processes.denies()) {
            return ExitCode.DENIED;
        }
        return isIncomplete ? ExitCode.INCOMPLETE : ExitCode.OK;
    }
}
