package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;

/** A session of a server, over TCP and the extended protocol, as applications have it. */
final class ClientSession implements AutoCloseable {
    private final Connection connection;

    private ClientSession(Connection connection) {
        this.connection = connection;
    }

    /** Begins a session. */
    static ClientSession open(PostgresServer server, String role) {
        try {
            return new ClientSession(connect(server, role, ""));
        } catch (SQLException e) {
            throw new AssertionError("role " + role + " cannot log in: " + e.getMessage() + "\n" + server.log(), e);
        }
    }

    /** Begins a session with startup options, {@code -c name=value}. */
    static ClientSession open(PostgresServer server, String role, String options) {
        try {
            return new ClientSession(connect(server, role, options));
        } catch (SQLException e) {
            throw new AssertionError("role " + role + " cannot log in: " + e.getMessage() + "\n" + server.log(), e);
        }
    }

    /** Begins a session in a database. */
    static ClientSession openIn(PostgresServer server, String database, String role) {
        try {
            return new ClientSession(connectTo(server, database, role, new Properties()));
        } catch (SQLException e) {
            throw new AssertionError(
                    "role " + role + " cannot connect to " + database + ": " + e.getMessage() + "\n" + server.log(), e);
        }
    }

    /** Begins a session at a port of this machine, behind which something stands between client and server. */
    static ClientSession openAt(int port, String database, String role) {
        try {
            return new ClientSession(connectAt(port, database, role, new Properties()));
        } catch (SQLException e) {
            throw new AssertionError("role " + role + " cannot connect to port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Expects that a session cannot begin in a database, and answers why: SQLSTATE and message. */
    static String refusedIn(PostgresServer server, String database, String role) {
        SQLException e = catchThrowableOfType(
                SQLException.class,
                () -> connectTo(server, database, role, new Properties()).close());
        assertThat((Object) e).as("role %s can connect to %s", role, database).isNotNull();
        return e.getSQLState() + " " + e.getMessage();
    }

    /** Begins a session that a walsender serves, one with a database, which takes SQL too. */
    static ClientSession openWalsender(PostgresServer server, String role) {
        return openWalsenderIn(server, "postgres", role);
    }

    /** The same in a database. */
    static ClientSession openWalsenderIn(PostgresServer server, String database, String role) {
        try {
            Properties properties = new Properties();
            properties.setProperty("replication", "database");
            properties.setProperty("preferQueryMode", "simple");
            properties.setProperty("assumeMinServerVersion", "15");
            return new ClientSession(connectTo(server, database, role, properties));
        } catch (SQLException e) {
            throw new AssertionError("role " + role + " cannot replicate: " + e.getMessage() + "\n" + server.log(), e);
        }
    }

    /** Expects that a session cannot begin, and answers why: SQLSTATE and message. */
    static String refused(PostgresServer server, String role) {
        return refused(server, role, "");
    }

    /** The same with startup options. */
    static String refused(PostgresServer server, String role, String options) {
        SQLException e = catchThrowableOfType(
                SQLException.class, () -> connect(server, role, options).close());
        assertThat((Object) e).as("role %s can log in", role).isNotNull();
        return e.getSQLState() + " " + e.getMessage();
    }

    private static Connection connect(PostgresServer server, String role, String options) throws SQLException {
        return connect(server, role, options, new Properties());
    }

    private static Connection connect(PostgresServer server, String role, String options, Properties properties)
            throws SQLException {
        properties.setProperty("options", options);
        return connectTo(server, "postgres", role, properties);
    }

    private static Connection connectTo(PostgresServer server, String database, String role, Properties properties)
            throws SQLException {
        return connectAt(server.port(), database, role, properties);
    }

    private static Connection connectAt(int port, String database, String role, Properties properties)
            throws SQLException {
        properties.setProperty("user", role);
        properties.setProperty("socketTimeout", "20");
        properties.setProperty("connectTimeout", "20");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/"
                        + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"),
                properties);
    }

    /** Runs a statement with parameters: rows a line, columns separated by bars, as psql -A -t shows them. */
    String query(String sql, Object... parameters) {
        try {
            return run(sql, parameters);
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    /** Runs a statement that has to fail: SQLSTATE, then all parts of the message. */
    String error(String sql, Object... parameters) {
        SQLException e = catchThrowableOfType(SQLException.class, () -> run(sql, parameters));
        assertThat((Object) e).as("%s should fail", sql).isNotNull();
        return e.getSQLState() + " " + e.getMessage();
    }

    /** Runs a statement, and answers what it returns or its error: SQLSTATE, then all parts of the message. */
    String answer(String sql, Object... parameters) {
        try {
            return run(sql, parameters);
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }

    private String run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i], java.sql.Types.VARCHAR);
            }
            StringJoiner lines = new StringJoiner("\n");
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        StringJoiner line = new StringJoiner("|");
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            line.add(rows.getString(i) == null ? "" : rows.getString(i));
                        }
                        lines.add(line.toString());
                    }
                }
            }
            return lines.toString();
        }
    }

    /** Runs statements with the simple protocol. */
    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    /** The answer of the kernel to a system call with arguments that are all 0: its result, or -errno. */
    int syscall(int number) {
        return Integer.parseInt(query("SELECT probe_syscall(" + number + ")"));
    }

    /** What seccomp_filter() shows for a call in this session: source and action. */
    String shown(String syscall) {
        return query("SELECT filter_action FROM seccomp_filter() WHERE context = 'session' AND syscall = ?", syscall);
    }

    /** The process that serves this session. */
    ServerProcess process() {
        return new ServerProcess(Long.parseLong(query("SELECT pg_backend_pid()")));
    }

    /** How many filters the kernel has for this session, the global one included. */
    int filters() {
        return Integer.parseInt(process().status("Seccomp_filters"));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
