package org.pgseccomp.cli.connect;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a connection takes from around the program.
 *
 * @param variables of the environment
 * @param home the user's folder
 * @param user the user's name in the operating system
 */
public record Surroundings(Map<String, String> variables, Path home, String user) {
    public Surroundings {
        variables = Map.copyOf(variables);
    }

    /** Those of this process. */
    public static Surroundings ofThisProcess() {
        String home = System.getenv("HOME"); // which libpq asks first, too
        return new Surroundings(
                System.getenv(),
                Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home),
                System.getProperty("user.name"));
    }

    /** A variable; null where it is not set or empty. */
    String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
