package org.pgseccomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.cli.convert.Format;
import org.pgseccomp.cli.convert.Formats;
import org.pgseccomp.cli.convert.NeutralPolicy;
import org.pgseccomp.cli.convert.Remarks;
import org.pgseccomp.cli.convert.SourceException;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import picocli.CommandLine;

/**
 * What is converted.
 *
 * @param name for messages
 * @param format its name
 */
record ConvertedSource(String name, String format, NeutralPolicy policy) {
    /** Settings beside the lists that are part of the policy that is converted, or say nothing of what is restricted. */
    private static final Set<String> ABOUT_FILTERS = Set.of(
            "pgseccomp.enabled",
            "pgseccomp.session_roles",
            "pgseccomp.session_role_aliases",
            "pgseccomp.process_types",
            "pgseccomp.reload_only_tightens",
            SettingNames.PROFILE,
            SettingNames.ENOSYS,
            SettingNames.WARN_ONLY,
            SettingNames.QUIET,
            SettingNames.LEARNT_ON,
            SettingNames.LEARN);

    /** A policy that ships. */
    static ConvertedSource ofProfile(
            CommandLine command, String profile, Architecture architecture, String level, Remarks remarks)
            throws IOException {
        ServerFacts facts = ServerFacts.among(ProfileOfServer.facts(command));
        Plan plan =
                Planner.plan(new PlanInput(architecture, List.of(new Setting(SettingNames.PROFILE, profile)), facts));
        Stacks stacks = policy -> {
            PolicyJudge.Judgement judgement = PolicyJudge.judge(
                    architecture, plan.policies().get(policy == Plan.NONE ? Plan.GLOBAL : policy), facts);
            if (judgement.stack() == null) {
                throw new IOException("--profile " + profile + ": "
                        + judgement.problems().get(0).message());
            }
            return judgement.stack();
        };
        return of("--profile " + profile, plan, stacks, level, true, remarks);
    }

    /** The filters of a policy of a plan. */
    private interface Stacks {
        FilterStack of(int policy) throws IOException;
    }

    /** A policy of a file; null for a format or a level is what is usual. */
    static ConvertedSource ofFile(
            CommandLine command,
            String file,
            Format from,
            Architecture architecture,
            String level,
            Set<String> capabilities,
            Remarks remarks)
            throws IOException {
        byte[] bytes = bytes(file);
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
            remarkWhatIsNoFilter(file, server, remarks);
            String why = server.whyNotInForce();
            if (why != null) {
                remarks.note(0, "with this configuration a server loads no filter: " + why);
            }
            return of(file, server.plan(), server::stack, level, false, remarks);
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
    private static void remarkWhatIsNoFilter(String file, ServerPolicy server, Remarks remarks) {
        for (WrittenSetting each : server.ours()) {
            String name = AsciiCase.lower(each.name());
            if (!name.contains("syscall_") && !ABOUT_FILTERS.contains(name)) {
                remarks.change(
                        each.file().equals(file) ? each.line() : 0,
                        Names.shown(each.name())
                                + " is about something else than system calls, and is not in the result");
            }
        }
    }

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

    private static ConvertedSource of(
            String name, Plan plan, Stacks stacks, String level, boolean isProfile, Remarks remarks)
            throws IOException {
        ProcessType type = level == null ? null : ProcessType.named(level);
        int policy = type != null
                ? plan.types().get(type.ordinal()).policy()
                : "session".equals(level) ? Plan.SESSION : Plan.GLOBAL;
        FilterStack stack = stacks.of(policy);
        if (policy == Plan.GLOBAL || policy == Plan.NONE) {
            stack = new FilterStack(stack.global(), null, null);
        }
        if (level == null) {
            remarkOthers(plan, stacks, stack, isProfile, remarks);
        }
        return new ConvertedSource(name, "conf", NeutralPolicy.of(stack));
    }

    /**
     * Other formats have one filter. What sessions and others have on top is not in it, unless a level asks for that. Of a configuration that is a
     * part left out; who names a profile asks for one for the whole server.
     */
    private static void remarkOthers(Plan plan, Stacks stacks, FilterStack global, boolean isProfile, Remarks remarks)
            throws IOException {
        FilterStack session = stacks.of(Plan.SESSION);
        if (!PolicyDifferences.between(global.architecture(), global, session).isEmpty()) {
            remark(
                    remarks,
                    isProfile,
                    "only the global filter is converted; the policy of sessions denies more (--level)");
        }
        int others = plan.policies().size() - Plan.SESSION - 1;
        if (others > 0) {
            remark(
                    remarks,
                    isProfile,
                    "only the global filter is converted; "
                            + (others == 1
                                    ? "a policy of roles or process types is"
                                    : others + " policies of roles and process types are")
                            + " not in the result (--level)");
        }
    }

    private static void remark(Remarks remarks, boolean isNote, String message) {
        if (isNote) {
            remarks.note(0, message);
        } else {
            remarks.change(message);
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
        Plan plan = Planner.plan(new PlanInput(policy.architecture(), settings, ServerFacts.UNKNOWN));
        List<Rejection> problems = new ArrayList<>();
        for (Problem problem : plan.problems()) {
            if (problem.severity() == Severity.ERROR) {
                problems.add(problem.text());
            }
        }
        for (int i = 0; i < plan.policies().size() && problems.isEmpty(); i++) {
            problems.addAll(
                    PolicyJudge.judge(policy.architecture(), plan.policies().get(i), ServerFacts.UNKNOWN)
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
