package org.pgseccomp.cli.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pgseccomp.cli.connect.ServerSession;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.Uncounted;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Asks a server for what it has learnt, with the functions that {@code pg_monitor} may execute: the file {@code pgseccomp_observed} is for
 * superusers, and lags behind.
 */
public final class ObservedReader {
    private static final String SERVER =
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int, version(),"
                    + " (SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE"
                    + " extname = 'pgseccomp')";
    private static final String ROWS =
            "SELECT process_type, role, database, program, syscall, syscallnum, calls, first_seen, last_seen, arguments"
                    + " FROM ";
    private static final Pattern MACHINE = Pattern.compile("\\bon ([a-z0-9_]+)-");
    private static final Pattern NOT_KEPT = Pattern.compile("# INCOMPLETE: .* ([0-9]+) calls\\.");
    private static final String LEARNT = "# It learnt ";

    private final ServerSession session;
    private final ObservedWords words = new ObservedWords();
    private final Map<List<String>, List<ObservedCall>> subjects = new LinkedHashMap<>();
    private String postgres;
    private int major;
    private String machine = "";
    private String schema;
    private String learnt = "";
    private long notKept;
    private Architecture architecture;

    private ObservedReader(ServerSession session) {
        this.session = session;
    }

    /**
     * Asks.
     *
     * @throws SQLException if the server does not answer, or what it answers cannot be used
     */
    public static ServerObservations read(ServerSession session) throws SQLException {
        return new ObservedReader(session).read();
    }

    private ServerObservations read() throws SQLException {
        session.each(SERVER, row -> {
            postgres = row.getString(1).replaceFirst(" .*", "");
            major = row.getInt(2) / 10000;
            Matcher found = MACHINE.matcher(row.getString(3));
            machine = found.find() ? found.group(1) : "";
            schema = row.getString(4);
        });
        if (schema == null) {
            throw new SQLException("the database does not have the extension: CREATE EXTENSION pgseccomp");
        }
        architecture = architecture(machine);
        if (architecture == null) {
            throw new SQLException("the architecture of the server (" + machine + ") has no table here");
        }
        session.each(ROWS + schema + ".seccomp_observed()", this::add);
        session.each(
                "SELECT line FROM " + schema + ".seccomp_recommend() line WHERE line LIKE '# %' LIMIT 8",
                row -> head(row.getString(1)));
        List<ObservedSubject> all = new ArrayList<>();
        long since = 0;
        for (Map.Entry<List<String>, List<ObservedCall>> each : subjects.entrySet()) {
            ObservedSubject subject = subject(each.getKey(), each.getValue());
            since = since == 0 ? subject.first() : Math.min(since, subject.first());
            all.add(subject);
        }
        List<Integer> uncounted = new ArrayList<>();
        for (Syscall each : Uncounted.calls(architecture)) {
            uncounted.add(each.number());
        }
        return new ServerObservations(
                postgres, learnt, new Observations(architecture, major, since, 0, notKept, 0, uncounted, all));
    }

    private static Architecture architecture(String machine) {
        String name = machine.equals("powerpc64le") ? "ppc64le" : machine;
        for (Architecture each : Architecture.values()) {
            if (each.displayName().equals(name)) {
                return each;
            }
        }
        return null;
    }

    private void add(ResultSet row) throws SQLException {
        String syscall = row.getString(5);
        int number = row.getInt(6);
        Syscall named = syscall == null ? null : architecture.syscalls().named(syscall);
        if (named != null && named.number() != number) {
            throw new SQLException(
                    syscall + " has the number " + number + ", which is not that of " + architecture.displayName());
        }
        List<String> subject = List.of(
                bytes(row.getString(1)), bytes(row.getString(4)), bytes(row.getString(2)), bytes(row.getString(3)));
        subjects.computeIfAbsent(subject, key -> new ArrayList<>())
                .add(words.call(syscall, number, row.getLong(7), seconds(row, 8), seconds(row, 9), row.getString(10)));
    }

    private void head(String line) {
        Matcher incomplete = NOT_KEPT.matcher(line);
        if (incomplete.matches()) {
            notKept = Long.parseUnsignedLong(incomplete.group(1));
        } else if (line.startsWith(LEARNT)) {
            learnt = line.substring(2);
        }
    }

    /** As the core has names: a char for each byte. */
    private static String bytes(String name) {
        return name == null ? "" : new String(name.getBytes(UTF_8), ISO_8859_1);
    }

    private static long seconds(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toEpochSecond();
    }

    private static ObservedSubject subject(List<String> names, List<ObservedCall> calls) {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (ObservedCall each : calls) {
            first = Math.min(first, each.first());
            last = Math.max(last, each.last());
        }
        calls.sort((a, b) -> Integer.compare(a.number(), b.number()));
        return new ObservedSubject(names.get(0), names.get(1), names.get(2), names.get(3), first, last, calls);
    }
}
