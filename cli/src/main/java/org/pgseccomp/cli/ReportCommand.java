package org.pgseccomp.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.connect.AddressException;
import org.pgseccomp.cli.connect.Fleet;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.ServerSession;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.cli.status.StatusReader;
import org.pgseccomp.policy.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp report}: a page about a configuration, a live server, or both. */
final class ReportCommand implements Callable<Integer> {
    private static final String OUTPUT = "--output";
    private static final String SERVER = "--server";
    private static final int SECONDS = 30;

    private CommandSpec spec;

    private ReportCommand() {}

    /** What a server was asked: its status, and its configuration where that is wanted. */
    private record Asked(ServerStatus status, ServerPolicy policy, String problem) {}

    /** The command for picocli. */
    static CommandSpec spec() {
        ReportCommand command = new ReportCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("report");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Writes one HTML file about a policy, for an auditor and for the DBA: what is protected, what each kind"
                                + " of process may call, the difference from the profile, the configuration with explanations, and"
                                + " of a live server denials and processes.",
                        "",
                        "The file asks for nothing from elsewhere. Its one script is the code of pgseccomp itself, to try other lines"
                                + " in the page. Without FILE, the configuration is that of the server, as its sessions see it.",
                        "",
                        "With several FILEs the report is over many servers: a line for each, where their policies differ, and"
                                + " each policy once.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp report -o report.html /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp report -o fleet.html db*/postgresql.conf",
                        "  pgseccomp report -o report.html --server 'host=db1 user=monitor dbname=postgres'");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                        "A postgresql.conf, read as pgseccomp check reads it. Several are those of several servers, and the report"
                                + " compares them.")
                .build());
        spec.addOption(OptionSpec.builder("-o", OUTPUT)
                .paramLabel("FILE")
                .type(String.class)
                .description("Where the report goes (default: standard output).")
                .build());
        spec.addOption(OptionSpec.builder(SERVER)
                .paramLabel("SERVER")
                .type(String.class)
                .description("A live server, as pgseccomp status takes it.")
                .build());
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The report was written.",
                "The file could not be read, a server would not start with it, the server could not be asked, or the report not be"
                        + " written.",
                Map.of(
                        ExitCode.INCOMPLETE,
                        "The report was written, and lacks something that the server did not tell, or a server whose file could not be used;"
                                + " it says what."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        ParseResult given = command.getParseResult();
        List<String> files = given.matchedPositionalValue(0, List.of());
        String file = files.isEmpty() ? null : files.get(0);
        String written = given.matchedOptionValue(SERVER, null);
        if (file == null && written == null) {
            throw new ParameterException(command, "Name a FILE, a " + SERVER + ", or both");
        }
        String output = given.matchedOptionValue(OUTPUT, null);
        if (output != null) {
            OutputFile.refuseInputs(command, output, files);
        }
        if (files.size() > 1) {
            if (written != null) {
                throw new ParameterException(command, "With " + SERVER + " there is one FILE at most");
            }
            return reportFleet(command, files);
        }
        Answer<Asked> asked = written == null ? null : ask(command, written, file == null);
        int version = ServerVersions.chosen(command);
        ServerPolicy policy = file == null
                ? asked.value().policy()
                : ServerPolicy.read(file, Architectures.chosen(command), version, MachineFacts.chosen(command));
        Answer<ServerStatus> live = asked == null
                ? null
                : new Answer<>(asked.server(), asked.value().status(), null);
        String page = new ReportPage(asked == null ? file : asked.server().label(), ReportedPolicy.of(policy), live)
                .write(Instant.now());
        write(command, output, page);
        policy.warn(command);
        return live != null && live.value().isIncomplete() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private int reportFleet(CommandLine command, List<String> files) throws IOException {
        ReportFleet fleet = new ReportFleet(Architectures.chosen(command));
        for (String file : files) {
            fleet.add(file, ServerVersions.chosen(command), MachineFacts.chosen(command));
        }
        fleet.failures()
                .forEach((file, why) -> command.getErr()
                        .println(spec.qualifiedName() + ": " + (why.startsWith(file) ? why : file + ": " + why)));
        command.getErr().flush();
        if (fleet.isEmpty()) {
            return ExitCode.FAILED;
        }
        write(command, command.getParseResult().matchedOptionValue(OUTPUT, null), fleet.write(Instant.now()));
        return fleet.isIncomplete() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private static Answer<Asked> ask(CommandLine command, String written, boolean wantsPolicy) throws IOException {
        ServerAddress address;
        try {
            address = ServerAddress.of(written, Surroundings.ofThisProcess());
        } catch (AddressException e) {
            throw new ParameterException(command, SERVER + ": " + e.getMessage());
        }
        List<Setting> machine = MachineFacts.chosen(command);
        Answer<Asked> answer = new Fleet(1, SECONDS, () -> {})
                .ask(List.of(address), session -> asked(session, wantsPolicy, machine))
                .get(0);
        if (answer.value() == null) {
            throw new IOException(Terminal.printable(answer.failure()));
        }
        if (answer.value().problem() != null) {
            throw new IOException(
                    "the configuration of the server: " + answer.value().problem());
        }
        return answer;
    }

    private static Asked asked(ServerSession session, boolean wantsPolicy, List<Setting> machine) throws SQLException {
        ServerStatus status = StatusReader.read(session);
        try {
            return new Asked(status, wantsPolicy ? LiveConfiguration.read(session, machine) : null, null);
        } catch (IOException e) {
            return new Asked(status, null, e.getMessage());
        }
    }

    private static void write(CommandLine command, String output, String page) throws IOException {
        if (output == null) {
            PgSeccomp.print(command, page);
            return;
        }
        OutputFile.write(output, page);
    }
}
