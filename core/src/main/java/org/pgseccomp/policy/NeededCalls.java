package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.NeededCall.Table;
import org.pgseccomp.policy.ServerFacts.Circumstance;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Judges whether policies leave to the processes of PostgreSQL what they cannot do without ({@link NeededTables}).
 *
 * <p>A statement may need more than this; then it fails, and the session goes on.
 */
public final class NeededCalls {
    /** Who forgot a profile needs no names of what it has: so many are told. */
    private static final int MOST_OF_PROFILE = 4;

    private final List<Setting> settings;
    private final ServerFacts facts;

    /** In the order in which they are judged. */
    private final List<Demand> demands = new ArrayList<>();

    /**
     * What the processes that have filters ask of them.
     *
     * @param stack the filters up to the level
     * @param calls those that none of the filters may answer with this action, or with a stricter one
     */
    private record Demand(FilterStack stack, Level level, Table calls, Action mildest) {
        boolean isOfSameFilter(Demand other) {
            return level == other.level && mildest == other.mildest;
        }
    }

    /**
     * That processes need a call.
     *
     * @param level whose filter must not deny it
     * @param values the condition of the calls that are needed, as a list has it; null: all are
     * @param use what for, as the end of "needs it to …"
     * @param isKilled whether the call may fail, but no process may be killed for it
     */
    public record Need(Level level, String values, String use, boolean isKilled) {}

    private NeededCalls(List<Setting> settings, ServerFacts facts) {
        this.settings = settings;
        this.facts = facts;
    }

    /** The names of all calls that a policy may be refused for, as they are called on an architecture. */
    public static List<String> names(Architecture architecture) {
        return names(
                architecture,
                NeededTables.IN_A_BACKEND,
                NeededTables.IN_THE_SERVER,
                NeededTables.TO_LOAD_A_FILTER,
                NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND,
                NeededTables.NOT_TO_BE_KILLED_IN_THE_SERVER);
    }

    /** Of all servers, but for what only some need: who learns from one of these sees it, or adds it. */
    private static List<String> names(Architecture architecture, Table... tables) {
        List<String> names = new ArrayList<>();
        for (Table table : tables) {
            Syscall[] found = table.of(architecture);
            for (int i = 0; i < found.length; i++) {
                Circumstance when = table.entries().get(i).when();
                boolean isUsual = when != Circumstance.USES_IO_URING
                        && when != Circumstance.BEFORE_16
                        && when != Circumstance.SHARES_SYSTEM_V_MEMORY
                        && when != Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY
                        && when != Circumstance.MAY_BE_A_STANDBY
                        && when != Circumstance.RUNS_RESTORE_COMMAND
                        && when != Circumstance.TELLS_SYSTEMD;
                if (found[i] != null && isUsual && !names.contains(found[i].name())) {
                    names.add(found[i].name());
                }
            }
        }
        return names;
    }

    /** The names of the calls that every backend needs, or makes in passing, as they are called on an architecture. */
    public static List<String> ofBackends(Architecture architecture) {
        return names(architecture, NeededTables.IN_A_BACKEND, NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND);
    }

    /** The names of the calls that processes of a type need beside what all of their kind need. */
    public static List<String> ofType(Architecture architecture, ProcessType type) {
        return names(architecture, NeededOfTypes.of(type));
    }

    /** The same of auxiliary processes. */
    public static List<String> ofAuxiliary(Architecture architecture) {
        return names(
                architecture,
                NeededTables.IN_AN_AUXILIARY_PROCESS,
                NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND,
                NeededTables.NOT_TO_BE_KILLED_IN_THE_SERVER);
    }

    /**
     * Looks for needed calls that filters deny.
     *
     * @param settings that the filters were read from, for the message
     * @param facts of the server
     * @return why the policy is refused, or null
     */
    public static Rejection problemOf(FilterStack stack, List<Setting> settings, ServerFacts facts) {
        NeededCalls needed = new NeededCalls(settings, facts);
        Rejection taken = needed.demandOf(stack);
        for (Demand demand : needed.demands) {
            if (needed.deniedOf(demand, List.of(demand.calls())) != null) {
                // What else the same filter denies is told with it: nobody wants to correct a list once for each table.
                return needed.deniedOf(demand, needed.tablesOf(demand));
            }
        }
        return taken;
    }

    /**
     * What processes under filters need a call for; empty where a policy may deny it.
     *
     * @param settings that the filters were read from
     */
    public static List<Need> of(FilterStack stack, List<Setting> settings, ServerFacts facts, Syscall syscall) {
        NeededCalls needed = new NeededCalls(settings, facts);
        needed.demandOf(stack);
        List<Need> needs = new ArrayList<>();
        for (Demand demand : needed.demands) {
            Syscall[] found = demand.calls().of(stack.architecture());
            for (int i = 0; i < found.length; i++) {
                NeededCall entry = demand.calls().entries().get(i);
                boolean isKilled = demand.mildest() == Action.KILL;
                Need need = new Need(demand.level(), entry.values(), entry.use(), isKilled);
                boolean isOneMore = syscall.equals(found[i]) && facts.hold(entry.when()) && !needs.contains(need);
                if (isOneMore && demand.calls() != NeededTables.NOT_DENIED_IN_PART) {
                    needs.add(need);
                }
            }
        }
        return needs;
    }

    private List<Table> tablesOf(Demand demand) {
        List<Table> tables = new ArrayList<>();
        for (Demand each : demands) {
            if (each.isOfSameFilter(demand) && !tables.contains(each.calls())) {
                tables.add(each.calls());
            }
        }
        return tables;
    }

    /** Notes what is asked of the filters. Of a filter with an error that PostgreSQL takes for something else it says that, and nothing of those above it. */
    private Rejection demandOf(FilterStack stack) {
        FilterStack global = FilterStack.of(stack.global());
        FilterStack session = stack.upTo(Level.SESSION);
        boolean hasDatabase = stack.database() != null;
        boolean loadsMore = stack.session() != null || hasDatabase || stack.client() != null;
        Rejection problem = inTheServer(global, loadsMore);
        if (problem != null) {
            return problem;
        }
        ProcessType type = ProcessType.ofSettings(settings);
        if (type != null && type.isToldLate(facts.version())) {
            notDenied(global, Level.GLOBAL, NeededTables.TO_BE_TOLD_LATE);
        }
        if (stack.client() != null) {
            notDenied(session, Level.SESSION, NeededTables.TO_LOAD_A_FILTER);
        }
        if (stack.client() != null && hasDatabase) {
            notDenied(stack.upTo(Level.DATABASE), Level.DATABASE, NeededTables.TO_LOAD_A_FILTER);
        }
        if (stack.session() != null || !hasDatabase) {
            problem = inAProcess(session, Level.SESSION);
        }
        if (problem == null && hasDatabase && stack.client() == null) {
            problem = inABackend(stack, Level.DATABASE);
        }
        if (problem == null && stack.client() != null) {
            problem = inABackend(stack, Level.CLIENT);
        }
        return problem;
    }

    /** Whether a session under these filters can load one more: that of its database. */
    public static boolean mayLoadAnother(FilterStack stack, ServerFacts facts) {
        NeededCalls needed = new NeededCalls(List.of(), facts);
        Table calls = NeededTables.TO_LOAD_A_FILTER;
        Demand demand = new Demand(stack.upTo(Level.SESSION), Level.SESSION, calls, Action.ERROR);
        return needed.deniedOf(demand, List.of(calls)) == null;
    }

    private Rejection inTheServer(FilterStack global, boolean loadsMore) {
        notDenied(global, Level.GLOBAL, NeededTables.IN_A_BACKEND);
        notDenied(global, Level.GLOBAL, NeededTables.IN_THE_SERVER);
        notDenied(global, Level.GLOBAL, NeededTables.TO_RESTORE);
        if (loadsMore) {
            notDenied(global, Level.GLOBAL, NeededTables.TO_LOAD_A_FILTER);
        }
        notKilled(global, Level.GLOBAL, NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND);
        notKilled(global, Level.GLOBAL, NeededTables.NOT_TO_BE_KILLED_IN_THE_SERVER);
        return takenForMissing(global, Level.GLOBAL);
    }

    /** The same of a server of which nothing is known: a policy is refused for what every server needs. */
    public static Rejection problemOf(FilterStack stack, List<Setting> settings) {
        return problemOf(stack, settings, ServerFacts.UNKNOWN);
    }

    /** Of the processes that a policy is for: sessions and workers of a database, or the auxiliary processes of a type. */
    private Rejection inAProcess(FilterStack stack, Level level) {
        ProcessType type = ProcessType.ofSettings(settings);
        if (type == null || type.fallsBackToSession()) {
            Rejection problem = inABackend(stack, level);
            if (problem == null && type != null) {
                notDenied(stack, level, NeededOfTypes.of(type));
            }
            return problem;
        }
        notDenied(stack, level, NeededTables.IN_AN_AUXILIARY_PROCESS);
        notDenied(stack, level, NeededOfTypes.of(type));
        if (type == ProcessType.STARTUP) {
            notDenied(stack, level, NeededTables.TO_RESTORE);
        }
        notDenied(stack, level, NeededTables.NOT_DENIED_IN_PART);
        notKilled(stack, level, NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND);
        notKilled(stack, level, NeededTables.NOT_TO_BE_KILLED_IN_THE_SERVER);
        return takenForMissing(stack, level);
    }

    private Rejection inABackend(FilterStack stack, Level level) {
        notDenied(stack, level, NeededTables.IN_A_BACKEND);
        notDenied(stack, level, NeededTables.NOT_DENIED_IN_PART);
        notKilled(stack, level, NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND);
        return takenForMissing(stack, level);
    }

    private Rejection takenForMissing(FilterStack stack, Level level) {
        return TakenForMissing.problemOf(stack, level, label(level), settings);
    }

    /** Whose filter it is. */
    private String label(Level level) {
        ProcessType type = ProcessType.ofSettings(settings);
        return level == Level.SESSION && type != null ? type.settingName() : level.label();
    }

    private void notDenied(FilterStack stack, Level level, Table needed) {
        demands.add(new Demand(stack, level, needed, Action.ERROR));
    }

    private void notKilled(FilterStack stack, Level level, Table made) {
        demands.add(new Demand(stack, level, made, Action.KILL));
    }

    /** Why a policy is refused that denies calls of some tables, where a demand has its filters; null if it denies none. */
    private Rejection deniedOf(Demand demand, List<Table> tables) {
        FilterStack stack = demand.stack();
        Level level = demand.level();
        Action mildest = demand.mildest();
        StringBuilder names = new StringBuilder();
        StringBuilder reasons = new StringBuilder();
        List<String> told = new ArrayList<>();
        int shown = 0;
        int shownReasons = 0;
        Syscall first = null;
        boolean hasConditions = false;
        for (Table calls : tables) {
            Syscall[] found = calls.of(stack.architecture());
            for (int i = 0; i < found.length; i++) {
                NeededCall entry = calls.entries().get(i);
                Syscall syscall = found[i];
                if (syscall == null || !isDenied(stack, entry, syscall, mildest) || !facts.hold(entry.when())) {
                    continue;
                }
                boolean isPlain = stack.decisionOf(syscall.number()).isPlain();
                if (calls == NeededTables.NOT_DENIED_IN_PART && isPlain) {
                    continue;
                }
                // With some arguments only: they are told, for all of them are not needed.
                String call = isPlain ? syscall.name() : withDeniedValues(stack, entry, syscall, mildest);
                if (told.contains(call)) {
                    continue;
                }
                told.add(call);
                String comma = names.length() == 0 ? "" : ", ";
                first = first == null ? syscall : first;
                hasConditions |= !isPlain;
                names.append(comma).append(call);
                reasons.append(comma).append(call).append(" to ").append(entry.use());
                shown = told.size() <= MOST_OF_PROFILE ? names.length() : shown;
                shownReasons = told.size() <= MOST_OF_PROFILE ? reasons.length() : shownReasons;
            }
        }
        if (names.length() == 0) {
            return null;
        }
        String place = FilterSource.placeOf(stack.architecture(), level, first, settings);
        String withoutProfile = mildest == Action.KILL || told.size() <= MOST_OF_PROFILE
                ? null
                : FilterSource.allowedWithoutProfile(level, settings);
        if (withoutProfile != null) {
            String firstNames = names.substring(0, shown);
            String firstReasons = reasons.substring(0, shownReasons);
            int more = told.size() - MOST_OF_PROFILE;
            return Rejection.withoutProfile(withoutProfile, label(level), firstNames, firstReasons, more);
        }
        return mildest == Action.KILL
                ? Rejection.killed(place, label(level), names.toString(), reasons.toString())
                : Rejection.needed(place, label(level), names.toString(), reasons.toString(), hasConditions);
    }

    /** A call with those of the values that it is needed with which are denied. */
    private static String withDeniedValues(FilterStack stack, NeededCall needed, Syscall syscall, Action mildest) {
        String values = needed.values();
        if (values == null) {
            return syscall.name();
        }
        int from = values.indexOf(": ") + 2;
        String parameter = values.substring(0, from);
        StringBuilder denied = new StringBuilder();
        while (from < values.length()) {
            int comma = values.indexOf(", ", from);
            int end = comma < 0 ? values.length() : comma;
            String value = values.substring(from, end);
            if (isDenied(stack, needed.with(parameter + value), syscall, mildest)) {
                denied.append(denied.length() == 0 ? "" : ", ").append(value);
            }
            from = end + 2;
        }
        return syscall.name() + "(" + parameter + denied + ")";
    }

    /** Whether calls that are needed may meet an action that is at least as strict as this one. */
    private static boolean isDenied(FilterStack stack, NeededCall needed, Syscall syscall, Action mildest) {
        Decision<Outcome> decision = stack.decisionOf(syscall.number());
        if (needed.isTriedOnly() && decision.isPlain() && decision.otherwise().errno() == Outcome.ENOSYS) {
            return false;
        }
        // The condition is read where it matters.
        return decision.isPlain()
                ? decision.otherwise().action().compareTo(mildest) >= 0
                : Decisions.mayMeet(decision, needed.condition(stack.architecture(), syscall), mildest);
    }
}
