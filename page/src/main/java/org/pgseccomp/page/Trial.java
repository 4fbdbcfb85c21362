package org.pgseccomp.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.attack.Exposure;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Verdict;
import org.pgseccomp.check.ConfigurationChanges;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.conf.ConfigurationLine;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.plan.SwitchChanges;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.PolicyDifferences.Direction;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;

/** Lines that somebody has changed in the page: what a server would say of them, and what they change for whom. All texts are as they are to be shown. */
final class Trial {
    private final List<Message> messages = new ArrayList<>();
    private final List<Changed> changes = new ArrayList<>();
    private boolean isRefused;
    private boolean isSame = true;
    private boolean isLooser;
    private String attacks = "";

    /**
     * What a server would say.
     *
     * @param severity {@code error}, {@code warning} or {@code note}
     * @param line where the setting stands in the text; 0: nowhere
     */
    record Message(String severity, int line, String text, String detail, String hint) {}

    /**
     * What changes for some.
     *
     * @param who {@code sessions, role "joe"}
     * @param lines {@code looser: error -> allow: mount, ptrace}
     */
    record Changed(String who, List<String> lines) {}

    private Trial() {}

    /**
     * The lines that the page was made of, which a server takes.
     *
     * @param stopped how many attacks they stop in sessions
     */
    record Original(PlannedConfiguration planned, int stopped) {
        static Original of(Architecture architecture, ServerFacts facts, String lines) {
            PlannedConfiguration planned = PageData.planned(architecture, PageData.lines(lines), facts);
            return new Original(planned, Trial.stopped(attacks(planned)));
        }
    }

    /** Tries lines in the place of those that the page was made of. */
    static Trial of(Original original, String changed) {
        Trial trial = new Trial();
        PlannedConfiguration before = original.planned();
        List<ConfigurationLine> lines = PageData.lines(changed);
        PlannedConfiguration after = PageData.planned(before.architecture(), lines, before.facts());
        trial.judge(after, lines);
        if (!trial.isRefused) {
            List<Finding> attacks = attacks(after);
            trial.compare(before, after);
            trial.attacks = "Of " + attacks.size() + " attacks of the catalogue, " + stopped(attacks)
                    + " are stopped in sessions; with the lines of this report " + original.stopped() + ".";
        }
        return trial;
    }

    List<Message> messages() {
        return messages;
    }

    List<Changed> changes() {
        return changes;
    }

    /** How it ends, in a sentence. */
    String verdict() {
        if (isRefused) {
            return "A server would not start with these lines, and a reload would leave the policy as it was.";
        }
        return isSame
                ? "These lines do the same as those of the report."
                : isLooser ? "Looser: somebody may do more than before." : "Nobody may do more than before.";
    }

    /** How many attacks are stopped; "" where the lines are refused. */
    String attacks() {
        return attacks;
    }

    private void judge(PlannedConfiguration after, List<ConfigurationLine> lines) {
        for (ConfigurationLine line : lines) {
            if (line.isWrong()) {
                add(new Message("error", line.number(), PageData.shown(line.problem()), "", ""));
            }
        }
        for (Problem problem : after.problems()) {
            String severity = problem.severity() == Severity.ERROR
                    ? "error"
                    : problem.severity() == Severity.WARNING ? "warning" : "note";
            add(new Message(
                    severity,
                    lineOf(problem.text().setting(), lines),
                    PageData.shown(problem.text().message()),
                    PageData.shown(problem.text().detail()),
                    PageData.shown(problem.text().hint())));
        }
    }

    /** Policies stand on each other: what is wrong with one is wrong with those on top of it, and is said once. */
    private void add(Message message) {
        isRefused |= message.severity().equals("error");
        if (!messages.contains(message)) {
            messages.add(message);
        }
    }

    private static int lineOf(String setting, List<ConfigurationLine> lines) {
        for (ConfigurationLine line : lines) {
            if (!setting.isEmpty() && line.name().equalsIgnoreCase(setting)) {
                return line.number();
            }
        }
        return 0;
    }

    private void compare(PlannedConfiguration before, PlannedConfiguration after) {
        ConfigurationChanges found = ConfigurationChanges.between(before, after);
        isSame = found.isSame();
        isLooser = found.isLooser();
        for (SwitchChanges.Change each : found.settings()) {
            String direction = each.isLooser() ? "looser: " : "tighter: ";
            changes.add(new Changed(
                    each.setting(),
                    List.of(direction + PageData.shown(each.before()) + " \u2192 " + PageData.shown(each.after()))));
        }
        for (Map.Entry<List<Difference>, List<String>> each :
                found.byDifferences().entrySet()) {
            List<String> lines = new ArrayList<>();
            for (PolicyDifferences.Group group : PolicyDifferences.grouped(each.getKey())) {
                lines.add(labelOf(group.direction()) + group.before() + " \u2192 " + group.after() + ": "
                        + String.join(", ", group.calls()));
            }
            changes.add(new Changed(PageData.shown(String.join(", ", each.getValue())), lines));
        }
    }

    private static String labelOf(Direction direction) {
        return switch (direction) {
            case LOOSER -> "looser: ";
            case TIGHTER -> "tighter: ";
            case BOTH -> "looser and tighter: ";
            case OTHER_ERROR -> "another error: ";
        };
    }

    private static int stopped(List<Finding> attacks) {
        int stopped = 0;
        for (Finding finding : attacks) {
            stopped += finding.verdict() == Verdict.STOPPED ? 1 : 0;
        }
        return stopped;
    }

    private static List<Finding> attacks(PlannedConfiguration configuration) {
        return Exposure.of(
                configuration.guarded(Plan.SESSION, Plan.NONE, SettingSuffixes.NONE, false, configuration.facts()));
    }
}
