package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Versions of PostgreSQL, as a number: 170002 for 17.2, and 0 where it is not known. */
final class ServerVersions {
    private static final String OPTION = "--server-version";
    private static final int FIRST = 14;
    private static final int LAST = 18;
    private static final int MAJOR = 10_000;

    private ServerVersions() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(OPTION)
                .paramLabel("VERSION")
                .type(String.class)
                .description("The version of PostgreSQL, 17 or 17.2 for example (default: that of the data directory's"
                        + " PG_VERSION, where it can be read; else what holds for every version).")
                .build());
    }

    /** The one that is given with the option. */
    static int chosen(CommandLine command) {
        String text = command.getParseResult().matchedOptionValue(OPTION, null);
        if (text == null) {
            return 0;
        }
        if (!text.matches("[1-9][0-9](\\.[0-9]{1,2})?")) {
            throw new ParameterException(command, "'" + text + "' is no version of PostgreSQL; 17 or 17.2 is one");
        }
        int dot = text.indexOf('.');
        int major = Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
        if (major < FIRST) {
            throw new ParameterException(command, "PostgreSQL 14 is the first version that is supported");
        }
        if (major > LAST) {
            throw new ParameterException(command, "PostgreSQL 18 is the last version that this pgseccomp knows");
        }
        return major * MAJOR + (dot < 0 ? 0 : Integer.parseInt(text.substring(dot + 1)));
    }

    /** That of a data directory. */
    static int of(Path dataDirectory) {
        try {
            String text = Files.readString(dataDirectory.resolve("PG_VERSION"), StandardCharsets.ISO_8859_1)
                    .strip();
            return text.matches("[1-9][0-9]") ? Integer.parseInt(text) * MAJOR : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
