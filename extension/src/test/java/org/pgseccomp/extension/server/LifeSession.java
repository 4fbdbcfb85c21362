package org.pgseccomp.extension.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;

/** A session of a server whose calls are denied: nothing that happens to it is an error of the test, and it gives up after a limit. */
final class LifeSession implements AutoCloseable {
    /** After this a statement is taken to hang. */
    static final int LIMIT_SECONDS = Integer.getInteger("pgseccomp.statement.limit", 15);

    private static final ScheduledExecutorService WATCH = Executors.newScheduledThreadPool(1, task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Connection connection;
    private final long pid;

    /**
     * What became of a statement.
     *
     * @param text rows a line, or the message
     */
    record Answer(String text, boolean failed, boolean hung, boolean lost) {}

    private LifeSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Begins a session through the Unix socket. */
    static LifeSession open(PostgresServer server, String role, String database, String options) throws SQLException {
        Properties properties = properties(role, options);
        properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
        properties.setProperty(
                "socketFactoryArg",
                server.folder().resolve(".s.PGSQL." + server.port()).toString());
        return open(server, database, properties);
    }

    /** Begins a session through TCP. */
    static LifeSession openTcp(PostgresServer server, String role) throws SQLException {
        Properties properties = properties(role, "");
        properties.setProperty("socketTimeout", Integer.toString(LIMIT_SECONDS));
        return open(server, "postgres", properties);
    }

    private static Properties properties(String role, String options) {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("options", options);
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("loginTimeout", "8");
        return properties;
    }

    private static LifeSession open(PostgresServer server, String database, Properties properties) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
        return new LifeSession(DriverManager.getConnection(url, properties));
    }

    /** The process that serves it. */
    long pid() {
        return pid;
    }

    /** Runs a statement. */
    Answer run(String sql) {
        AtomicBoolean hung = new AtomicBoolean();
        ScheduledFuture<?> watch = WATCH.schedule(
                () -> {
                    hung.set(true);
                    abort();
                },
                LIMIT_SECONDS,
                TimeUnit.SECONDS);
        try (Statement statement = connection.createStatement()) {
            return new Answer(rows(statement, sql), false, false, false);
        } catch (SQLException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Answer(message.lines().findFirst().orElse(""), true, hung.get(), isLost(e));
        } finally {
            watch.cancel(false);
        }
    }

    private static boolean isLost(SQLException e) {
        String state = e.getSQLState() == null ? "08" : e.getSQLState().toUpperCase(Locale.ROOT);
        return state.startsWith("08") || state.startsWith("57P0");
    }

    private static String rows(Statement statement, String sql) throws SQLException {
        StringJoiner lines = new StringJoiner("\n");
        for (boolean isRows = statement.execute(sql);
                isRows || statement.getUpdateCount() >= 0;
                isRows = statement.getMoreResults()) {
            if (isRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        lines.add(String.valueOf(rows.getString(1)));
                    }
                }
            }
        }
        return lines.toString();
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        ScheduledFuture<?> watch = WATCH.schedule(this::abort, 2, TimeUnit.SECONDS);
        try {
            connection.close();
        } catch (SQLException e) {
            abort();
        } finally {
            watch.cancel(false);
        }
    }
}
