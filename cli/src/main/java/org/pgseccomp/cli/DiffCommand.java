package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.check.ConfigurationChanges;
import org.pgseccomp.plan.Remark;
import org.pgseccomp.plan.SwitchChanges;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.PolicyDifferences.Direction;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code pgseccomp diff}: who may do more, and who less, after a configuration is changed. */
final class DiffCommand implements Callable<Integer> {
    private CommandSpec spec;

    private DiffCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        DiffCommand command = new DiffCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("diff");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Compares the policies of two configurations: for the postmaster, for sessions, roles, databases and process types,"
                                + " which system calls they may make that they might not before, and the other way round.",
                        "",
                        "What is compared is what the filters answer, not how the settings are written. A call is looser if its action"
                                + " is milder than before (allow, log, warn, error, terminate, kill), for some arguments at least. A"
                                + " configuration with which no filter is loaded allows everything. If neither file has"
                                + " shared_preload_libraries, both are taken for parts of a configuration that loads pgseccomp.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp diff /etc/postgresql/17/main/postgresql.conf new.conf",
                        "  git show HEAD:pg/postgresql.conf > old.conf; pgseccomp diff old.conf pg/postgresql.conf");
        PgSeccomp.addFile(spec, 0, "OLD", "The configuration before.");
        PgSeccomp.addFile(spec, 1, "NEW", "The configuration after.");
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "Nobody may do more or less.",
                "A file could not be read, or a server would not start with it; or the output could not be written.",
                Map.of(
                        ExitCode.TIGHTER,
                        "There are differences, and nobody may do more.",
                        ExitCode.LOOSER,
                        "Somebody may do more than before."));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Architecture architecture = Architectures.chosen(command);
        int version = ServerVersions.chosen(command);
        List<Setting> machine = MachineFacts.chosen(command);
        String format = PgSeccomp.format(command);
        ServerPolicy before = ServerPolicy.read(
                command.getParseResult().matchedPositionalValue(0, ""), architecture, version, machine);
        ServerPolicy after = ServerPolicy.read(
                command.getParseResult().matchedPositionalValue(1, ""), architecture, version, machine);
        if (!before.namesLibraries() && !after.namesLibraries()) {
            // Two parts of configurations, or two that pgseccomp policy has written: what they say counts where they
            // are loaded.
            before = before.asIfLoaded();
            after = after.asIfLoaded();
        }
        ConfigurationChanges comparison = after.changesSince(before);
        PgSeccomp.print(
                command,
                format.equals("json")
                        ? json(before, after, comparison)
                        : text(before, after, comparison, Colours.ofOutput()));
        return comparison.isSame() ? ExitCode.OK : comparison.isLooser() ? ExitCode.LOOSER : ExitCode.TIGHTER;
    }

    private static String text(
            ServerPolicy before, ServerPolicy after, ConfigurationChanges comparison, Colours colours) {
        StringBuilder text = new StringBuilder();
        noteState(text, before);
        noteState(text, after);
        for (SwitchChanges.Change change : comparison.settings()) {
            text.append(direction(change.isLooser() ? Direction.LOOSER : Direction.TIGHTER, colours))
                    .append(change.setting())
                    .append(": ")
                    .append(Names.shown(change.before()))
                    .append(" -> ")
                    .append(Names.shown(change.after()))
                    .append('\n');
        }
        for (Map.Entry<List<Difference>, List<String>> each :
                comparison.byDifferences().entrySet()) {
            text.append(text.length() == 0 ? "" : "\n");
            text.append(who(each.getValue())).append('\n');
            appendDifferences(text, each.getKey(), colours);
        }
        for (Map.Entry<Remark, List<String>> each : comparison.byFiles().entrySet()) {
            Remark ofFiles = each.getKey();
            text.append(text.length() == 0 ? "" : "\n");
            text.append(who(each.getValue())).append('\n');
            text.append(direction(isLooser(ofFiles) ? Direction.LOOSER : Direction.TIGHTER, colours))
                    .append(ofFiles.message() + ". " + ofFiles.detail())
                    .append('\n');
        }
        if (comparison.isSame()) {
            text.append("The policies are the same.\n");
        } else {
            text.append(text.length() == 0 ? "" : "\n");
            text.append(
                            comparison.isLooser()
                                    ? colours.bad("Looser: somebody may do more than before.")
                                    : colours.good("Nobody may do more than before."))
                    .append('\n');
        }
        return text.toString();
    }

    /** {@code sessions, role "joe", process type "archiver", "logger"}. */
    private static String who(List<String> all) {
        StringBuilder text = new StringBuilder();
        boolean afterType = false;
        for (String each : all) {
            boolean isType = each.startsWith(ConfigurationChanges.TYPE);
            text.append(text.length() == 0 ? "" : ", ");
            text.append(Names.shown(isType && afterType ? each.substring(ConfigurationChanges.TYPE.length()) : each));
            afterType = isType;
        }
        return text.toString();
    }

    private static void noteState(StringBuilder text, ServerPolicy policy) {
        if (policy.whyNotInForce() != null) {
            text.append("With ")
                    .append(policy.file())
                    .append(" a server loads no filter: ")
                    .append(policy.whyNotInForce())
                    .append(".\n");
        }
    }

    /** Calls with the same change stand in one line. */
    private static void appendDifferences(StringBuilder text, List<Difference> differences, Colours colours) {
        for (PolicyDifferences.Group group : PolicyDifferences.grouped(differences)) {
            text.append(direction(group.direction(), colours))
                    .append(group.before())
                    .append(" -> ")
                    .append(group.after())
                    .append(": ")
                    .append(String.join(", ", group.calls()))
                    .append('\n');
        }
    }

    private static boolean isLooser(Remark ofFiles) {
        return ofFiles.kind() == Remark.Kind.LOOSER;
    }

    private static String direction(Direction direction, Colours colours) {
        return switch (direction) {
            case LOOSER -> colours.bad("  looser   ");
            case TIGHTER -> colours.good("  tighter  ");
            case BOTH -> colours.bad("  both     ");
            case OTHER_ERROR -> "  error    ";
        };
    }

    private static String json(ServerPolicy before, ServerPolicy after, ConfigurationChanges comparison)
            throws IOException {
        return Json.of("pgseccomp-diff", json -> {
            json.writeStringField("old", before.file());
            json.writeStringField("new", after.file());
            json.writeStringField("architecture", after.architecture().displayName());
            json.writeStringField(
                    "result", comparison.isSame() ? "same" : comparison.isLooser() ? "looser" : "tighter");
            json.writeArrayFieldStart("settings");
            for (SwitchChanges.Change change : comparison.settings()) {
                json.writeStartObject();
                json.writeStringField("setting", change.setting());
                json.writeStringField("old", Names.shown(change.before()));
                json.writeStringField("new", Names.shown(change.after()));
                json.writeStringField("direction", change.isLooser() ? "looser" : "tighter");
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("changes");
            for (Map.Entry<List<Difference>, List<String>> each :
                    comparison.byDifferences().entrySet()) {
                writeChange(json, each.getValue(), each.getKey());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("files");
            for (Map.Entry<Remark, List<String>> each : comparison.byFiles().entrySet()) {
                json.writeStartObject();
                writeWho(json, each.getValue());
                json.writeStringField("direction", isLooser(each.getKey()) ? "looser" : "tighter");
                json.writeStringField("message", each.getKey().message());
                json.writeStringField("detail", each.getKey().detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void writeWho(JsonGenerator json, List<String> who) throws IOException {
        json.writeArrayFieldStart("who");
        for (String each : who) {
            json.writeString(Names.shown(each));
        }
        json.writeEndArray();
    }

    private static void writeChange(JsonGenerator json, List<String> who, List<Difference> differences)
            throws IOException {
        json.writeStartObject();
        writeWho(json, who);
        json.writeArrayFieldStart("calls");
        for (Difference each : differences) {
            json.writeStartObject();
            json.writeStringField("syscall", each.call());
            json.writeStringField("direction", each.direction().name().toLowerCase(Locale.ROOT));
            json.writeStringField("old", each.before());
            json.writeStringField("new", each.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
