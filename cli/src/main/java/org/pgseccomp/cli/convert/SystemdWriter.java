package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Syscall;

/**
 * Writes a drop-in for a unit of systemd. Of arguments systemd knows three settings only; a call whose conditions these do not cover is denied, or
 * allowed where that is wished.
 */
final class SystemdWriter {
    private static final int WIDTH = 110;
    private static final Outcome ALLOW = Outcome.of(Action.ALLOW);

    private final NeutralPolicy policy;
    private final boolean loosens;
    private final SystemdRestrictions restrictions;
    private final StringBuilder text = new StringBuilder();

    private SystemdWriter(NeutralPolicy policy, boolean loosens) {
        this.policy = policy;
        this.loosens = loosens;
        restrictions = SystemdRestrictions.of(policy, loosens);
    }

    static String write(NeutralPolicy source, boolean loosens, Remarks remarks) throws SourceException {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        String text = new SystemdWriter(policy, loosens).write();
        Differences.remark(policy, SystemdReader.read(text, policy.architecture(), new Remarks()), remarks);
        return text;
    }

    private String write() {
        text.append("[Service]\n").append("SystemCallArchitectures=native\n");
        boolean isAllowList = policy.unknown().action().compareTo(Action.ERROR) >= 0;
        List<String> allowed = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        List<String> logged = new ArrayList<>();
        List<Syscall> implied = SystemdSets.callsOf(SystemdSets.DEFAULT, policy.architecture());
        for (int i = 0; i < policy.calls().size(); i++) {
            Syscall syscall = policy.calls().get(i);
            Outcome outcome = outcome(syscall, policy.decisions().get(i));
            if (outcome.action().compareTo(Action.ERROR) < 0) {
                allowed.add(syscall.name());
            } else if (!outcome.equals(policy.unknown())) {
                denied.add(syscall.name() + suffix(outcome));
            } else if (implied.contains(syscall)) {
                denied.add(syscall.name());
            }
            boolean isLogged = outcome.action() == Action.LOG;
            if (isLogged == (policy.unknown().action() != Action.LOG)) {
                logged.add(syscall.name());
            }
        }
        if (isAllowList) {
            if (policy.unknown().action() == Action.ERROR) {
                text.append("SystemCallErrorNumber=")
                        .append(Errnos.nameOf(policy.unknown().errno()))
                        .append('\n');
            }
            lines("SystemCallFilter=", allowed.isEmpty() ? List.of(SystemdSets.DEFAULT) : allowed);
        }
        lines("SystemCallFilter=~", denied);
        lines(policy.unknown().action() == Action.LOG ? "SystemCallLog=~" : "SystemCallLog=", logged);
        restrictions.append(text);
        return text.toString();
    }

    private static String suffix(Outcome outcome) {
        return ":" + (outcome.action() == Action.KILL ? "kill" : Errnos.nameOf(outcome.errno()));
    }

    /** What becomes of a call by its name alone. */
    private Outcome outcome(Syscall syscall, Decision<Outcome> decision) {
        if (decision.isPlain()) {
            return decision.otherwise();
        }
        Decision<Outcome> candidate =
                Decision.always(ALLOW).with(restrictions.restrictions().decisionOf(syscall), Outcome::under);
        if (loosens || !Differences.isLooser(candidate, decision)) {
            return ALLOW;
        }
        return CallRules.strictest(decision);
    }

    private void lines(String key, List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0 && key.length() + line.length() + word.length() > WIDTH) {
                text.append(key).append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            text.append(key).append(line).append('\n');
        }
    }

    /** For each family of a map that is in a list its name. */
    static List<String> names(Map<Long, String> families, List<Long> numbers) {
        List<String> names = new ArrayList<>();
        numbers.forEach(number -> names.add(families.get(number)));
        return names;
    }
}
