package org.pgseccomp.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code pgseccomp exposure}: what of the catalogue of attacks a policy stops, and by what. */
final class ExposureCommand implements Callable<Integer> {
    /** Where a server has its data, if nothing says so: only a name for it. */
    private static final String SOME_DATA_DIRECTORY = "/var/lib/postgresql/data";

    private CommandSpec spec;

    private ExposureCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        ExposureCommand command = new ExposureCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("exposure");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Says of each attack of a catalogue whether the policy of sessions, of a role, or of a type of processes stops"
                                + " it, and by which filter and setting, list of files or ports, or isolation. Nothing is executed.",
                        "",
                        "stopped: no way is left. warned: it is made and counted. open: nothing stops it. kernel: the policy leaves it"
                                + " open, and it needs privileges that a server's user does not have.",
                        "",
                        "Without FILE and --profile, it is a server without pgseccomp. Landlock is taken to be there, as on Linux 5.19"
                                + " and later; on a server, the SQL function seccomp_exposure() knows.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp exposure /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp exposure --role joe postgresql.conf",
                        "  pgseccomp exposure --profile strict --libc 2.41 --server-version 17 --format json");
        PgSeccomp.addConfiguration(spec, false);
        Who.addTo(spec);
        ProfileOfServer.addTo(spec);
        Architectures.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The table was printed.",
                "The file could not be read, or a server would not start with it; or the output could not be written.",
                Map.of());
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Architecture architecture = Architectures.chosen(command);
        String format = PgSeccomp.format(command);
        Who who = Who.chosen(command);
        String file = command.getParseResult().matchedPositionalValue(0, null);
        String profile = ProfileOfServer.chosen(command);
        if (file != null && profile != null) {
            throw new ParameterException(command, "a FILE and --profile exclude each other");
        }
        List<Setting> facts = ProfileOfServer.facts(command);
        ServerPolicy server = null;
        if (profile != null) {
            server = ServerPolicy.ofProfile(profile, architecture, facts);
        } else if (file != null) {
            server = ServerPolicy.read(file, architecture, ServerVersions.chosen(command), facts);
        }
        ExposureReport report = new ExposureReport(
                server,
                server == null ? "a server without pgseccomp" : who.described(server),
                server == null
                        ? Guarded.byNothing(architecture, placed(ServerFacts.among(facts), ""))
                        : guarded(server, who));
        PgSeccomp.print(command, format.equals("json") ? report.json() : report.text(Colours.ofOutput()));
        if (server != null) {
            server.warn(command);
        }
        return ExitCode.OK;
    }

    /** What is in a list of files is compared with where the server's own are: names have to be there. */
    static ServerFacts placed(ServerPolicy server) {
        return placed(server.facts(), server.dataDirectory());
    }

    private static ServerFacts placed(ServerFacts facts, String dataDirectory) {
        // Where glibc has shm_open(3) make its files.
        return facts.orElse("data_directory", dataDirectory.startsWith("/") ? dataDirectory : SOME_DATA_DIRECTORY)
                .orElse("shared_memory", "/dev/shm");
    }

    /** What restricts somebody on a server. */
    static Guarded guarded(ServerPolicy server, Who who) throws IOException {
        int policy = who.policy(server);
        int ofDatabase = who.databasePolicy(server);
        SettingSuffixes suffixes = new SettingSuffixes(who.suffix(server), who.databaseSuffix(server));
        if (server.whyNotInForce() == null) {
            // One that a server would refuse is told, and guards nobody.
            server.stack(policy, ofDatabase);
        }
        return server.planned().guarded(policy, ofDatabase, suffixes, who.isPostmaster(), placed(server));
    }
}
