package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.connect.AddressException;
import org.pgseccomp.cli.connect.Fleet;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Which servers a command asks, and how long it waits for them. */
final class ServerOptions {
    /** What the description of a command says of servers. */
    static final String DESCRIPTION =
            "A SERVER is what psql takes as a connection string (postgresql://host/db, 'host=db1 user=monitor'), a host (db1,"
                    + " db1:5433), the folder of a Unix socket, or service=NAME of pg_service.conf. Variables of the"
                    + " environment (PGUSER, PGSSLMODE, …) and ~/.pgpass count as for psql. Without a SERVER, it is the one that"
                    + " the environment names.";

    private static final String HOSTS = "--hosts";
    private static final String SERVICES = "--services";
    private static final String TIMEOUT = "--timeout";
    private static final String JOBS = "--jobs";

    private ServerOptions() {}

    /** Adds the servers and options. */
    static void addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("SERVER")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A server: connection string, host, folder of a socket, or service=NAME.")
                .build());
        spec.addOption(OptionSpec.builder(HOSTS)
                .paramLabel("FILE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Ask the servers that a file has, one a line, too; # begins a comment line.")
                .build());
        spec.addOption(OptionSpec.builder(SERVICES)
                .description("Ask all services of pg_service.conf, the user's and the system's, too.")
                .build());
        spec.addOption(OptionSpec.builder(TIMEOUT)
                .paramLabel("SECONDS")
                .type(Integer.class)
                .description("How long each server may take (default: 10).")
                .build());
        spec.addOption(OptionSpec.builder(JOBS)
                .paramLabel("NUMBER")
                .type(Integer.class)
                .description("How many servers are asked at the same time (default: 32).")
                .build());
    }

    /**
     * The servers that are asked for.
     *
     * @throws IOException if a file cannot be read, or has a line that is no server
     */
    static List<ServerAddress> chosen(CommandLine command, Surroundings around) throws IOException {
        ParseResult given = command.getParseResult();
        List<ServerAddress> servers = new ArrayList<>();
        List<String> written = new ArrayList<>(given.matchedPositionalValue(0, List.of()));
        List<String> files = given.matchedOptionValue(HOSTS, List.of());
        boolean services = given.hasMatchedOption(SERVICES);
        if (written.isEmpty() && files.isEmpty() && !services) {
            written.add("");
        }
        try {
            if (services) {
                for (String each : ServerAddress.services(around)) {
                    written.add("service='" + each.replace("\\", "\\\\").replace("'", "\\'") + "'");
                }
            }
            for (String each : written) {
                servers.add(ServerAddress.of(each, around));
            }
        } catch (AddressException e) {
            throw new ParameterException(command, "a server cannot be asked: " + e.getMessage());
        }
        for (String file : files) {
            addFile(servers, file, around);
        }
        if (servers.isEmpty()) {
            throw new IOException("no server is named: the files have none");
        }
        return servers;
    }

    private static void addFile(List<ServerAddress> servers, String file, Surroundings around) throws IOException {
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new IOException(file + " does not exist");
        }
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                try {
                    servers.add(ServerAddress.of(line.strip(), around));
                } catch (AddressException e) {
                    throw new IOException(file + ":" + number + ": " + e.getMessage());
                }
            }
        }
    }

    /** Asks servers, with a line about it on a terminal. */
    static <T> List<Fleet.Answer<T>> ask(CommandLine command, List<ServerAddress> servers, Fleet.Question<T> question) {
        int seconds = positive(command, TIMEOUT, 10);
        int jobs = positive(command, JOBS, 32);
        try (FleetProgress progress = new FleetProgress(servers.size(), Terminal.isStandardError())) {
            return new Fleet(jobs, seconds, progress::answered).ask(servers, question);
        }
    }

    private static int positive(CommandLine command, String option, int usual) {
        int value = command.getParseResult().matchedOptionValue(option, usual);
        if (value < 1 || value > 86400) {
            throw new ParameterException(
                    command, "Invalid value for option '" + option + "': " + value + " is not from 1 to 86400");
        }
        return value;
    }
}
