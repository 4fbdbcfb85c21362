package org.pgseccomp.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp check}: what a server would say of a configuration. */
final class CheckCommand implements Callable<Integer> {
    private static final String VERSION = "--server-version";

    private CommandSpec spec;

    private CheckCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        CheckCommand command = new CheckCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("check");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Reads a postgresql.conf, and prints every problem and warning that a server would have with its"
                                + " policy, one a line, as FILE:LINE: error: MESSAGE.",
                        "",
                        "Follows include, include_if_exists and include_dir, and reads the postgresql.auto.conf of the data"
                                + " directory, which ALTER SYSTEM writes: data_directory of the configuration, or else where"
                                + " FILE is.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp check /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp check --server-version 18 --arch aarch64 postgresql.conf");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A postgresql.conf; each FILE is checked by itself.")
                .build());
        spec.addOption(OptionSpec.builder(VERSION)
                .paramLabel("VERSION")
                .type(String.class)
                .description("The version of PostgreSQL, 17 or 17.2 for example (default: that of the data directory's"
                        + " PG_VERSION, where it can be read; else what holds for every version).")
                .build());
        spec.addOption(OptionSpec.builder(Architectures.OPTION)
                .paramLabel("ARCH")
                .type(String.class)
                .description("The architecture of the server: x86_64, aarch64, riscv64, ppc64le or s390x"
                        + " (default: that of this machine).")
                .build());
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "No errors; there may be warnings.",
                "There are errors, with which a server would not start, or a file could not be read.",
                null);
        return spec;
    }

    @Override
    public Integer call() {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> files = given.matchedPositionalValue(0, List.of());
        Architecture architecture = Architectures.chosen(spec.commandLine());
        int version = version(given.matchedOptionValue(VERSION, null));
        PrintWriter out = spec.commandLine().getOut();
        boolean isGood = true;
        for (String file : files) {
            Path path = Path.of(file);
            Configuration configuration = Configuration.read(path);
            int known = version != 0 ? version : versionOf(configuration.dataDirectory(path));
            CheckedPolicy checked = new CheckedPolicy(file, configuration, architecture, known);
            checked.findings().forEach(finding -> finding.print(out));
            isGood &= !checked.hasErrors();
        }
        out.flush();
        return isGood ? ExitCode.OK : ExitCode.FAILED;
    }

    /** 170002 of 17.2; 0 where none is given. */
    private int version(String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[1-9][0-9](\\.[0-9]{1,2})?")) {
            throw new ParameterException(
                    spec.commandLine(), "'" + text + "' is no version of PostgreSQL; 17 or 17.2 is one");
        }
        int dot = text.indexOf('.');
        int major = Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
        if (major < 14) {
            throw new ParameterException(spec.commandLine(), "PostgreSQL 14 is the first version that is supported");
        }
        return major * 10_000 + (dot < 0 ? 0 : Integer.parseInt(text.substring(dot + 1)));
    }

    /** 0 where it cannot be read. */
    private static int versionOf(Path dataDirectory) {
        try {
            String text = Files.readString(dataDirectory.resolve("PG_VERSION"), StandardCharsets.ISO_8859_1)
                    .strip();
            return text.matches("[1-9][0-9]") ? Integer.parseInt(text) * 10_000 : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
