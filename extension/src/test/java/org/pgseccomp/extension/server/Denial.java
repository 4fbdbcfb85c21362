package org.pgseccomp.extension.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is denied to a server.
 *
 * @param calls names of calls
 */
record Denial(List<String> calls, Place place, Action action) {
    /** Whom it is denied to. */
    enum Place {
        /** The postmaster and everything that it starts. */
        GLOBAL,
        /** Sessions of the role "denied", and their parallel workers. */
        SESSION,
        /** The same sessions, by set_client_filter(). */
        CLIENT
    }

    /** How it is denied. */
    enum Action {
        ERROR,
        TERMINATE,
        KILL
    }

    /** Denies nothing. */
    static final Denial NONE = new Denial(List.of(), Place.GLOBAL, Action.ERROR);

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
            return "";
        }
        String list = "_syscall_" + action.name().toLowerCase(Locale.ROOT);
        String value = " = '" + String.join(",", calls) + "'\n";
        return switch (place) {
            case GLOBAL -> "pgseccomp.global" + list + value;
            case SESSION -> "pgseccomp.session_roles = 'denied'\nsession" + list + ".denied" + value;
            case CLIENT -> "";
        };
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

    /** As a word and as {@link #of} reads it: calls with "+" between them, place, action. */
    String word() {
        return String.join("+", calls) + (":" + place + ":" + action).toLowerCase(Locale.ROOT);
    }

    /** The reverse of {@link #word}. */
    static Denial of(String word) {
        String[] parts = word.toUpperCase(Locale.ROOT).split(":", -1);
        return new Denial(
                List.of(word.substring(0, word.indexOf(':')).split("[+]", -1)),
                Place.valueOf(parts[1]),
                Action.valueOf(parts[2]));
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
