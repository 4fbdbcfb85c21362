package org.pgseccomp.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.cli.status.StatusReader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code pgseccomp status}: whether servers are protected as they should be. */
final class StatusCommand implements Callable<Integer> {
    private static final String SINCE = "--since";

    private CommandSpec spec;

    private StatusCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        StatusCommand command = new StatusCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("status");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Asks live servers whether they are protected: versions, what the server does with its policy, its"
                                + " profile, processes that do not have the filters that they should have, or have them from before a"
                                + " reload, denials and warnings.",
                        "",
                        ServerOptions.DESCRIPTION,
                        "",
                        "The role needs pg_monitor, the database the extension. Nothing is changed.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp status",
                        "  pgseccomp status db1 db2:5433 'postgresql://monitor@db3/postgres?sslmode=verify-full'",
                        "  PGUSER=monitor PGDATABASE=postgres pgseccomp status --hosts hosts.txt --format json",
                        "  pgseccomp status --services --since 2026-03-01");
        ServerOptions.addTo(spec);
        spec.addOption(OptionSpec.builder(SINCE)
                .paramLabel("TIME")
                .type(Instant.class)
                .converters(new TimeConverter())
                .description("Exit with 13 also where a call was denied or warned of at TIME or later: 2026-03-01,"
                        + " 2026-03-01T14:30:05Z, @1772371805.")
                .build());
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "All servers were asked, enforce their policies, and all processes have the filters that they should have.",
                "No server could be asked, a file could not be read, or the output not be written.",
                Map.of(
                        ExitCode.INCOMPLETE,
                        "A server could not be asked, or not everything, and none that could is as 12 says.",
                        ExitCode.UNPROTECTED,
                        "A server does not enforce its policy (it does not load pgseccomp, is off, learns, or only warns), or a"
                                + " process does not have the filters that it should have.",
                        ExitCode.ATTENTION,
                        "All servers are protected, and processes have policies from before a reload, or, with --since, calls were"
                                + " denied or warned of."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        String format = PgSeccomp.format(command);
        Instant since = command.getParseResult().matchedOptionValue(SINCE, null);
        List<ServerAddress> servers = ServerOptions.chosen(command, Surroundings.ofThisProcess());
        List<Answer<ServerStatus>> answers = ServerOptions.ask(command, servers, StatusReader::read);
        PgSeccomp.print(
                command, format.equals("json") ? StatusJson.of(answers) : StatusText.of(answers, Colours.ofOutput()));
        return exitCode(answers, since);
    }

    /** What is worst counts, and what is known before what is not. */
    static int exitCode(List<Answer<ServerStatus>> answers, Instant since) {
        boolean none = true;
        boolean unprotected = false;
        boolean incomplete = false;
        boolean attention = false;
        for (Answer<ServerStatus> each : answers) {
            ServerStatus status = each.value();
            none &= status == null;
            unprotected |= status != null && status.isUnprotected();
            incomplete |= status == null || status.isIncomplete();
            attention |= status != null && (status.isOutdated() || (since != null && status.deniedSince(since)));
        }
        if (none) {
            return ExitCode.FAILED;
        }
        if (unprotected) {
            return ExitCode.UNPROTECTED;
        }
        if (incomplete) {
            return ExitCode.INCOMPLETE;
        }
        return attention ? ExitCode.ATTENTION : ExitCode.OK;
    }
}
