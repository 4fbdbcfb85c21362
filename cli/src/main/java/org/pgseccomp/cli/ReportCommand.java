package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
                        "The file asks for nothing from elsewhere and has no script. Without FILE, the configuration is that of"
                                + " the server, as its sessions see it.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp report -o report.html /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp report -o report.html --server 'host=db1 user=monitor dbname=postgres'");
        PgSeccomp.addConfiguration(spec, false);
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
                        "The report was written, and lacks something that the server did not tell; it says what."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        ParseResult given = command.getParseResult();
        String file = given.matchedPositionalValue(0, null);
        String written = given.matchedOptionValue(SERVER, null);
        if (file == null && written == null) {
            throw new ParameterException(command, "Name a FILE, a " + SERVER + ", or both");
        }
        Answer<Asked> asked = written == null ? null : ask(command, written, file == null);
        int version = ServerVersions.chosen(command);
        ServerPolicy policy = file == null
                ? asked.value().policy()
                : ServerPolicy.read(file, Architectures.chosen(command), version, MachineFacts.chosen(command));
        String profile = policy.hasProfile()
                ? policy.value(SettingNames.PROFILE, Profile.BASELINE.settingName())
                : Profile.BASELINE.settingName();
        Answer<ServerStatus> live = asked == null
                ? null
                : new Answer<>(asked.server(), asked.value().status(), null);
        String page = new ReportPage(
                        asked == null ? file : asked.server().label(),
                        policy,
                        PolicyComparison.of(profileAlone(policy, profile), policy),
                        profile,
                        live)
                .write(Instant.now());
        write(command, given.matchedOptionValue(OUTPUT, null), page);
        return live != null && live.value().isIncomplete() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private static Answer<Asked> ask(CommandLine command, String written, boolean wantsPolicy) throws IOException {
        ServerAddress address;
        try {
            address = ServerAddress.of(written, Surroundings.ofThisProcess());
        } catch (AddressException e) {
            throw new ParameterException(command, SERVER + ": " + e.getMessage());
        }
        Answer<Asked> answer = new Fleet(1, SECONDS, () -> {})
                .ask(List.of(address), session -> asked(session, wantsPolicy))
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

    private static Asked asked(ServerSession session, boolean wantsPolicy) throws SQLException {
        ServerStatus status = StatusReader.read(session);
        try {
            return new Asked(status, wantsPolicy ? LiveConfiguration.read(session) : null, null);
        } catch (IOException e) {
            return new Asked(status, null, e.getMessage());
        }
    }

    /** The same server with nothing but its profile. */
    private static ServerPolicy profileAlone(ServerPolicy policy, String profile) throws IOException {
        int version = policy.facts().version();
        List<Setting> facts = version == 0
                ? List.of()
                : List.of(new Setting(ServerFacts.PREFIX + "version_num", Integer.toString(version * 10000)));
        return ServerPolicy.ofProfile(profile, policy.architecture(), facts);
    }

    /** A file is there whole or not at all. */
    private static void write(CommandLine command, String output, String page) throws IOException {
        if (output == null) {
            PgSeccomp.print(command, page);
            return;
        }
        Path target = Path.of(output).toAbsolutePath();
        Path made = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(made, page.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
            Files.move(made, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
