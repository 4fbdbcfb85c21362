package org.pgseccomp.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.learn.InputFormat;
import org.pgseccomp.cli.learn.UserFilter;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options of {@code learn}: their names, their types, and what the help and the man page say about them. */
final class LearnOptions {
    static final String MERGE = "--merge";
    static final String EXE = "--exe";
    static final String USER = "--user";
    static final String SINCE = "--since";
    static final String UNTIL = "--until";
    static final String ARCH = "--arch";
    static final String INPUT = "--input";
    static final String FORMAT = "--format";
    static final String JSON = "--json";
    static final String COUNTS = "--counts";
    static final String SETTING = "--setting";
    static final String QUIET = "--quiet";

    static final String DEFAULT_SETTING = "pgseccomp.session_syscall_allow";

    private LearnOptions() {}

    static void addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Logs to read; - is standard input.")
                .build());
        spec.addOption(OptionSpec.builder(MERGE)
                .paramLabel("FILE")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .description(
                        "Add a result that an earlier run printed with --format json, of another host for example.")
                .build());
        addSelection(spec);
        spec.addOption(OptionSpec.builder(ARCH)
                .paramLabel("NAME")
                .type(String.class)
                .completionCandidates(architectures())
                .description("The architecture whose list is printed, where the logs have several, and of traces:"
                        + " ${COMPLETION-CANDIDATES}. Default: the one that the logs have; for traces, this machine's.")
                .build());
        spec.addOption(OptionSpec.builder(INPUT)
                .paramLabel("KIND")
                .type(InputFormat.class)
                .completionCandidates(List.of("auto", "log", "strace", "observed", "perf"))
                .description(
                        "What the files are: log (an audit log, a kernel log or a journal), strace, observed (the file"
                                + " pgseccomp_observed of a server that learns), perf (the summary of perf trace -s), or auto, found out for each file (default).")
                .build());
        addOutput(spec);
    }

    private static void addSelection(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(EXE)
                .paramLabel("NAME|PATH")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                        "Count records of this executable. A name is compared with the last part of its path; in both, * stands for"
                                + " any characters but slashes and ? for one; * alone is every executable. May be given more than"
                                + " once. Default: postgres.")
                .build());
        spec.addOption(OptionSpec.builder(USER)
                .paramLabel("NAME|UID")
                .type(UserFilter.class)
                .converters(new UserConverter())
                .description(
                        "Count records of processes of this user only. Traces and the files of servers do not state it.")
                .build());
        spec.addOption(OptionSpec.builder(SINCE)
                .paramLabel("TIME")
                .type(Instant.class)
                .converters(new TimeConverter())
                .description(
                        "Count records from this time on: 2026-03-01, 2026-03-01T14:30:05, with Z or +02:00 for another"
                                + " zone than this machine's, or @SECONDS since 1970.")
                .build());
        spec.addOption(OptionSpec.builder(UNTIL)
                .paramLabel("TIME")
                .type(Instant.class)
                .converters(new TimeConverter())
                .description("Count records up to this time.")
                .build());
    }

    private static void addOutput(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(FORMAT)
                .paramLabel("FORMAT")
                .type(LearnCommand.OutputFormat.class)
                .completionCandidates(List.of("list", "conf", "policy", "json"))
                .description(
                        "How the result is printed: list, names separated by commas (default); conf, a line for"
                                + " postgresql.conf, an allow list with what every server needs as well; policy, all lines that seccomp_recommend() gives,"
                                + " from files pgseccomp_observed of servers of one version; json, everything that was found, also for --merge.")
                .build());
        spec.addOption(OptionSpec.builder(JSON)
                .type(boolean.class)
                .description("The same as --format json.")
                .build());
        spec.addOption(OptionSpec.builder(COUNTS)
                .type(boolean.class)
                .description(
                        "Print how often each system call was recorded: with list a line for each, the most frequent first;"
                                + " with conf in comments.")
                .build());
        spec.addOption(OptionSpec.builder(SETTING)
                .paramLabel("NAME")
                .type(String.class)
                .description("The setting that --format conf sets. Default: " + DEFAULT_SETTING + ".")
                .build());
        RecommendOptions.addTo(spec);
        spec.addOption(OptionSpec.builder("-q", QUIET)
                .type(boolean.class)
                .description("Print no summary to standard error, only warnings.")
                .build());
    }

    private static List<String> architectures() {
        List<String> names = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            names.add(architecture.displayName());
        }
        return names;
    }
}
