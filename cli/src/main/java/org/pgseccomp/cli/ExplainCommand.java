package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;
import org.pgseccomp.syscall.SyscallAliases;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp explain}: what becomes of a call, and which settings say so. */
final class ExplainCommand implements Callable<Integer> {
    private static final String DUMP = "--dump";

    private CommandSpec spec;

    private ExplainCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        ExplainCommand command = new ExplainCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("explain");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Says what becomes of a system call in sessions, or in those of a role, or in processes of a type: which"
                                + " setting, which entry and which filter decides, and what the kernel's program does.",
                        "",
                        "A call may be asked about with conditions, as a list writes them: 'socket(domain: AF_INET)', and by its"
                                + " number. Of a group, each of its calls is explained in a line.",
                        "",
                        "Programs are shown as they are compiled where the addresses of the server's C library are not known; in a server"
                                + " they may have more instructions, for denials that are explained.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp explain postgresql.conf mprotect",
                        "  pgseccomp explain --role joe postgresql.conf 'socket(domain: AF_INET)' execve",
                        "  pgseccomp explain --type archiver --dump postgresql.conf @programs");
        PgSeccomp.addFile(spec, 0, "FILE", "A postgresql.conf, read as pgseccomp check reads it.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("1..*")
                .paramLabel("CALL")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A system call, with a condition or without, or a group such as @mount.")
                .build());
        Who.addTo(spec);
        spec.addOption(OptionSpec.builder(DUMP)
                .type(boolean.class)
                .description("Print the whole program of each filter, not only what runs for the call.")
                .build());
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The calls were explained.",
                "The file could not be read, or a server would not start with it; or the output could not be written.",
                Map.of());
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        ParseResult given = command.getParseResult();
        Architecture architecture = Architectures.chosen(command);
        int version = ServerVersions.chosen(command);
        String format = PgSeccomp.format(command);
        Who who = Who.chosen(command);
        List<ExplainedCall.AskedCall> asked = asked(architecture, given.matchedPositionalValue(1, List.<String>of()));
        ServerPolicy server = ServerPolicy.read(
                given.matchedPositionalValue(0, ""), architecture, version, MachineFacts.chosen(command));

        int policy = who.policy(server);
        int database = who.databasePolicy(server);
        List<ExplainedCall> calls = new ArrayList<>();
        for (ExplainedCall.AskedCall each : asked) {
            calls.add(new ExplainedCall(server, policy, database, each));
        }
        Explanation explanation = new Explanation(server, policy, database, who.described(server), calls);
        boolean dumps = given.hasMatchedOption(DUMP);
        PgSeccomp.print(command, format.equals("json") ? explanation.json(dumps) : explanation.text(dumps));
        server.warn(command);
        return ExitCode.OK;
    }

    /** What the arguments name. All that is wrong with them is said at once. */
    private List<ExplainedCall.AskedCall> asked(Architecture architecture, List<String> arguments) {
        List<ExplainedCall.AskedCall> asked = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String argument : arguments) {
            EntryList list = EntryList.parse(argument);
            list.errors().forEach(error -> wrong.add("'" + argument + "' is no entry of a list"));
            if (list.errors().isEmpty() && list.entries().isEmpty()) {
                wrong.add("'" + argument + "' names no call");
            }
            for (Entry entry : list.entries()) {
                if (entry.removes() || entry.errno() != null) {
                    wrong.add("'" + argument + "' is not a call, a call with a condition, or a group");
                } else if (entry.isGroup()) {
                    addGroup(architecture, entry, asked, wrong);
                } else {
                    addCall(architecture, entry, asked, wrong);
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw wrong(String.join("\n", wrong));
        }
        return asked;
    }

    private static void addGroup(
            Architecture architecture, Entry entry, List<ExplainedCall.AskedCall> asked, List<String> wrong) {
        SyscallGroup group = SyscallGroups.named(entry.name());
        if (group == null || entry.condition() != null) {
            wrong.add(
                    group == null
                            ? "Unknown group '" + entry.name() + "'"
                            : "A group takes no condition: " + entry.written());
            return;
        }
        for (Syscall syscall : group.callsOf(architecture)) {
            asked.add(new ExplainedCall.AskedCall(syscall, Condition.NONE, syscall.name()));
        }
    }

    private static void addCall(
            Architecture architecture, Entry entry, List<ExplainedCall.AskedCall> asked, List<String> wrong) {
        String right = SyscallAliases.nameFor(architecture, entry.name());
        boolean isNumber = right != null && Character.isDigit(entry.name().charAt(0));
        Syscall syscall = architecture.syscalls().named(isNumber ? right : entry.name());
        if (syscall == null) {
            wrong.add("'" + entry.name() + "' is no system call of " + architecture.displayName()
                    + (right == null ? "" : "; it is called " + right));
            return;
        }
        if (entry.condition() == null) {
            asked.add(new ExplainedCall.AskedCall(syscall, Condition.NONE, syscall.name()));
            return;
        }
        ConditionReader reader = ConditionReader.read(architecture, syscall, entry.condition());
        if (reader.error() != null) {
            wrong.add("'" + entry.written() + "': " + reader.error().reason());
            return;
        }
        asked.add(new ExplainedCall.AskedCall(
                syscall, reader.condition().condition(), reader.condition().text()));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
