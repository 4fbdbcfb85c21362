package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Syscall;

/**
 * What a filter does with one system call.
 *
 * @param syscall the call
 * @param decision what becomes of it
 * @param texts the conditions of its cases as they are printed, {@code socket(domain: AF_UNIX)}, in their order
 */
public record Rule(Syscall syscall, Decision<Outcome> decision, List<String> texts) {
    public Rule {
        texts = List.copyOf(texts);
    }

    /** The same action for all of them. */
    public Rule(Syscall syscall, Action action) {
        this(syscall, Decisions.always(Outcome.of(action)), List.of());
    }

    /** The strictest action that the call may meet. */
    public Action action() {
        return Decisions.strictest(decision);
    }
}
