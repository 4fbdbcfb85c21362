package org.pgseccomp.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.observe.ObservedReader;
import org.pgseccomp.cli.observe.ServerObservations;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code pgseccomp observe}: one policy from what servers have learnt. */
final class ObserveCommand implements Callable<Integer> {
    private CommandSpec spec;

    private ObserveCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        ObserveCommand command = new ObserveCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("observe");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Fetches what live servers have learnt (pgseccomp.learn), and prints one policy for all of them, as"
                                + " lines for a postgresql.conf. Comments say what only one of the servers was seen to need.",
                        "",
                        ServerOptions.DESCRIPTION,
                        "",
                        "The role needs pg_monitor, the database the extension. Nothing is changed. All servers have to be of one"
                                + " major version and architecture.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp observe db1 db2 db3 > pgseccomp.conf",
                        "  pgseccomp observe --profile strict db1 db2",
                        "  pgseccomp observe --hosts hosts.txt --format json",
                        "  pgseccomp observe service=primary service=standby");
        ServerOptions.addTo(spec);
        RecommendOptions.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The policy was printed.",
                "No policy was printed: no server could be asked, they are of several versions or architectures, a file could not"
                        + " be read, or the output not be written.",
                Map.of(
                        ExitCode.INCOMPLETE,
                        "The policy was printed, and may lack something: a server could not be asked, has seen nothing, or had no room"
                                + " to record all calls. Standard error says what."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        String format = PgSeccomp.format(command);
        RecommendOptions.Wanted wanted = RecommendOptions.chosen(command);
        List<ServerAddress> servers = ServerOptions.chosen(command, Surroundings.ofThisProcess());
        List<Answer<ServerObservations>> answers = ServerOptions.ask(command, servers, ObservedReader::read);
        List<String> remarks = remarks(answers);
        PrintWriter err = command.getErr();
        for (String each : remarks) {
            err.println(spec.qualifiedName() + ": warning: " + each);
        }
        err.flush();
        if (answers.stream().allMatch(each -> each.value() == null)) {
            throw new IOException("no server could be asked, and no policy is printed");
        }
        FleetPolicy policy = new FleetPolicy(answers, wanted);
        PgSeccomp.print(command, format.equals("json") ? ObserveJson.of(answers, policy) : policy.text());
        return remarks.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static List<String> remarks(List<Answer<ServerObservations>> answers) {
        List<String> remarks = new ArrayList<>();
        for (Answer<ServerObservations> each : answers) {
            String name = Terminal.printable(each.server().label()) + ": ";
            if (each.value() == null) {
                remarks.add(name + Terminal.printable(each.failure()));
            } else if (each.value().seen().notKept() != 0) {
                remarks.add(name + "there was no room to record "
                        + Long.toUnsignedString(each.value().seen().notKept()) + " calls");
            } else if (each.value().seen().subjects().isEmpty()) {
                remarks.add(name + "nothing was seen");
            }
        }
        return remarks;
    }
}
