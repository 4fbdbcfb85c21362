package org.pgseccomp.extension.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is denied to a server.
 *
 * @param calls names of calls; of types of processes, each with its type: "fstat@startup"
 */
record Denial(List<String> calls, Place place, Action action) {
    /** Whom it is denied to. */
    enum Place {
        /** The postmaster and everything that it starts. */
        GLOBAL,
        /** Sessions of the role "denied", and their parallel workers. */
        SESSION,
        /** The same sessions, by set_client_filter(). */
        CLIENT,
        /** Processes of types that have settings of their own. */
        TYPE
    }

    /** How it is denied. */
    enum Action {
        ERROR,
        TERMINATE,
        KILL
    }

    /** Denies nothing. */
    static final Denial NONE = new Denial(List.of(), Place.GLOBAL, Action.ERROR);

    /** Denies nothing to any type, and records what is called. */
    static final Denial LEARN = new Denial(List.of(), Place.TYPE, Action.ERROR);

    Denial {
        calls = List.copyOf(calls);
    }

    /** Has the module pgseccomp_deny deny it: whatever it is, nobody refuses it. */
    void applyRaw(PostgresServer server) {
        if (calls.isEmpty()) {
            return;
        }
        server.environment(
                place == Place.GLOBAL ? "DENY_AT_START" : "DENY_IN_SESSIONS",
                action.name().toLowerCase(Locale.ROOT) + ":" + numbers());
    }

    private String numbers() {
        List<String> numbers = new ArrayList<>();
        for (String call : calls) {
            boolean allBut = call.startsWith("!");
            numbers.add((allBut ? "!" : "") + Syscalls.number(call.substring(allBut ? 1 : 0)));
        }
        return String.join(",", numbers);
    }

    /** Settings of pgseccomp that deny it. */
    String settings() {
        if (calls.isEmpty()) {
            return place == Place.TYPE ? "pgseccomp.learn = on\n" : "";
        }
        String list = "_syscall_" + action.name().toLowerCase(Locale.ROOT);
        String value = " = '" + String.join(",", calls) + "'\n";
        return switch (place) {
            case GLOBAL -> "pgseccomp.global" + list + value;
            case SESSION -> "pgseccomp.session_roles = 'denied'\nsession" + list + ".denied" + value;
            case CLIENT -> "";
            case TYPE -> settingsOfTypes("process" + list);
        };
    }

    private String settingsOfTypes(String list) {
        Map<String, String> callsOfTypes = calls.stream()
                .collect(Collectors.groupingBy(
                        call -> call.replaceFirst(".*@", ""),
                        TreeMap::new,
                        Collectors.mapping(call -> call.replaceFirst("@.*", ""), Collectors.joining(","))));
        StringBuilder settings =
                new StringBuilder("pgseccomp.process_types = '" + String.join(",", callsOfTypes.keySet()) + "'\n");
        callsOfTypes.forEach((type, some) -> settings.append(list + "." + type + " = '" + some + "'\n"));
        return settings.toString();
    }

    /** Whether it concerns processes that serve no session. */
    boolean isOfServer() {
        return place == Place.GLOBAL || place == Place.TYPE;
    }

    /** The statement that a session begins with; empty where there is none. */
    String statement() {
        if (place != Place.CLIENT) {
            return "";
        }
        String list = "'" + String.join(",", calls) + "'";
        return "SELECT set_client_filter('allow', '', '', "
                + (action == Action.ERROR ? list : "''") + ", "
                + (action == Action.KILL ? list : "''") + ", "
                + (action == Action.TERMINATE ? list : "''") + ")";
    }

    /** As a text and as {@link #of} reads it: calls with "+" between them, place, action. */
    String word() {
        return String.join("+", calls) + (":" + place + ":" + action).toLowerCase(Locale.ROOT);
    }

    /** The reverse of {@link #word}. */
    static Denial of(String word) {
        String[] parts = word.split(":(?=[a-z]+(:[a-z]+)?$)", -1);
        return new Denial(
                List.of(parts[0].split("[+]", -1)),
                Place.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                Action.valueOf(parts[2].toUpperCase(Locale.ROOT)));
    }

    /** The same for other calls. */
    Denial with(List<String> others) {
        return new Denial(others, place, action);
    }

    @Override
    public String toString() {
        return String.join("+", calls) + " " + (place + " " + action).toLowerCase(Locale.ROOT);
    }
}
