package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.ServerFacts.Circumstance;
import org.pgseccomp.syscall.Syscall;

/**
 * Policies that are taken, although one call of a session can end those of all others: PostgreSQL restarts every session when a process
 * is killed. An action does that which says so, and so does glibc, which aborts a process in which a thread begins without rseq(2).
 * A standby ends when it cannot do what its primary did. The last two are no reason to refuse a policy: most servers never have a thread,
 * one that cannot begin does no harm, and a primary with the same policy does not do it either.
 */
public final class Harm {
    /** More than any architecture has calls. */
    private static final int NUMBERS = 1024;

    private Harm() {}

    /**
     * What the last filter of a stack may do.
     *
     * @param level of that filter
     * @param whose policy it is, for the messages
     * @return empty for a filter that adds nothing to those below it
     */
    public static List<Rejection> of(FilterStack stack, Level level, ServerFacts facts, String whose) {
        List<Rejection> harm = new ArrayList<>();
        if (stack.at(level) == null) {
            return harm;
        }
        FilterStack below = level == Level.GLOBAL ? null : stack.upTo(Level.values()[level.ordinal() - 1]);
        if (below != null && killsMore(stack.at(level), below)) {
            harm.add(Rejection.killsSessions(whose));
        }
        boolean aborts = facts.hold(Circumstance.THREADS_NEED_RSEQ) && abortsThreads(stack);
        if (aborts && (below == null || !abortsThreads(below))) {
            harm.add(Rejection.abortsThreads(whose));
        }
        if (below == null && facts.hold(Circumstance.RECOVERS_FROM_ANOTHER)) {
            addRecovery(stack, whose, harm);
        }
        return harm;
    }

    /** Whether a filter kills for a call that those below it do not kill for. */
    private static boolean killsMore(Filter filter, FilterStack below) {
        if (filter.others().action() == Action.KILL && below.others().action() != Action.KILL) {
            return true;
        }
        if (!filter.has(Action.KILL)) {
            return false;
        }
        List<Decision<Outcome>> own = filter.decisionsBelow(NUMBERS);
        List<Decision<Outcome>> others = below.decisionsBelow(NUMBERS);
        for (int number = 0; number < NUMBERS; number++) {
            if (own.get(number).isAnywhere(others.get(number), Harm::isKilledFirst)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKilledFirst(Outcome own, Outcome below) {
        return own.action() == Action.KILL && below.action() != Action.KILL;
    }

    /**
     * Threads begin by clone3, and where that fails with ENOSYS by clone; where it is denied otherwise there are none (__clone_internal in
     * sysdeps/unix/sysv/linux/clone-internal.c).
     */
    private static boolean abortsThreads(FilterStack stack) {
        if (!isDenied(stack, "rseq")) {
            return false;
        }
        Syscall clone3 = stack.architecture().syscalls().named("clone3");
        boolean falls =
                clone3 == null || stack.decisionOf(clone3.number()).otherwise().errno() == Outcome.ENOSYS;
        return falls ? !isDenied(stack, "clone") : !isDenied(stack, "clone3");
    }

    /**
     * What a server that follows another one does once more. It is taken all the same: where both have the policy, nobody makes any of these.
     */
    private static void addRecovery(FilterStack stack, String whose, List<Rejection> harm) {
        if (isDenied(stack, nameOf(stack, "mkdir"))) {
            harm.add(Rejection.endsRecovery(whose, nameOf(stack, "mkdir"), "database"));
        }
        if (isDenied(stack, nameOf(stack, "symlink"))) {
            harm.add(Rejection.endsRecovery(whose, nameOf(stack, "symlink"), "tablespace"));
        }
    }

    /** As it is called on this architecture: newer ones have only the call with "at". */
    private static String nameOf(FilterStack stack, String name) {
        return stack.architecture().syscalls().named(name) == null ? name + "at" : name;
    }

    private static boolean isDenied(FilterStack stack, String name) {
        Syscall syscall = stack.architecture().syscalls().named(name);
        return syscall != null && stack.actionOf(syscall.number()).compareTo(Action.ERROR) >= 0;
    }
}
