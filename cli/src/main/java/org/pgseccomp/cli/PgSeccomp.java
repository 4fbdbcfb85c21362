package org.pgseccomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.pgseccomp.cli.learn.InputException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code pgseccomp}: the command that holds all others.
 *
 * <p>The commands are described with picocli's builders and not with its annotations: reading annotations takes a tenth of a
 * second, as long as the start of the JVM itself.
 */
public final class PgSeccomp {
    /** What is wrong where no command is given. */
    static final String NO_COMMAND = "Missing required subcommand";

    private static final String FORMAT = "--format";

    /** What Java has in the place of bytes that are no text in the locale. */
    private static final char UNREADABLE = '\ufffd';

    private PgSeccomp() {}

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                System.err.println("pgseccomp: an argument has characters that Java cannot read in this locale;"
                        + " set LC_ALL=C.UTF-8, or start bin/pgseccomp, which does");
                System.exit(ExitCode.USAGE);
            }
        }
        StandardOutput.install();
        CommandLine command = commandLine();
        // Lines for postgresql.conf have names of roles: their bytes do not depend on the locale of whoever runs this.
        command.setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
        int code = command.execute(arguments);
        // Help and version are printed by the library, which does not look whether they could be.
        command.getOut().flush();
        if (code == ExitCode.OK && System.out.checkError()) {
            if (!StandardOutput.isClosed()) {
                System.err.println("pgseccomp: " + unwritten().getMessage());
            }
            code = ExitCode.FAILED;
        }
        System.exit(code);
    }

    /** The command line, as the program, the generator of its documentation and the tests use it. */
    static CommandLine commandLine() {
        MissingCommand missing = new MissingCommand();
        CommandSpec root = CommandSpec.wrapWithoutInspection(missing);
        missing.spec = root;
        root.name("pgseccomp");
        root.usageMessage()
                .description("Works on system call filters for PostgreSQL servers.")
                .synopsisSubcommandLabel("COMMAND");
        addHelp(root);
        addExitCodes(
                root,
                "The command did what it was asked to.",
                "The result was printed, and may lack something;" + " standard error says what.");
        root.addSubcommand("check", CheckCommand.spec());
        root.addSubcommand("convert", ConvertCommand.spec());
        root.addSubcommand("diff", DiffCommand.spec());
        root.addSubcommand("explain", ExplainCommand.spec());
        root.addSubcommand("exposure", ExposureCommand.spec());
        root.addSubcommand("groups", GroupsCommand.spec());
        root.addSubcommand("learn", LearnCommand.spec());
        root.addSubcommand("observe", ObserveCommand.spec());
        root.addSubcommand("policy", PolicyCommand.spec());
        root.addSubcommand("report", ReportCommand.spec());
        root.addSubcommand("simulate", SimulateCommand.spec());
        root.addSubcommand("status", StatusCommand.spec());
        return new CommandLine(root)
                // An argument that begins with @ is a group, and no file of arguments.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new FailureHandler());
    }

    /** Adds the options that every command has. */
    static void addHelp(CommandSpec spec) {
        spec.versionProvider(new Version());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and end.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and end.")
                .build());
    }

    /** Documents the exit codes of a command; those of 2 and 70 mean the same for all. */
    static void addExitCodes(CommandSpec spec, String ok, String incomplete) {
        addExitCodes(
                spec,
                ok,
                "An input could not be read, or the output not be written.",
                Map.of(ExitCode.INCOMPLETE, incomplete));
    }

    /** The same, for a command that fails in a way of its own, and may have more results than one. */
    static void addExitCodes(CommandSpec spec, String ok, String failed, Map<Integer, String> more) {
        Map<Integer, String> codes = new TreeMap<>(more);
        codes.put(ExitCode.OK, ok);
        codes.put(ExitCode.FAILED, failed);
        codes.put(ExitCode.USAGE, "The command line is wrong.");
        codes.put(ExitCode.DEFECT, "A defect of this tool.");
        Map<String, String> texts = new LinkedHashMap<>();
        codes.forEach((code, text) -> texts.put(Integer.toString(code), text));
        UsageMessageSpec usage = spec.usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n");
        usage.exitCodeList(texts);
    }

    /** The version of the tool. */
    static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = PgSeccomp.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    /** Adds a file that a command takes by its place. */
    static void addFile(CommandSpec spec, int index, String label, String description) {
        addFile(spec, index, label, description, true);
    }

    /** Adds the configuration that a command is about. */
    static void addConfiguration(CommandSpec spec, boolean isRequired) {
        addFile(spec, 0, "FILE", "A postgresql.conf, read as pgseccomp check reads it.", isRequired);
    }

    private static void addFile(CommandSpec spec, int index, String label, String description, boolean isRequired) {
        PositionalParamSpec.Builder file = PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .paramLabel(label)
                .type(String.class)
                .description(description);
        spec.addPositional((isRequired ? file.required(true) : file.arity("0..1")).build());
    }

    /** Adds the option for the form of the result. */
    static void addFormat(CommandSpec spec, String... more) {
        List<String> formats = new ArrayList<>(List.of("text", "json"));
        formats.addAll(List.of(more));
        spec.addOption(OptionSpec.builder(FORMAT)
                .paramLabel("FORMAT")
                .type(String.class)
                .completionCandidates(formats)
                .description("How the result is printed: ${COMPLETION-CANDIDATES} (default: text). docs/json.md"
                        + " has the fields of JSON.")
                .build());
    }

    /** The form that is asked for. */
    static String format(CommandLine command, String... more) {
        String format =
                command.getParseResult().matchedOptionValue(FORMAT, "text").toLowerCase(Locale.ROOT);
        if (!format.equals("text") && !format.equals("json") && !List.of(more).contains(format)) {
            throw new ParameterException(
                    command,
                    "Invalid value for option '" + FORMAT + "': '" + format + "' is none of text, json"
                            + (more.length == 0 ? "" : ", " + String.join(", ", more)));
        }
        return format;
    }

    /** Prints a result, all of it. */
    static void print(CommandLine command, String text) throws IOException {
        PrintWriter out = command.getOut();
        out.print(text);
        if (out.checkError() || System.out.checkError()) { // a writer around System.out does not see its errors
            throw unwritten();
        }
    }

    /** Prints a result that is no text. */
    static void printBytes(CommandLine command, byte[] bytes) throws IOException {
        if (Terminal.isStandardOutput()) {
            throw new IOException("the result is no text, and is not written to a terminal");
        }
        command.getOut().flush();
        System.out.write(bytes);
        if (System.out.checkError()) {
            throw unwritten();
        }
    }

    private static IOException unwritten() {
        IOException why = StandardOutput.failure();
        return new IOException("cannot write to standard output" + (why == null ? "" : ": " + why.getMessage()), why);
    }

    /** What runs when no command is given. */
    private static final class MissingCommand implements Runnable {
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), NO_COMMAND);
        }
    }

    /** Prints what went wrong, without a stack trace where it is the input's fault. */
    private static final class FailureHandler implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult arguments) {
            PrintWriter err = commandLine.getErr();
            String name = commandLine.getCommandSpec().qualifiedName();
            int code = ExitCode.FAILED;
            if (StandardOutput.isClosed()) {
                return code;
            }
            if (failure instanceof InputException unreadable) {
                err.println(name + ": " + unreadable.input() + " " + unreadable.getMessage());
            } else if (failure instanceof IOException) {
                err.println(name + ": " + failure.getMessage());
            } else if (failure instanceof InvalidPathException) {
                err.println(name + ": the name of a file has characters that Java cannot use in this locale;"
                        + " set LC_ALL=C.UTF-8, or start bin/pgseccomp, which does");
            } else {
                err.println(name + ": a defect of this tool, please report it with these lines:");
                failure.printStackTrace(err);
                code = ExitCode.DEFECT;
            }
            err.flush();
            return code;
        }
    }

    /** The version, which Maven writes. */
    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"pgseccomp " + version()};
        }
    }
}
