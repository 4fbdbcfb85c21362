package org.pgseccomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.pgseccomp.cli.learn.InputException;
import org.pgseccomp.cli.learn.InputFormat;
import org.pgseccomp.cli.learn.Learner;
import org.pgseccomp.cli.learn.Observations;
import org.pgseccomp.cli.learn.ResultReader;
import org.pgseccomp.cli.learn.Selection;
import org.pgseccomp.cli.learn.UserFilter;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp learn}: from logs to a list of system calls. */
final class LearnCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    /** How the result is printed. */
    enum OutputFormat {
        LIST,
        CONF,
        POLICY,
        JSON
    }

    private CommandSpec spec;
    private List<String> files;
    private List<Path> merges;
    private List<String> executables;
    private UserFilter user;
    private Instant since;
    private Instant until;
    private String architectureName;
    private InputFormat input;
    private OutputFormat format;
    private boolean json;
    private boolean counts;
    private String setting;
    private boolean quiet;

    private LearnCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        LearnCommand command = new LearnCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("learn");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Finds out from logs which system calls a server makes, and prints them as a list for"
                                + " postgresql.conf.",
                        "",
                        "Reads audit logs (auditd's files, raw or enriched; ausearch), kernel logs (dmesg, journalctl -k, also"
                                + " with -o json), traces (strace -f) and the file pgseccomp_observed of a server that learns,"
                                + " plain or compressed with gzip. What several files say is added up.",
                        "",
                        "What cannot be used (unknown numbers, other architectures, damaged lines, records that the kernel"
                                + " dropped) is counted and reported on standard error.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp learn /var/log/audit/audit.log*",
                        "  journalctl -k -o json | pgseccomp learn --counts -",
                        "  pgseccomp learn --format json /var/log/audit/audit.log > db1.json",
                        "  pgseccomp learn --merge db1.json --merge db2.json --format conf",
                        "  pgseccomp learn --format policy primary/pgseccomp_observed standby/pgseccomp_observed");
        LearnOptions.addTo(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The list was printed; it may be empty.",
                "The list was printed and may lack something: damaged lines, unknown system calls, dropped records.");
        return spec;
    }

    private void readArguments() {
        ParseResult given = spec.commandLine().getParseResult();
        files = given.matchedPositionalValue(0, List.of());
        merges = given.matchedOptionValue(LearnOptions.MERGE, List.of());
        executables = given.matchedOptionValue(LearnOptions.EXE, List.of("postgres"));
        user = given.matchedOptionValue(LearnOptions.USER, null);
        since = given.matchedOptionValue(LearnOptions.SINCE, null);
        until = given.matchedOptionValue(LearnOptions.UNTIL, null);
        architectureName = given.matchedOptionValue(LearnOptions.ARCH, null);
        input = given.matchedOptionValue(LearnOptions.INPUT, InputFormat.AUTO);
        format = given.matchedOptionValue(LearnOptions.FORMAT, null);
        json = given.hasMatchedOption(LearnOptions.JSON);
        counts = given.hasMatchedOption(LearnOptions.COUNTS);
        setting = given.matchedOptionValue(LearnOptions.SETTING, LearnOptions.DEFAULT_SETTING);
        quiet = given.hasMatchedOption(LearnOptions.QUIET);
    }

    @Override
    public Integer call() throws IOException {
        readArguments();
        OutputFormat output = outputFormat();
        Architecture wanted = wantedArchitecture();
        checkArguments();
        if (output == OutputFormat.POLICY) {
            return recommend(wanted == null ? Architectures.chosen(spec.commandLine()) : wanted);
        }
        for (String option : RecommendOptions.ALL) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrong(option + " needs --format policy");
            }
        }
        Observations merged = new Observations();
        boolean cutOff = false;
        for (Path path : merges) {
            ResultReader.Result result = readResult(path);
            merged.addAll(result.observations());
            cutOff |= result.cutOff();
        }
        Selection selection = new Selection(
                executables,
                user,
                since == null ? Long.MIN_VALUE : since.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli());
        Learner learner;
        try (Progress progress = Progress.begin(totalSize(), Terminal.isStandardError())) {
            learner = new Learner(selection, input, wanted == null ? Architectures.ofThisMachine() : wanted, progress);
            for (String file : files) {
                if (file.equals(STANDARD_INPUT)) {
                    learner.readStream("standard input", System.in);
                } else {
                    learner.read(Path.of(file));
                }
            }
        }
        merged.addAll(learner.observations());
        LearnOutput printed = new LearnOutput(merged, cutOff || learner.isBroken() || learner.isUnreadable());
        Report report = new Report(merged, selection, cutOff || learner.isBroken(), learner.isUnreadable());
        Architecture shown = output == OutputFormat.JSON ? null : shownArchitecture(merged, wanted);
        print(text(printed, output, shown));
        if (learner.hasTrace() && wanted == null) {
            report.note("the trace is taken to be of "
                    + Architectures.ofThisMachine().displayName() + ", as this machine; --arch says otherwise");
        }
        report.print(spec.commandLine().getErr(), spec.qualifiedName(), quiet, shown, learner.remarks());
        boolean hasNothing =
                shown != null && learner.observations().counts(shown).isEmpty();
        return report.isIncomplete() || (hasNothing && report.hasOthersThan(shown)) ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private String text(LearnOutput printed, OutputFormat output, Architecture shown) throws IOException {
        return switch (output) {
            case JSON -> printed.json();
            case CONF -> printed.conf(shown, setting, counts);
            case POLICY -> throw new IllegalStateException();
            case LIST -> counts ? printed.table(shown) : printed.list(shown);
        };
    }

    /** The whole policy: it says itself what it was made of, so nothing is selected or merged from results. */
    private int recommend(Architecture architecture) throws IOException {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : List.of(
                LearnOptions.MERGE,
                LearnOptions.EXE,
                LearnOptions.USER,
                LearnOptions.SINCE,
                LearnOptions.UNTIL,
                LearnOptions.INPUT,
                LearnOptions.COUNTS,
                LearnOptions.SETTING)) {
            if (given.hasMatchedOption(option)) {
                throw wrong("--format policy excludes " + option);
            }
        }
        RecommendedPolicy policy = new RecommendedPolicy(architecture);
        for (String file : files) {
            policy.add(file);
        }
        print(policy.lines(RecommendOptions.chosen(spec.commandLine())));
        if (policy.isIncomplete()) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName()
                            + ": warning: a server had no room to record all calls; the lists may lack system calls");
            spec.commandLine().getErr().flush();
        }
        return policy.isIncomplete() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private OutputFormat outputFormat() {
        if (json && format != null && format != OutputFormat.JSON) {
            throw wrong("--json and --format " + format.name().toLowerCase(Locale.ROOT) + " exclude each other");
        }
        if (json) {
            return OutputFormat.JSON;
        }
        return format == null ? OutputFormat.LIST : format;
    }

    private void checkArguments() {
        if (files.isEmpty() && merges.isEmpty()) {
            throw wrong("Missing required parameter: 'FILE' (- is standard input)");
        }
        if (files.indexOf(STANDARD_INPUT) != files.lastIndexOf(STANDARD_INPUT)) {
            throw wrong("standard input can be read only once");
        }
        if (since != null && until != null && until.isBefore(since)) {
            throw wrong("--until is before --since");
        }
        if (!SettingNames.takesCalls(setting) || !Pattern.matches("[A-Za-z_.][A-Za-z0-9_$.]*", setting)) {
            throw wrong("--setting: '" + setting + "' is no setting that takes a list of calls, such as"
                    + " pgseccomp.global_syscall_allow, session_syscall_allow.ROLE or process_syscall_allow.TYPE");
        }
        if (input == InputFormat.NONE) {
            throw wrong("--input: 'none' is not one of auto, log, strace, observed, perf");
        }
        for (String executable : executables) {
            if (executable.isEmpty()) {
                throw wrong("--exe: the name is empty");
            }
        }
    }

    private Architecture wantedArchitecture() {
        if (architectureName == null) {
            return null;
        }
        Architecture found = Architectures.named(architectureName);
        if (found != null) {
            return found;
        }
        throw wrong("--arch: '" + architectureName + "' is not one of " + names(List.of(Architecture.values())));
    }

    private Architecture shownArchitecture(Observations observations, Architecture wanted) {
        List<Architecture> found = observations.architectures();
        if (wanted != null) {
            return wanted;
        }
        if (found.size() > 1) {
            throw wrong("the logs have records of " + names(found) + ": choose one with --arch, or take --format json");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static String names(List<Architecture> architectures) {
        List<String> names = new ArrayList<>();
        for (Architecture architecture : architectures) {
            names.add(architecture.displayName());
        }
        return String.join(", ", names);
    }

    private static ResultReader.Result readResult(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return ResultReader.read(path.toString(), in);
        } catch (InputException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new IOException(path + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** How long the input is in bytes; 0 if that is not known. */
    private long totalSize() {
        long sum = 0;
        for (String file : files) {
            try {
                Path path = Path.of(file);
                if (file.equals(STANDARD_INPUT) || !Files.isRegularFile(path)) {
                    return 0;
                }
                sum += Files.size(path);
            } catch (IOException e) {
                return 0;
            }
        }
        return sum;
    }

    private void print(String text) throws IOException {
        PgSeccomp.print(spec.commandLine(), text);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
