package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code pg_service.conf}: sections {@code [NAME]} with lines {@code KEYWORD=VALUE}. That of {@code PGSERVICEFILE} or else the user's
 * {@code ~/.pg_service.conf}, then the system's, in {@code PGSYSCONFDIR} or {@code /etc/postgresql-common}.
 */
final class ServiceFile {
    private static final String SYSTEM_FOLDER = "/etc/postgresql-common";

    private ServiceFile() {}

    private static List<Path> files(Surroundings around) {
        String own = around.variable("PGSERVICEFILE");
        String system = around.variable("PGSYSCONFDIR");
        return List.of(
                own == null ? around.home().resolve(".pg_service.conf") : Path.of(own),
                Path.of(system == null ? SYSTEM_FOLDER : system, "pg_service.conf"));
    }

    /**
     * What is written for a service.
     *
     * @throws AddressException if no file has it, or a line cannot be used
     */
    static Map<Parameter, String> find(String service, Surroundings around) throws AddressException {
        for (Path file : files(around)) {
            Map<Parameter, String> found = find(service, file);
            if (found != null) {
                return found;
            }
        }
        throw new AddressException("the service \"" + service + "\" is in none of " + files(around));
    }

    /** The names of all services, each once. */
    static List<String> names(Surroundings around) throws AddressException {
        List<String> names = new ArrayList<>();
        for (Path file : files(around)) {
            for (String line : lines(file)) {
                if (isSection(line) && !names.contains(section(line))) {
                    names.add(section(line));
                }
            }
        }
        return names;
    }

    private static Map<Parameter, String> find(String service, Path file) throws AddressException {
        Map<Parameter, String> found = null;
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (isSection(line)) {
                if (found != null) {
                    return found;
                }
                found = section(line).equals(service) ? new EnumMap<>(Parameter.class) : null;
            } else if (found != null && !line.isEmpty() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                if (equals < 0) {
                    throw new AddressException(file + ":" + number + ": a \"=\" is missing");
                }
                try {
                    found.put(
                            Parameter.of(line.substring(0, equals).strip()),
                            line.substring(equals + 1).strip());
                } catch (AddressException e) {
                    throw new AddressException(file + ":" + number + ": " + e.getMessage());
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path file) throws AddressException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream().map(String::strip).toList();
        } catch (IOException e) {
            throw new AddressException(file + " cannot be read");
        }
    }

    private static boolean isSection(String line) {
        return line.startsWith("[") && line.endsWith("]");
    }

    private static String section(String line) {
        return line.substring(1, line.length() - 1);
    }
}
