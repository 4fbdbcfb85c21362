package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainReader;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.DomainTightening;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;

/** What becomes of calls, files and ports where somebody gets another policy, in words. */
public final class PolicyChanges {
    /** What is longer tells of arguments. */
    private static final int LONGEST_ANSWER = 30;

    private PolicyChanges() {}

    /**
     * Compares two policies.
     *
     * @param level up to which both are read
     * @param before its settings; null where there was no filter
     * @param after its settings; null where there is no filter
     * @return null if one of them cannot be read
     */
    public static List<Remark> between(
            Architecture architecture, Level level, List<Setting> before, List<Setting> after, ServerFacts facts) {
        PolicyResult earlier = before == null ? null : PolicyReader.read(architecture, level, before);
        PolicyResult later = after == null ? null : PolicyReader.read(architecture, level, after);
        if (earlier instanceof PolicyResult.Rejected || later instanceof PolicyResult.Rejected) {
            return null;
        }
        List<Remark> remarks = new ArrayList<>();
        List<PolicyDifferences.Difference> differences =
                PolicyDifferences.between(architecture, stack(earlier), stack(later));
        for (List<PolicyDifferences.Group> alike : alike(PolicyDifferences.grouped(differences))) {
            remarks.add(remark(alike));
        }
        remarks.addAll(ofFiles(level, before, after, facts));
        return remarks;
    }

    /**
     * Compares what two policies let their processes do with files and ports.
     *
     * @param facts with the places of the server's files, for both
     */
    public static List<Remark> ofFiles(Level level, List<Setting> before, List<Setting> after, ServerFacts facts) {
        List<Remark> remarks = new ArrayList<>();
        Domain domainBefore = domain(level, before, facts);
        Domain domainAfter = domain(level, after, facts);
        addDomains(domainBefore, domainAfter, remarks);
        return remarks;
    }

    /**
     * What becomes of a role or a database that has been closed since its settings were refused.
     *
     * @param after the settings; null where there is no filter
     */
    public static List<Remark> opened(Architecture architecture, Level level, List<Setting> after, ServerFacts facts) {
        PlannedPolicy policy = after == null ? null : new PlannedPolicy(level, after, "", true, Plan.NONE);
        boolean isOpen = policy == null
                || PolicyJudge.accept(architecture, policy, facts).stack() != null;
        return isOpen
                ? List.of(new Remark(
                        Remark.Kind.LOOSER,
                        "",
                        "connections are possible again",
                        "The settings were refused when the server started, and nobody has got in since.",
                        ""))
                : List.of();
    }

    private static FilterStack stack(PolicyResult result) {
        return result instanceof PolicyResult.Accepted accepted ? accepted.stack() : null;
    }

    private static Domain domain(Level level, List<Setting> settings, ServerFacts facts) {
        return settings == null || level != Level.SESSION || SettingNames.isWarnOnly(settings)
                ? Domain.NONE
                : DomainReader.read(settings, facts).domain();
    }

    /** Changes that one remark tells: each condition is another one, and a profile has dozens of them. */
    private static List<List<PolicyDifferences.Group>> alike(List<PolicyDifferences.Group> groups) {
        List<List<PolicyDifferences.Group>> all = new ArrayList<>();
        for (PolicyDifferences.Group group : groups) {
            List<PolicyDifferences.Group> known = null;
            for (List<PolicyDifferences.Group> each : all) {
                known = isAlike(each.get(0), group) ? each : known;
            }
            if (known == null) {
                known = new ArrayList<>();
                all.add(known);
            }
            known.add(group);
        }
        return all;
    }

    private static boolean isAlike(PolicyDifferences.Group one, PolicyDifferences.Group other) {
        return one.direction() == other.direction()
                && shown(one.before()).equals(shown(other.before()))
                && shown(one.after()).equals(shown(other.after()));
    }

    /** An answer that does not depend on arguments, or nothing. */
    private static String shown(String answer) {
        return answer.length() <= LONGEST_ANSWER ? answer : "";
    }

    private static Remark remark(List<PolicyDifferences.Group> alike) {
        PolicyDifferences.Group first = alike.get(0);
        Remark.Kind kind = switch (first.direction()) {
            case LOOSER, BOTH -> Remark.Kind.LOOSER;
            case TIGHTER -> Remark.Kind.TIGHTER;
            case OTHER_ERROR -> Remark.Kind.CHANGED;
        };
        String with = first.direction() == PolicyDifferences.Direction.BOTH
                ? ", looser with some arguments and tighter with others"
                : "";
        int count = 0;
        StringBuilder calls = new StringBuilder();
        for (PolicyDifferences.Group group : alike) {
            for (String call : group.calls()) {
                calls.append(count == 0 ? "" : ", ").append(call);
                count++;
            }
        }
        boolean isPlain =
                !shown(first.before()).isEmpty() && !shown(first.after()).isEmpty();
        String ofCalls = count + (count == 1 ? " system call" : " system calls");
        return new Remark(
                kind,
                "",
                isPlain
                        ? "\"" + first.before() + "\" becomes \"" + first.after() + "\" for " + ofCalls + with
                        : "other arguments decide about " + ofCalls + with,
                isPlain
                        ? calls.toString()
                        : calls + ". Before: " + answers(alike, true) + ". After: " + answers(alike, false) + ".",
                "");
    }

    /** What was, or is answered, in the order of the calls; once if it is the same. */
    private static String answers(List<PolicyDifferences.Group> alike, boolean before) {
        PolicyDifferences.Group first = alike.get(0);
        String plain = shown(before ? first.before() : first.after());
        if (!plain.isEmpty()) {
            return plain;
        }
        StringBuilder answers = new StringBuilder();
        for (PolicyDifferences.Group group : alike) {
            answers.append(answers.length() == 0 ? "" : "; ").append(before ? group.before() : group.after());
        }
        return answers.toString();
    }

    /** Files and ports. */
    private static void addDomains(Domain before, Domain after, List<Remark> remarks) {
        Rejection loosens = DomainTightening.problemOf(before, after);
        boolean tightens = DomainTightening.problemOf(after, before) != null;
        if (loosens == null && !tightens) {
            return;
        }
        for (DomainSetting of : DomainSetting.values()) {
            String old = value(before, of);
            String now = value(after, of);
            if (!old.equals(now)) {
                remarks.add(new Remark(
                        loosens != null ? Remark.Kind.LOOSER : Remark.Kind.TIGHTER,
                        after.restricts(of) ? after.setting(of).name() : "",
                        of == DomainSetting.PATHS
                                ? "other files may be used"
                                : of == DomainSetting.BIND_PORTS
                                        ? "sockets may be bound to other ports"
                                        : "other ports may be connected to",
                        "Before: " + old + ". After: " + now + ".",
                        ""));
            }
        }
    }

    private static String value(Domain domain, DomainSetting of) {
        return domain.restricts(of) ? Rejection.shown(domain.setting(of).value()) : "all";
    }
}
