package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.NearestName;
import org.pgseccomp.syscall.Syscall;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp groups}: the groups that lists can name, and what is in them; printed as {@code systemd-analyze syscall-filter} does. */
final class GroupsCommand implements Callable<Integer> {
    private static final String INDENT = "    ";

    private CommandSpec spec;

    private GroupsCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        GroupsCommand command = new GroupsCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("groups");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Prints the groups of system calls that a list can name in place of calls, and the calls of an"
                                + " architecture that are in them.",
                        "",
                        "Each group is its name, a comment that says what it is for, and one call a line. What is in a group"
                                + " depends on the version of pgseccomp; on a server, the SQL function seccomp_groups() shows its"
                                + " own.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp groups",
                        "  pgseccomp groups @postgresql-session @programs",
                        "  pgseccomp groups --arch aarch64 file-system");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("NAME")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A group, with or without its @ (default: all of them).")
                .build());
        Architectures.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(spec, "The groups were printed.", "The output could not be written.", Map.of());
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        ParseResult given = spec.commandLine().getParseResult();
        Architecture architecture = Architectures.chosen(spec.commandLine());
        String format = PgSeccomp.format(spec.commandLine());
        List<SyscallGroup> groups = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String name : given.matchedPositionalValue(0, List.<String>of())) {
            SyscallGroup group = named(name, unknown);
            if (group != null) {
                groups.add(group);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", unknown));
        }
        List<SyscallGroup> shown = groups.isEmpty() ? SyscallGroups.all() : groups;
        PgSeccomp.print(
                spec.commandLine(), format.equals("json") ? json(architecture, shown) : text(architecture, shown));
        return ExitCode.OK;
    }

    private static String text(Architecture architecture, List<SyscallGroup> groups) {
        StringBuilder text = new StringBuilder();
        for (SyscallGroup group : groups) {
            text.append(group.name()).append('\n');
            text.append(INDENT).append("# ").append(group.description()).append('\n');
            callsOf(architecture, group)
                    .forEach(name -> text.append(INDENT).append(name).append('\n'));
        }
        return text.toString();
    }

    private static String json(Architecture architecture, List<SyscallGroup> groups) throws IOException {
        return Json.of("pgseccomp-groups", json -> {
            json.writeStringField("architecture", architecture.displayName());
            json.writeArrayFieldStart("groups");
            for (SyscallGroup group : groups) {
                json.writeStartObject();
                json.writeStringField("name", group.name());
                json.writeStringField("description", group.description());
                json.writeArrayFieldStart("calls");
                for (String name : callsOf(architecture, group)) {
                    json.writeString(name);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static List<String> callsOf(Architecture architecture, SyscallGroup group) {
        return group.callsOf(architecture).stream().map(Syscall::name).sorted().toList();
    }

    /** The group of a name; if there is none, null, and what is wrong is added. */
    private static SyscallGroup named(String given, List<String> unknown) {
        String lower = given.toLowerCase(Locale.ROOT);
        String name = lower.startsWith("@") ? lower : "@" + lower;
        SyscallGroup group = SyscallGroups.named(name);
        if (group != null) {
            return group;
        }
        NearestName nearest = new NearestName(name);
        SyscallGroups.all().forEach(known -> nearest.offer(known.name()));
        String suggestion = nearest.nearest() == null ? "" : "; did you mean " + nearest.nearest() + "?";
        unknown.add("Unknown group '" + name + "'" + suggestion);
        return null;
    }
}
