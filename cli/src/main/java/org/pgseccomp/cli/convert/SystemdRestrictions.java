package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.Region;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;

/**
 * Which of systemd's settings about arguments come nearest to a policy. Each is taken only if the policy has conditions about what it is about, and if
 * some call could not be allowed without it.
 */
final class SystemdRestrictions {
    private static final long WRITE_AND_EXECUTE = 6;

    private final NeutralPolicy policy;
    private final Restrictions restrictions;
    private final List<String> lines = new ArrayList<>();

    private SystemdRestrictions(NeutralPolicy policy) {
        this.policy = policy;
        restrictions = new Restrictions(policy.architecture());
    }

    static SystemdRestrictions of(NeutralPolicy policy, boolean loosens) {
        SystemdRestrictions chosen = new SystemdRestrictions(policy);
        chosen.chooseFamilies(loosens);
        chosen.chooseMemory(loosens);
        chosen.chooseNamespaces(loosens);
        return chosen;
    }

    Restrictions restrictions() {
        return restrictions;
    }

    void append(StringBuilder text) {
        lines.forEach(line -> text.append(line).append('\n'));
    }

    private boolean hasConditions(String call) {
        Decision<Outcome> decision = policy.decisionOf(call);
        return decision != null && !decision.isPlain();
    }

    /** Whether calls that meet a test may be made, with some arguments at least. */
    private boolean mayBeMade(String call, ArgumentTest test) {
        Decision<Outcome> decision = policy.decisionOf(call);
        Region left = Region.all().with(new Condition(List.of(test)));
        for (var each : decision.cases()) {
            if (isMild(each.result()) && left.meets(each.condition())) {
                return true;
            }
            left = left.without(each.condition());
        }
        return isMild(decision.otherwise()) && !left.isEmpty();
    }

    private static boolean isMild(Outcome outcome) {
        return outcome.action().compareTo(Action.ERROR) < 0;
    }

    /** Whether a call could be allowed with a restriction, and be no looser than the policy. */
    private boolean helps(String call, Restrictions with) {
        Decision<Outcome> decision = policy.decisionOf(call);
        return decision != null
                && !Differences.isLooser(
                        with.decisionOf(policy.architecture().syscalls().named(call)), decision);
    }

    private void chooseFamilies(boolean loosens) {
        if (!hasConditions("socket") || !Restrictions.restrictsFamilies(policy.architecture())) {
            return;
        }
        SortedMap<Long, String> families = Restrictions.families(policy.architecture());
        List<Long> made = new ArrayList<>();
        List<Long> denied = new ArrayList<>();
        for (Map.Entry<Long, String> each : families.entrySet()) {
            ArgumentTest test = new ArgumentTest(0, 32, false, List.of(Atom.value(each.getKey())));
            (mayBeMade("socket", test) ? made : denied).add(each.getKey());
        }
        ArgumentTest unknown = new ArgumentTest(0, 32, false, List.of(Atom.value(0x7fff)));
        boolean listsDenied = mayBeMade("socket", unknown);
        Restrictions trial = new Restrictions(policy.architecture());
        trial.families(listsDenied ? denied : made, !listsDenied);
        if (!denied.isEmpty() && (loosens || helps("socket", trial))) {
            restrictions.families(listsDenied ? denied : made, !listsDenied);
            List<String> names = SystemdWriter.names(families, listsDenied ? denied : made);
            lines.add("RestrictAddressFamilies="
                    + (names.isEmpty() ? "none" : (listsDenied ? "~" : "") + String.join(" ", names)));
        }
    }

    private void chooseMemory(boolean loosens) {
        if (!hasConditions("mmap")) {
            return;
        }
        Restrictions trial = new Restrictions(policy.architecture());
        trial.memory();
        ArgumentTest both = new ArgumentTest(2, 64, false, List.of(Atom.bits(WRITE_AND_EXECUTE, WRITE_AND_EXECUTE)));
        if (helps("mmap", trial) || (loosens && !mayBeMade("mmap", both))) {
            restrictions.memory();
            lines.add("MemoryDenyWriteExecute=yes");
        }
    }

    private void chooseNamespaces(boolean loosens) {
        if (!hasConditions("clone") || !Restrictions.restrictsNamespaces(policy.architecture())) {
            return;
        }
        int flags = policy.architecture() == Architecture.S390X ? 1 : 0;
        long retained = 0;
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Long> each : Restrictions.NAMESPACES.entrySet()) {
            ArgumentTest test =
                    new ArgumentTest(flags, 32, false, List.of(Atom.bits(each.getValue(), each.getValue())));
            if (mayBeMade("clone", test)) {
                retained |= each.getValue();
                names.add(each.getKey());
            }
        }
        Restrictions trial = new Restrictions(policy.architecture());
        trial.namespaces(retained);
        boolean restrictsAny = names.size() < Restrictions.NAMESPACES.size();
        if (restrictsAny && (loosens || helps("clone", trial))) {
            restrictions.namespaces(retained);
            lines.add("RestrictNamespaces=" + (names.isEmpty() ? "yes" : String.join(" ", names)));
        }
    }
}
