package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * The filters of one process. The kernel asks all of them about each call, and the strictest answer counts, so that a later
 * filter can only take something away. Immutable.
 *
 * @param global the postmaster's
 * @param session null where the session has no filter of its own, since it would be the same as the global one
 * @param client null before {@code set_client_filter}
 */
public record FilterStack(Filter global, Filter session, Filter client) {
    /** The filters of a process that is no session. */
    static FilterStack of(Filter global) {
        return new FilterStack(global, null, null);
    }

    /** The architecture whose calls the filters name. */
    public Architecture architecture() {
        return global.architecture();
    }

    /** The filter of a level, or null. */
    public Filter at(Level level) {
        return switch (level) {
            case GLOBAL -> global;
            case SESSION -> session;
            case CLIENT -> client;
        };
    }

    /** The filters up to a level. */
    public FilterStack upTo(Level level) {
        return new FilterStack(
                global,
                level.compareTo(Level.SESSION) >= 0 ? session : null,
                level.compareTo(Level.CLIENT) >= 0 ? client : null);
    }

    /** The filters that there are, in the order in which they are loaded. */
    public List<Filter> filters() {
        List<Filter> filters = new ArrayList<>();
        for (Level level : Level.values()) {
            if (at(level) != null) {
                filters.add(at(level));
            }
        }
        return filters;
    }

    /** What happens to a system call number of the architecture's own ABI. */
    public Action actionOf(int number) {
        // Asked for each number, so without a list of the filters.
        Action strictest = global.actionOf(number);
        if (session != null) {
            strictest = strictest.orStricter(session.actionOf(number));
        }
        return client == null ? strictest : strictest.orStricter(client.actionOf(number));
    }

    /**
     * What happens to each number from 0 on, for who asks for many of them.
     *
     * @param size how many
     */
    public Action[] actionsBelow(int size) {
        Action[] strictest = new Action[size];
        Arrays.fill(strictest, Action.ALLOW);
        for (Filter filter : filters()) {
            Action[] actions = filter.actionsBelow(size);
            for (int number = 0; number < size; number++) {
                strictest[number] = strictest[number].orStricter(actions[number]);
            }
        }
        return strictest;
    }

    /** What happens to calls that no filter names. */
    public Action defaultAction() {
        Action strictest = Action.ALLOW;
        for (Filter filter : filters()) {
            strictest = strictest.orStricter(filter.defaultAction());
        }
        return strictest;
    }

    /** What happens to calls of any other ABI, see {@link Filter#foreignAbiAction()}. */
    public Action foreignAbiAction() {
        Action strictest = Action.ERROR;
        for (Filter filter : filters()) {
            strictest = strictest.orStricter(filter.foreignAbiAction());
        }
        return strictest;
    }
}
