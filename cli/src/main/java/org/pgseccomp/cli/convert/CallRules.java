package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;
import org.pgseccomp.syscall.SyscallAliases;

/**
 * Gathers rules that somebody else has written, in whatever order, and makes decisions of them: of all that hold for a call the strictest counts. A
 * call without a rule has the default.
 */
final class CallRules {
    /** More for one call are no policy that anybody could read, and take long to be told apart. */
    private static final int MOST = 256;

    private final Architecture architecture;
    private final Outcome unlisted;
    private final Remarks remarks;
    private final Map<Integer, List<CallRule>> rules = new HashMap<>();

    /** A rule; a condition that is null holds for all calls. */
    private record CallRule(int line, Condition condition, Outcome outcome) {}

    CallRules(Architecture architecture, Outcome unlisted, Remarks remarks) {
        this.architecture = architecture;
        this.unlisted = unlisted;
        this.remarks = remarks;
    }

    Outcome unlisted() {
        return unlisted;
    }

    /** Whether an outcome lets more happen than the default. */
    boolean isMilder(Outcome outcome) {
        return outcome.action().compareTo(unlisted.action()) < 0;
    }

    /**
     * The call of a name; null if there is none here, which is remarked unless it is another architecture's: those have no effect here.
     *
     * @param outcome that a rule has for it
     */
    Syscall named(int line, String name, Outcome outcome) {
        Syscall found = architecture.syscalls().named(name);
        if (found == null && !isElsewhere(name)) {
            String shown = name.length() <= 60 ? name : name.substring(0, 60) + "...";
            String effect = outcome == null || outcome.equals(unlisted)
                    ? "nothing is said of it"
                    : isMilder(outcome) ? "it stays denied" : "LOOSER: it cannot be denied by its name";
            remarks.change(line, "\"" + shown + "\" is no system call that is known here; " + effect);
        }
        return found;
    }

    private static boolean isElsewhere(String name) {
        for (Architecture other : Architecture.values()) {
            if (other.has(name)) {
                return true;
            }
        }
        return SyscallAliases.onlyOn(name) != null || OTHERS.contains(name);
    }

    /** Of 32-bit and MIPS machines, as libseccomp names them. */
    private static final List<String> OTHERS = List.of(
            "breakpoint", "cacheflush", "set_tls", "get_tls", "usr26", "usr32", "sysmips", "arm_sync_file_range");

    /** Adds a rule; null stands for all calls. */
    void add(int line, Syscall syscall, Condition condition, Outcome outcome) throws SourceException {
        List<CallRule> ofCall = rules.computeIfAbsent(syscall.number(), number -> new ArrayList<>());
        if (ofCall.size() == MOST) {
            throw new SourceException(line, "has more than " + MOST + " rules for " + syscall.name());
        }
        ofCall.add(new CallRule(line, condition, outcome));
    }

    /** Takes all rules for a call out again. */
    void remove(Syscall syscall) {
        rules.remove(syscall.number());
    }

    NeutralPolicy policy() {
        List<Decision<Outcome>> decisions = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            decisions.add(decision(syscall, rules.getOrDefault(syscall.number(), List.of())));
        }
        return new NeutralPolicy(architecture, unlisted, decisions);
    }

    private Decision<Outcome> decision(Syscall syscall, List<CallRule> ofCall) {
        Outcome plain = null;
        List<CallRule> conditional = new ArrayList<>();
        for (CallRule rule : ofCall) {
            if (rule.condition() != null && !rule.condition().tests().isEmpty()) {
                conditional.add(rule);
            } else if (plain == null) {
                plain = rule.outcome();
            } else if (!plain.equals(rule.outcome())) {
                plain = stricter(plain, rule.outcome());
                remarks.change(
                        rule.line(),
                        "two rules for " + syscall.name() + " contradict each other; the stricter one counts");
            }
        }
        conditional.sort((a, b) -> b.outcome().action().compareTo(a.outcome().action()));
        Outcome otherwise = plain == null ? unlisted : plain;
        List<Case<Outcome>> cases = new ArrayList<>();
        for (CallRule rule : conditional) {
            boolean isMilder = rule.outcome().action().compareTo(otherwise.action()) < 0;
            if (plain != null && isMilder) {
                remarks.change(
                        rule.line(),
                        "the rule for " + syscall.name()
                                + " with conditions and the one without contradict each other; the stricter one counts");
            } else {
                cases.add(new Case<>(rule.condition(), rule.outcome()));
            }
        }
        return Shortener.shortened(new Decision<>(cases, otherwise));
    }

    /** The strictest outcome of a decision: what counts for all calls where its conditions cannot be said. */
    static Outcome strictest(Decision<Outcome> decision) {
        Outcome strictest = decision.otherwise();
        for (Outcome each : decision.results()) {
            strictest = stricter(strictest, each);
        }
        return strictest;
    }

    static Outcome stricter(Outcome a, Outcome b) {
        return b.action().compareTo(a.action()) > 0 ? b : a;
    }
}
