package org.pgseccomp.extension.server;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.extension.server.Denial.Action;
import org.pgseccomp.extension.server.Denial.Place;
import org.pgseccomp.policy.ProcessType;

/**
 * What is to be measured of types of processes: each call denied to each type. Calls that a type makes in a life are denied to all types
 * that make them at once; what no type was seen to make, all at once. Where that has an effect, each half is denied by itself, and so on.
 */
final class DeniedTypes {
    /** Of a call that is needed with some arguments alone, what a policy may want to deny all the same. */
    private static final List<String> IN_PART =
            List.of("mmap(flags: with MAP_SHARED)", "mmap(prot: with PROT_EXEC)", "fallocate(mode: not 0)");

    private final List<Denial> refused = new ArrayList<>();
    private final List<Denial> groups = new ArrayList<>();

    private DeniedTypes() {}

    /** Looks at a server which policies of types it refuses, and makes groups of all others. */
    static DeniedTypes of(LifeObserved observed, List<Action> actions) {
        DeniedTypes types = new DeniedTypes();
        try (PostgresServer server = PostgresServer.create()) {
            server.start(PostgresServer.ENABLED + "pgseccomp.process_types = '" + String.join(",", types())
                    + "'\nlogging_collector = on\n");
            try (LifeSession session = LifeSession.open(server, "postgres", "postgres", "")) {
                for (Action action : actions) {
                    types.addGroups(observed, action, session);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return types;
    }

    /** The types of this version that can be told. */
    static List<String> types() {
        return Arrays.stream(ProcessType.values())
                .filter(type -> type.whyUntold(PostgresServer.VERSION) == null)
                .map(ProcessType::settingName)
                .toList();
    }

    private void addGroups(LifeObserved observed, Action action, LifeSession session) {
        Set<String> calls = new TreeSet<>(DeniedCalls.made());
        calls.addAll(observed.calls());
        calls.addAll(IN_PART);
        List<String> unseen = new ArrayList<>();
        for (String call : calls) {
            List<String> made = new ArrayList<>();
            for (String type : types()) {
                Denial one = new Denial(List.of(call + "@" + type), Place.TYPE, action);
                if (isRefused(session, call, type, action)) {
                    refused.add(one);
                } else if (observed.typesOf(observedAs(call)).contains(type)) {
                    made.addAll(one.calls());
                } else if (!call.contains("(")) {
                    unseen.addAll(one.calls());
                }
            }
            if (!made.isEmpty()) {
                groups.add(new Denial(made, Place.TYPE, action));
            }
        }
        groups.add(new Denial(unseen, Place.TYPE, action));
    }

    /** Who maps shared memory attaches it where it is System V's, as it is in the life in which that is denied. */
    private static String observedAs(String call) {
        return call.startsWith("shm") ? "mmap" : call.replaceFirst("\\(.*", "");
    }

    private static boolean isRefused(LifeSession session, String call, String type, Action action) {
        String setting = "process_syscall_" + action.name().toLowerCase(Locale.ROOT) + "." + type;
        boolean isRefused =
                session.run("ALTER SYSTEM SET " + setting + " = '" + call + "'").failed();
        session.run("ALTER SYSTEM RESET " + setting);
        return isRefused;
    }

    /** Policies that are refused, a call and a type each. */
    List<Denial> refused() {
        return refused;
    }

    /** All others. */
    List<Denial> groups() {
        return groups;
    }
}
