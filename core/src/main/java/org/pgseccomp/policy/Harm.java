package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ServerFacts.Circumstance;
import org.pgseccomp.syscall.Syscall;

/**
 * Policies that are taken, although one call of a session can end those of all others: PostgreSQL restarts every session when a process
 * is killed. An action does that which says so, and so does glibc, which aborts a process in which a thread begins without rseq(2).
 * The second is no reason to refuse a policy: most servers never have a thread, and one that cannot begin does no harm.
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
        return harm;
    }

    /** Whether a filter kills for a call that those below it do not kill for. */
    private static boolean killsMore(Filter filter, FilterStack below) {
        if (filter.defaultAction() == Action.KILL && below.defaultAction() != Action.KILL) {
            return true;
        }
        if (filter.defaultAction() == Action.KILL) {
            Action[] own = filter.actionsBelow(NUMBERS);
            Action[] others = below.actionsBelow(NUMBERS);
            for (int number = 0; number < NUMBERS; number++) {
                if (own[number] == Action.KILL && others[number] != Action.KILL) {
                    return true;
                }
            }
        }
        for (Rule rule : filter.rules()) {
            if (rule.action() == Action.KILL && below.actionOf(rule.syscall().number()) != Action.KILL) {
                return true;
            }
        }
        return false;
    }

    /** Threads begin by clone3; where that is denied there are none (__clone_internal in sysdeps/unix/sysv/linux/clone-internal.c). */
    private static boolean abortsThreads(FilterStack stack) {
        return isDenied(stack, "rseq") && !isDenied(stack, "clone3");
    }

    private static boolean isDenied(FilterStack stack, String name) {
        Syscall syscall = stack.architecture().syscalls().named(name);
        return syscall != null && stack.actionOf(syscall.number()).compareTo(Action.ERROR) >= 0;
    }
}
