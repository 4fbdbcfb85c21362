package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pgseccomp.bpf.CompiledPolicy;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.ConfigurationProblem;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingDefinition;
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
     */
    CheckedPolicy(
            String file, Configuration configuration, Architecture architecture, int version, List<Setting> ofMachine) {
        this.file = file;
        this.configuration = configuration;
        for (ConfigurationProblem problem : configuration.problems()) {
            findings.add(new Finding(Severity.ERROR, problem.file(), problem.line(), problem.message(), "", ""));
        }
        WrittenPolicy written = new WrittenPolicy(configuration);
        List<Setting> settings = written.settings();
        ServerFacts facts = new FactsOfConfiguration(configuration, version, ofMachine).facts();
        checkBooleans();
        if (!settings.isEmpty()) {
            checkThatItIsOn(written);
        }
        Plan plan = Planner.plan(new PlanInput(architecture, settings, facts));
        for (Problem problem : plan.problems()) {
            add(problem.severity(), problem.text());
        }
        for (PlannedPolicy policy : plan.policies()) {
            PolicyJudge.Judgement judgement = PolicyJudge.judge(architecture, policy, facts);
            judgement.problems().forEach(problem -> add(Severity.ERROR, problem));
            judgement.harm().forEach(harm -> add(PolicyJudge.severityOf(harm), harm));
            Rejection unfit = judgement.stack() == null
                    ? null
                    : CompiledPolicy.of(judgement.stack(), policy.level(), policy.whose(), Handler.ANYWHERE)
                            .problem();
            if (unfit != null) {
                add(Severity.ERROR, unfit);
            }
        }
    }

    /** What was found, in the order in which it stands. */
    List<Finding> findings() {
        List<String> files = new ArrayList<>(List.of(file));
        files.addAll(configuration.files());
        List<Finding> sorted = new ArrayList<>(findings);
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
                written == null ? file : written.file(),
                written == null ? 0 : written.line(),
                message,
                text.detail(),
                text.hint());
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private void checkBooleans() {
        for (SettingDefinition definition : SettingDefinition.ALL) {
            WrittenSetting written = configuration.setting(definition.name());
            boolean isBoolean = definition.kind() == SettingDefinition.Kind.BOOLEAN;
            if (isBoolean
                    && written != null
                    && !PostgresBoolean.isOn(written.value())
                    && !PostgresBoolean.isOff(written.value())) {
                findings.add(new Finding(
                        Severity.ERROR,
                        written.file(),
                        written.line(),
                        "parameter \"" + written.name() + "\" requires a Boolean value",
                        "",
                        ""));
            }
        }
    }

    /** A policy that is written and does not count is one that somebody relies on. */
    private void checkThatItIsOn(WrittenPolicy policy) {
        if (!policy.isLoaded()) {
            warn(
                    configuration.setting(WrittenPolicy.LIBRARIES),
                    "shared_preload_libraries does not name pgseccomp",
                    "The server would load no filter and ignore the settings.",
                    "Write shared_preload_libraries = 'pgseccomp'.");
        }
        if (!policy.isEnabled()) {
            warn(
                    configuration.setting(WrittenPolicy.ENABLED),
                    WrittenPolicy.ENABLED + " is off",
                    "The server would load no filter.",
                    "Write " + WrittenPolicy.ENABLED + " = on.");
        }
    }

    private void warn(WrittenSetting written, String message, String detail, String hint) {
        findings.add(new Finding(
                Severity.WARNING,
                written == null ? file : written.file(),
                written == null ? 0 : written.line(),
                message,
                detail,
                hint));
    }
}
