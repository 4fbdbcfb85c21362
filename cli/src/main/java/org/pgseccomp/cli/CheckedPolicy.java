package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pgseccomp.check.OlderKernel;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.ConfigurationProblem;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** All that a server would say of the policy of a configuration: of every line, of the whole, and of each policy that it makes. */
final class CheckedPolicy {
    private final String file;
    private final Configuration configuration;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Checks a policy.
     *
     * @param file that the configuration begins with
     * @param version of the server, 170002 for one; 0 where it is not known
     * @param ofMachine facts that are known of the server's machine
     * @param observed what servers were seen to do
     */
    CheckedPolicy(
            String file,
            Configuration configuration,
            Architecture architecture,
            int version,
            List<Setting> ofMachine,
            ObservedDenials observed) {
        this.file = file;
        this.configuration = configuration;
        for (ConfigurationProblem problem : configuration.problems()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    AcceptedWarnings.FILE_RULE,
                    "",
                    false,
                    problem.file(),
                    problem.line(),
                    problem.message(),
                    "",
                    problem.hint()));
        }
        for (WrittenSetting written : configuration.settings()) {
            Rejection problem = WithoutPrefix.problem(written.name());
            if (problem != null) {
                add(Severity.ERROR, problem);
            }
        }
        PlannedConfiguration planned = WrittenPolicy.planned(configuration, architecture, version, ofMachine);
        List<Problem> problems = new ArrayList<>(planned.problems());
        problems.addAll(OlderKernel.problems(planned, WrittenPolicy.settings(configuration)));
        problems.addAll(observed.in(planned));
        for (Problem problem : problems) {
            add(problem.severity(), problem.text());
        }
    }

    /** What was found, in the order in which it stands. */
    List<Finding> findings(AcceptedWarnings accepted) {
        List<String> files = new ArrayList<>(List.of(file));
        files.addAll(configuration.files());
        List<Finding> sorted = new ArrayList<>();
        for (Finding each : findings) {
            sorted.add(each.severity() != Severity.ERROR && accepted.has(each) ? each.accepted() : each);
        }
        sorted.sort(Comparator.comparingInt((Finding finding) -> files.indexOf(finding.file()))
                .thenComparingInt(Finding::line));
        return sorted;
    }

    /** Policies stand on each other: what is wrong with one is wrong with those on top of it, and is said once. */
    private void add(Severity severity, Rejection text) {
        WrittenSetting written = text.setting().isEmpty() ? null : configuration.setting(text.setting());
        String message = text.message().startsWith("pgseccomp: ")
                ? text.message().substring("pgseccomp: ".length())
                : text.message();
        Finding finding = new Finding(
                severity,
                AcceptedWarnings.ruleOf(text.kind()),
                text.setting(),
                false,
                written == null ? file : written.file(),
                written == null ? 0 : written.line(),
                message,
                text.detail(),
                text.hint());
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }
}
