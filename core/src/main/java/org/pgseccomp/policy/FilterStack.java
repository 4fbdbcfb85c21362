package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Combiner;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Architecture;

/**
 * The filters of one process. The kernel asks all of them about each call, and the strictest answer counts, so that a later
 * filter can only take something away. Immutable.
 *
 * @param global the postmaster's
 * @param session null where the session has no filter of its own, since it would be the same as the global one
 * @param database null where the database has no settings of its own
 * @param client null before {@code set_client_filter}
 */
public record FilterStack(Filter global, Filter session, Filter database, Filter client) {
    /** The filters of a process whose database has no settings of its own. */
    public FilterStack(Filter global, Filter session, Filter client) {
        this(global, session, null, client);
    }

    /** The filters of a process that is no session. */
    static FilterStack of(Filter global) {
        return new FilterStack(global, null, null, null);
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
            case DATABASE -> database;
            case CLIENT -> client;
        };
    }

    /** The filters up to a level. */
    public FilterStack upTo(Level level) {
        return new FilterStack(
                global,
                level.compareTo(Level.SESSION) >= 0 ? session : null,
                level.compareTo(Level.DATABASE) >= 0 ? database : null,
                level.compareTo(Level.CLIENT) >= 0 ? client : null);
    }

    /**
     * The filters that the program of a level knows of. A database's is compiled once, for whatever sessions and workers come to carry it, so that it
     * knows of the global filter only.
     */
    public FilterStack knownTo(Level level) {
        return level == Level.DATABASE ? new FilterStack(global, null, database, null) : upTo(level);
    }

    /** The same with the filter of a database, null for none. */
    public FilterStack in(Filter ofDatabase) {
        return new FilterStack(global, session, ofDatabase, client);
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

    /** The same without the first one. */
    public List<Filter> aboveGlobal() {
        List<Filter> filters = filters();
        return filters.subList(1, filters.size());
    }

    /** What becomes of a system call number of the architecture's own ABI. */
    public Decision<Outcome> decisionOf(int number) {
        // Asked for each number, so without a list of the filters.
        Decision<Outcome> decision = global.decisionOf(number);
        if (session != null) {
            decision = Decisions.under(decision, session.decisionOf(number));
        }
        if (database != null) {
            decision = Decisions.under(decision, database.decisionOf(number));
        }
        return client == null ? decision : Decisions.under(decision, client.decisionOf(number));
    }

    /** The mildest action that a call of a number can meet: there are calls for which no filter is stricter. */
    public Action mildestActionOf(int number) {
        return Decisions.mildest(decisionOf(number));
    }

    /** The strictest action that a number may meet, whatever the arguments are. */
    public Action actionOf(int number) {
        // The strictest of all filters is that of the strictest filter.
        Action strictest = global.actionOf(number);
        if (session != null) {
            strictest = strictest.orStricter(session.actionOf(number));
        }
        if (database != null) {
            strictest = strictest.orStricter(database.actionOf(number));
        }
        return client == null ? strictest : strictest.orStricter(client.actionOf(number));
    }

    /**
     * What becomes of each number from 0 on, for who asks for many of them.
     *
     * @param size how many
     */
    public List<Decision<Outcome>> decisionsBelow(int size) {
        List<Decision<Outcome>> all = global.decisionsBelow(size);
        Combiner<Outcome, Outcome> under = new Combiner<>(Outcome::under);
        for (Filter filter : aboveGlobal()) {
            all = under.ofAll(all, filter.decisionsBelow(size));
        }
        return all;
    }

    /** What becomes of numbers that no filter has a rule for. */
    public Outcome others() {
        Outcome outcome = global.others();
        for (Filter filter : aboveGlobal()) {
            outcome = outcome.under(filter.others());
        }
        return outcome;
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
