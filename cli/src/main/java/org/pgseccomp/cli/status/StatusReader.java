package org.pgseccomp.cli.status;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pgseccomp.cli.connect.ServerSession;

/** Asks a server for its status. What the role may not ask, or the database does not have, is noted and left out. */
public final class StatusReader {
    private static final String SERVER = """
            SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('cluster_name'), e.extversion,
                   quote_ident(n.nspname), current_database()
            FROM (SELECT 1) one LEFT JOIN pg_extension e ON e.extname = 'pgseccomp' LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
            """;
    /** A setting of a library that is not loaded is a word in the configuration, which pg_settings does not show. */
    private static final String SETTINGS = "SELECT name, setting FROM pg_settings WHERE name LIKE 'pgseccomp.%'";

    private static final String PROCESSES = "SELECT pid, backend_type, role, database, policy, filters, no_new_privs,"
            + " agrees, isolated, generation, outdated FROM %s.seccomp_processes() ORDER BY pid";
    private static final String DENIALS =
            "SELECT backend_type, role, database, coalesce(syscall, syscallnum::text), action, source, count, first_at,"
                    + " last_at FROM %s.seccomp_denials ORDER BY last_at DESC, syscallnum, action";
    private static final String INFO = "SELECT not_counted, since FROM %s.seccomp_denials_info()";

    private static final int ROUNDS = 2;
    private static final long PAUSE_MILLIS = 250;

    private final ServerSession session;
    private final List<String> unknown = new ArrayList<>();
    private String postgres;
    private boolean standby;
    private String cluster;
    private String extension;
    private String schema;
    private String database;
    private long notCounted;
    private Instant since;

    private StatusReader(ServerSession session) {
        this.session = session;
    }

    /**
     * Asks.
     *
     * @throws SQLException if the server does not answer at all
     */
    public static ServerStatus read(ServerSession session) throws SQLException {
        return new StatusReader(session).read();
    }

    private ServerStatus read() throws SQLException {
        session.each(SERVER, row -> {
            postgres = row.getString(1).replaceFirst(" .*", "");
            standby = row.getBoolean(2);
            cluster = row.getString(3);
            extension = row.getString(4);
            schema = row.getString(5);
            database = row.getString(6);
        });
        Map<String, String> settings = new TreeMap<>();
        session.each(SETTINGS, row -> settings.put(row.getString(1), row.getString(2)));
        ServerStatus withoutCounts =
                new ServerStatus(postgres, extension, cluster, standby, settings, null, null, 0, null, List.of());
        Mode mode = withoutCounts.mode();
        if (mode == Mode.ABSENT || mode == Mode.OFF) {
            return withoutCounts;
        }
        if (extension == null) {
            unknown.add("the database \"" + database
                    + "\" does not have the extension: CREATE EXTENSION pgseccomp there," + " or name one that has it");
            return new ServerStatus(postgres, extension, cluster, standby, settings, null, null, 0, null, unknown);
        }
        // While a server learns there are no policies, and nothing is denied.
        boolean hasPolicies = mode != Mode.LEARNING;
        List<ServerProcess> processes = hasPolicies ? processes() : null;
        List<CountedDenial> denials = hasPolicies ? rows(DENIALS, "denials", StatusReader::denial) : null;
        if (denials != null) {
            rows(INFO, "denials", row -> {
                notCounted = row.getLong(1);
                since = instant(row, 2);
                return row;
            });
        }
        return new ServerStatus(
                postgres, extension, cluster, standby, settings, processes, denials, notCounted, since, unknown);
    }

    /**
     * The processes. One that begins or ends in the moment of the question is between two states, and looks as if it were wrong: so those
     * that are not as they should be are looked at again, and count where they are so each time.
     */
    private List<ServerProcess> processes() throws SQLException {
        List<ServerProcess> before = rows(PROCESSES, "processes", StatusReader::process);
        for (int round = 0; before != null && round < ROUNDS && !wrong(before).isEmpty(); round++) {
            pause();
            List<ServerProcess> now = rows(PROCESSES, "processes", StatusReader::process);
            if (now == null) {
                return null;
            }
            Set<Integer> twice = wrong(before);
            Set<Integer> once = wrong(now);
            once.removeAll(twice);
            now.removeIf(each -> once.contains(each.pid()));
            before = now;
        }
        return before;
    }

    private static Set<Integer> wrong(List<ServerProcess> processes) {
        Set<Integer> pids = new HashSet<>();
        for (ServerProcess each : processes) {
            if (each.state().compareTo(ServerProcess.State.OUTDATED) < 0) {
                pids.add(each.pid());
            }
        }
        return pids;
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** What is made of a row. */
    private interface Made<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** All rows; null where this cannot be asked. */
    private <T> List<T> rows(String query, String what, Made<T> made) throws SQLException {
        List<T> all = new ArrayList<>();
        try {
            session.each(String.format(query, schema), row -> all.add(made.of(row)));
            return all;
        } catch (SQLException e) {
            unknown.add(what + " cannot be asked for: " + ServerSession.message(e) + hint(e));
            return null;
        }
    }

    private static String hint(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "42501" -> " (the role needs pg_monitor)";
            case "42883", "42P01", "42703" -> " (ALTER EXTENSION pgseccomp UPDATE)";
            default -> "";
        };
    }

    private static ServerProcess process(ResultSet row) throws SQLException {
        return new ServerProcess(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getObject(6, Integer.class),
                row.getObject(7, Boolean.class),
                row.getObject(8, Boolean.class),
                row.getObject(9, Boolean.class),
                row.getObject(10, Long.class),
                row.getObject(11, Boolean.class));
    }

    private static CountedDenial denial(ResultSet row) throws SQLException {
        return new CountedDenial(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                instant(row, 8),
                instant(row, 9));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
