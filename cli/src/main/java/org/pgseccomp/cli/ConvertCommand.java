package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.pgseccomp.cli.convert.Format;
import org.pgseccomp.cli.convert.Formats;
import org.pgseccomp.cli.convert.NeutralPolicy;
import org.pgseccomp.cli.convert.Remarks;
import org.pgseccomp.cli.convert.SourceException;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code pgseccomp convert}: policies from and to the formats of container runtimes, systemd and others. */
final class ConvertCommand implements Callable<Integer> {
    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String LEVEL = "--level";
    private static final String CAPABILITY = "--cap";
    private static final String LOOSEN = "--loosen";
    private static final String NAME = "--name";

    private CommandSpec spec;

    private ConvertCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        ConvertCommand command = new ConvertCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("convert");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Converts a policy from one format to another, and prints the result. What the result cannot say is said on"
                                + " standard error; what is written in its place is never looser, unless " + LOOSEN
                                + " asks for it.",
                        "",
                        "Formats: conf (settings of pgseccomp), oci (profiles of Docker, Podman, containerd), spo (SeccompProfile of the"
                                + " Kubernetes Security Profiles Operator), systemd (a drop-in of a unit), minijail, and, to write only, bpf (the"
                                + " program, as bytes) and pfc (pseudo filter code, to be read).",
                        "",
                        "Arguments are compared as far as the kernel looks at them.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp convert --profile baseline --to oci > postgresql.json",
                        "  pgseccomp convert --profile baseline --server-version 18 --io-method io_uring --to oci > postgresql.json",
                        "  pgseccomp convert --to systemd --loosen /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp convert --to conf --level session docker-default.json >> postgresql.conf");
        addOptions(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The result says what the source says.",
                "The source could not be read, or has no such policy; or the output could not be written.",
                Map.of(
                        ExitCode.INCOMPLETE,
                        "The result was printed, and is not quite what the source says; standard error says how."));
        return spec;
    }

    private static void addOptions(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("FILE")
                .arity("0..1")
                .type(String.class)
                .description("The policy; - is standard input. A configuration is read as pgseccomp check reads it.")
                .build());
        addText(
                spec,
                FROM,
                "SOURCE",
                List.of("conf", "oci", "spo", "systemd", "minijail"),
                "The format of FILE: ${COMPLETION-CANDIDATES} (default: what it looks like).");
        spec.addOption(OptionSpec.builder(TO)
                .paramLabel("TARGET")
                .required(true)
                .type(String.class)
                .completionCandidates(Format.labels())
                .description("The format of the result: ${COMPLETION-CANDIDATES}.")
                .build());
        List<String> levels = new ArrayList<>(List.of("global", "session"));
        for (ProcessType type : ProcessType.values()) {
            levels.add(type.settingName());
        }
        addText(
                spec,
                LEVEL,
                "LEVEL",
                levels,
                "Whose policy of a configuration is converted, or for whom settings are written: ${COMPLETION-CANDIDATES} (default:"
                        + " global, the whole server; session with --role or --database). That of a session is what the global"
                        + " filter and its own say together.");
        addText(
                spec,
                Who.ROLE,
                "ROLE",
                List.of(),
                "Convert the policy of this role, or of members of ROLE if it is +ROLE.");
        addText(spec, Who.DATABASE, "DATABASE", List.of(), "Convert the policy of sessions in this database.");
        ProfileOfServer.addTo(spec);
        spec.addOption(OptionSpec.builder(CAPABILITY)
                .paramLabel("CAP")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description(
                        "A capability that the container of an oci profile has beside the usual ones; may be repeated.")
                .build());
        spec.addOption(OptionSpec.builder(LOOSEN)
                .type(boolean.class)
                .description("Allow a call whose conditions systemd has no setting for, instead of denying it.")
                .build());
        addText(spec, NAME, "NAME", List.of(), "The name of a SeccompProfile (default: postgresql).");
        Architectures.addTo(spec);
        PgSeccomp.addFormat(spec);
    }

    private static void addText(CommandSpec spec, String name, String label, List<String> values, String description) {
        spec.addOption(OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .completionCandidates(values.isEmpty() ? null : values)
                .description(description)
                .build());
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        ParseResult given = command.getParseResult();
        String file = given.matchedPositionalValue(0, null);
        Architecture architecture = Architectures.chosen(command);
        String form = PgSeccomp.format(command);
        Format to = format(TO, given.matchedOptionValue(TO, null));
        Format from = given.hasMatchedOption(FROM) ? format(FROM, given.matchedOptionValue(FROM, null)) : null;
        if (from != null && !from.isRead()) {
            throw wrong(from.label() + " can be written, and not be read: a program does not tell what it was made of");
        }
        String profile = ProfileOfServer.chosen(command);
        if ((file == null) == (profile == null)) {
            throw wrong("Give either a FILE or --profile");
        }
        String level = level(given);
        Who who = who(given, level);
        if (who != null && (who.role() != null || who.database() != null)) {
            if (profile != null) {
                throw wrong(
                        Who.ROLE + " and " + Who.DATABASE + " are about a FILE: --profile has no settings of theirs");
            }
            level = level == null ? "session" : level;
        }
        Remarks remarks = new Remarks();
        ConvertedSource source = profile != null
                ? ConvertedSource.ofProfile(command, profile, architecture, who, remarks)
                : ConvertedSource.ofFile(command, file, from, architecture, who, capabilities(given), remarks);
        Formats.Wishes wishes =
                new Formats.Wishes(level == null ? "global" : level, name(given), given.hasMatchedOption(LOOSEN));
        byte[] result = Formats.write(to, source.policy(), wishes, remarks);
        if (to == Format.CONF) {
            ConvertedSource.judge(source.policy(), wishes.level(), "a server would refuse the result", "", remarks);
        } else if (to.isRead() && (isOfPart(source, wishes) || remarks.anyChange())) {
            String hint = to == Format.SYSTEMD && !wishes.loosens() ? " " + LOOSEN + " allows such calls." : "";
            ConvertedSource.judge(
                    readBack(to, result, architecture),
                    "global",
                    "PostgreSQL does not run under the result",
                    isOfPart(source, wishes)
                            ? " A container or a unit has the whole server in it, which needs " + LEVEL + " global."
                            : hint,
                    remarks);
        }
        print(command, form, source, to, wishes, result, remarks);
        return remarks.anyChange() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    /** Whether it is the policy of some processes of a server only. */
    private static boolean isOfPart(ConvertedSource source, Formats.Wishes wishes) {
        return source.format().equals(Format.CONF.label()) && !wishes.level().equals("global");
    }

    /** Whose policy is asked for; null if that is not said. */
    private Who who(ParseResult given, String level) {
        String role = given.matchedOptionValue(Who.ROLE, null);
        String database = given.matchedOptionValue(Who.DATABASE, null);
        if (level == null && role == null && database == null) {
            return null;
        }
        boolean isGlobal = "global".equals(level);
        if (isGlobal && (role != null || database != null)) {
            throw wrong(Who.ROLE + " and " + Who.DATABASE + " are about sessions, not about " + LEVEL + " global");
        }
        return new Who(role, level == null ? null : ProcessType.named(level), database, isGlobal)
                .checked(spec.commandLine());
    }

    private static NeutralPolicy readBack(Format format, byte[] result, Architecture architecture) throws IOException {
        try {
            return Formats.read(format, result, architecture, Set.of(), new Remarks());
        } catch (SourceException e) {
            throw new IOException("the result cannot be read again: " + e.getMessage(), e);
        }
    }

    private Format format(String option, String name) {
        Format format = Format.named(name);
        if (format == null) {
            throw wrong("Invalid value for option '" + option + "': '" + name + "' is none of "
                    + String.join(", ", Format.labels()));
        }
        return format;
    }

    private String level(ParseResult given) {
        String level = given.matchedOptionValue(LEVEL, null);
        if (level == null) {
            return null;
        }
        String lower = level.toLowerCase(Locale.ROOT);
        if (!lower.equals("global") && !lower.equals("session") && ProcessType.named(lower) == null) {
            throw wrong(
                    LEVEL + ": '" + level + "' is neither global, session, nor a type of processes that has settings");
        }
        return lower;
    }

    private String name(ParseResult given) {
        String name = given.matchedOptionValue(NAME, "postgresql");
        if (!name.matches("[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?")) {
            throw wrong(
                    NAME + ": '" + name + "' is no name of Kubernetes: lower-case letters, digits, hyphens and dots");
        }
        return name;
    }

    private Set<String> capabilities(ParseResult given) {
        Set<String> capabilities = new TreeSet<>();
        for (String each : given.matchedOptionValue(CAPABILITY, List.<String>of())) {
            String upper = each.toUpperCase(Locale.ROOT);
            String name = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            if (Constants.named(Architecture.X86_64, name) == null) {
                String nearest = Constants.nearest(Architecture.X86_64, name);
                boolean isOne = nearest != null && nearest.startsWith("CAP_");
                throw wrong(CAPABILITY + ": '" + each + "' is no capability; "
                        + (isOne ? "did you mean " + nearest + "?" : "CAP_SYS_NICE is one"));
            }
            capabilities.add(name);
        }
        return capabilities;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void print(
            CommandLine command,
            String form,
            ConvertedSource source,
            Format to,
            Formats.Wishes wishes,
            byte[] result,
            Remarks remarks)
            throws IOException {
        if (form.equals("json")) {
            PgSeccomp.print(command, json(source, to, wishes, result, remarks));
            return;
        }
        if (to == Format.BPF) {
            PgSeccomp.printBytes(command, result);
        } else {
            PgSeccomp.print(command, new String(result, UTF_8));
        }
        PrintWriter err = command.getErr();
        for (Remarks.Remark each : remarks.all()) {
            String place = each.line() == 0 ? source.name() : source.name() + ":" + each.line();
            err.println(place + ": " + (each.changes() ? "warning: " : "note: ")
                    + Names.shown(Names.asRead(each.message())));
        }
        err.flush();
    }

    private static String json(ConvertedSource source, Format to, Formats.Wishes wishes, byte[] result, Remarks remarks)
            throws IOException {
        NeutralPolicy policy = source.policy();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("source", source.name());
        texts.put("from", source.format());
        texts.put("to", to.label());
        texts.put("level", wishes.level());
        texts.put("architecture", policy.architecture().displayName());
        texts.put(
                to == Format.BPF ? "result_base64" : "result",
                to == Format.BPF ? Base64.getEncoder().encodeToString(result) : new String(result, UTF_8));
        return Json.of("pgseccomp-convert", json -> {
            for (Map.Entry<String, String> each : texts.entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeBooleanField("same", !remarks.anyChange());
            json.writeArrayFieldStart("remarks");
            for (Remarks.Remark each : remarks.all()) {
                json.writeStartObject();
                json.writeNumberField("line", each.line());
                json.writeStringField("severity", each.changes() ? "warning" : "note");
                json.writeStringField("message", each.message());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
