package org.pgseccomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.cli.convert.Format;
import org.pgseccomp.cli.convert.Formats;
import org.pgseccomp.cli.convert.NeutralPolicy;
import org.pgseccomp.cli.convert.Remarks;
import org.pgseccomp.cli.convert.SourceException;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.PlannedType;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainReader;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What is converted.
 *
 * @param name for messages
 * @param format its name
 */
record ConvertedSource(String name, String format, NeutralPolicy policy) {
    /** What restricts processes by other means than filters, beside files and ports. */
    private static final Set<String> NO_FILTERS = Set.of(SettingNames.ISOLATES, SettingNames.SPECULATION);

    private static final Who GLOBAL = new Who(null, null, null, true);

    /** A policy that ships. */
    static ConvertedSource ofProfile(
            CommandLine command, String profile, Architecture architecture, Who who, Remarks remarks)
            throws IOException {
        ServerPolicy server = ServerPolicy.ofProfile(profile, architecture, ProfileOfServer.facts(command));
        Who chosen = who == null ? GLOBAL : who;
        remarkWhatIsNoFilter(server, chosen, place -> remarks.note(0, place.text()));
        return of(server, chosen, who == null, message -> remarks.note(0, message));
    }

    /**
     * A policy of a file.
     *
     * @param from null: what it looks like
     * @param who whose of a configuration; null: the global filter, and what else there is is told of
     */
    static ConvertedSource ofFile(
            CommandLine command,
            String file,
            Format from,
            Architecture architecture,
            Who who,
            Set<String> capabilities,
            Remarks remarks)
            throws IOException {
        byte[] bytes = bytes(file);
        if (Formats.isUtf16(bytes)) {
            throw new IOException(
                    file + " is UTF-16; try: iconv -f UTF-16 -t UTF-8 FILE | pgseccomp convert --to FORMAT -");
        }
        Format format = from != null ? from : Format.of(bytes);
        if (format == null) {
            throw new IOException(file + " looks like none of the formats that can be read; --from names its format");
        }
        if (!format.isRead()) {
            throw new IOException(file + " looks like " + format.label()
                    + ", which can be written, and not be read: a program does not tell what it was made of");
        }
        if (format == Format.CONF) {
            if (file.equals("-")) {
                throw new IOException("a configuration, which may include files, is not read from standard input");
            }
            ServerPolicy server = ServerPolicy.read(
                    file, architecture, ServerVersions.chosen(command), ProfileOfServer.facts(command));
            if (server.ours().isEmpty()) {
                throw new IOException(file + " has no setting of pgseccomp");
            }
            remarkWhatIsNoFilter(
                    server,
                    who == null ? GLOBAL : who,
                    place -> remarks.change(
                            place.written() != null && place.written().file().equals(file)
                                    ? place.written().line()
                                    : 0,
                            place.text()));
            String why = server.whyNotInForce();
            if (why != null) {
                remarks.note(0, "with this configuration a server loads no filter: " + why);
            }
            return of(server, who == null ? GLOBAL : who, who == null, remarks::change);
        }
        if (who != null && (who.role() != null || who.database() != null)) {
            throw new ParameterException(
                    command,
                    "Only a configuration has policies of roles and databases; " + file + " is of format "
                            + format.label());
        }
        try {
            return new ConvertedSource(
                    file, format.label(), Formats.read(format, bytes, architecture, capabilities, remarks));
        } catch (SourceException e) {
            throw new IOException(
                    file + (e.line() == 0 ? "" : ":" + e.line()) + ": " + Names.shown(Names.asRead(e.getMessage())), e);
        }
    }

    /** Files, ports, the memory of others: what is restricted by something else than filters. */
    private static void remarkWhatIsNoFilter(ServerPolicy server, Who who, Consumer<Place> remarks) throws IOException {
        int policy = who.policy(server);
        boolean isGlobal = policy == Plan.GLOBAL || policy == Plan.NONE;
        Domain domain = DomainReader.read(
                        server.policy(isGlobal ? Plan.SESSION : policy).settings(), server.facts())
                .domain();
        Set<String> names = new LinkedHashSet<>(NO_FILTERS);
        for (DomainSetting of : DomainSetting.values()) {
            if (domain.restricts(of)) {
                String name = domain.setting(of).name();
                names.add(AsciiCase.lower(name));
                if (server.written(name) == null) {
                    remarks.accept(new Place(
                            null,
                            "what the profile has for " + Names.shown(name)
                                    + " is about something else than system calls, and is not in the result"));
                }
            }
        }
        for (WrittenSetting each : server.ours()) {
            boolean isOfAll = isGlobal && DomainSetting.named(each.name()) != null;
            if (isOfAll || names.contains(AsciiCase.lower(each.name()))) {
                remarks.accept(new Place(
                        each,
                        Names.shown(each.name())
                                + " is about something else than system calls, and is not in the result"));
            }
        }
    }

    /** What is said, and of which line; of none where it is null. */
    private record Place(WrittenSetting written, String text) {}

    private static byte[] bytes(String file) throws IOException {
        if (file.equals("-")) {
            return limited(file, System.in);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException(file + " is a directory");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return limited(file, in);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }

    private static byte[] limited(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Formats.LONGEST + 1);
        if (bytes.length > Formats.LONGEST) {
            throw new IOException(file + " is longer than " + (Formats.LONGEST >> 20) + " MB");
        }
        return bytes;
    }

    private static ConvertedSource of(ServerPolicy server, Who who, boolean tellsOfOthers, Consumer<String> remarks)
            throws IOException {
        int policy = who.policy(server);
        FilterStack stack = server.stack(policy, who.databasePolicy(server));
        if (policy == Plan.GLOBAL || policy == Plan.NONE) {
            stack = new FilterStack(stack.global(), null, stack.database(), null);
        }
        if (tellsOfOthers) {
            remarkOthers(server, stack, remarks);
        }
        return new ConvertedSource(server.file(), Format.CONF.label(), NeutralPolicy.of(stack));
    }

    /** Other formats have one filter. What sessions and others have on top is not in it, unless it is asked for. */
    private static void remarkOthers(ServerPolicy server, FilterStack global, Consumer<String> remarks)
            throws IOException {
        FilterStack session = server.stack(Plan.SESSION);
        if (!PolicyDifferences.between(global.architecture(), global, session).isEmpty()) {
            remarks.accept("only the global filter is converted; the policy of sessions denies more (--level session)");
        }
        Plan plan = server.plan();
        List<String> others = new ArrayList<>();
        long types = plan.types().stream().filter(PlannedType::listed).count();
        addCount(others, types, "process types", "--level TYPE");
        addCount(others, plan.roles().size() + plan.groups().size(), "roles", "--role");
        addCount(others, plan.databases().size(), "databases", "--database");
        if (!others.isEmpty()) {
            remarks.accept("only the global filter is converted; not in the result are the policies of "
                    + String.join(", ", others));
        }
    }

    private static void addCount(List<String> texts, long count, String what, String option) {
        if (count > 0) {
            String counted = count == 1 ? "1 " + what.substring(0, what.length() - 1) : count + " " + what;
            texts.add(counted + " (" + option + ")");
        }
    }

    /**
     * Says whether a server would take the settings that a policy is written as.
     *
     * @param message what is said where it would not, before the reason
     * @param hint what is said behind that
     */
    static void judge(NeutralPolicy policy, String level, String message, String hint, Remarks remarks) {
        List<Setting> settings = Formats.settings(policy, level, new Remarks());
        ServerFacts facts = FactsOfConfiguration.ofNothingElse();
        Plan plan = Planner.plan(new PlanInput(policy.architecture(), settings, facts));
        List<Rejection> problems = new ArrayList<>();
        for (Problem problem : plan.problems()) {
            if (problem.severity() == Severity.ERROR) {
                problems.add(problem.text());
            }
        }
        for (int i = 0; i < plan.policies().size() && problems.isEmpty(); i++) {
            problems.addAll(
                    PolicyJudge.judge(policy.architecture(), plan.policies().get(i), facts)
                            .problems());
        }
        if (!problems.isEmpty()) {
            Rejection problem = problems.get(0);
            remarks.change(message + ": " + Names.shown(problem.message())
                    + (problem.detail().isEmpty() ? "" : ": " + Names.shown(problem.detail()))
                    + hint);
        }
    }
}
