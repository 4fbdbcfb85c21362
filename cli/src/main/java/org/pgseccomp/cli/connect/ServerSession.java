package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;

/** A session that reads, and changes nothing. */
public final class ServerSession implements AutoCloseable {
    /** The driver's log, which it writes to standard error by itself. It is kept, or it would be collected with its level. */
    private static final Logger LOG = Logger.getLogger("org.postgresql");

    static {
        LOG.setLevel(Level.OFF);
        // The driver would look for passwords by itself.
        System.setProperty("org.postgresql.pgpassfile", "/dev/null");
    }

    private final Connection connection;
    private final ConnectionAttempt attempt;

    /** What is done with a row of a result. */
    public interface Rows {
        void row(ResultSet row) throws SQLException;
    }

    private ServerSession(Connection connection, ConnectionAttempt attempt) {
        this.connection = connection;
        this.attempt = attempt;
    }

    /**
     * Begins a session in the first of the address's places that takes it.
     *
     * @param deadline ends what is not done in time
     * @throws AddressException if the address cannot be used
     * @throws IOException if there is no session; the message says why, for each place
     */
    static ServerSession open(ServerAddress address, Deadline deadline) throws AddressException, IOException {
        List<String> reasons = new ArrayList<>();
        for (String type : serverTypes(address)) {
            for (Endpoint place : address.places()) {
                try {
                    return open(address, place, type, deadline);
                } catch (SQLException e) {
                    if (!reasons.contains(e.getMessage())) {
                        reasons.add(e.getMessage());
                    }
                }
            }
        }
        throw new IOException(String.join("; ", reasons));
    }

    /** What target_session_attrs says, in the driver's words, one after the other. */
    private static List<String> serverTypes(ServerAddress address) throws AddressException {
        String wanted = address.value(Parameter.TARGET_SESSION_ATTRS);
        return switch (wanted == null ? "any" : wanted) {
            case "any" -> List.of("any");
            case "read-write", "primary" -> List.of("primary");
            case "read-only", "standby" -> List.of("secondary");
            case "prefer-standby" -> List.of("secondary", "any");
            default -> throw new AddressException("target_session_attrs is none of libpq's");
        };
    }

    private static ServerSession open(ServerAddress address, Endpoint place, String type, Deadline deadline)
            throws AddressException, SQLException {
        Properties properties = DriverProperties.of(address, place);
        properties.setProperty("targetServerType", type);
        properties.setProperty("connectTimeout", Long.toString(seconds(address, deadline)));
        properties.setProperty("socketFactory", ServerSocketFactory.class.getName());
        ConnectionAttempt attempt = new ConnectionAttempt(place, address.value(Parameter.REQUIREPEER));
        properties.setProperty("socketFactoryArg", attempt.id());
        deadline.ends(attempt);
        String host = place.isSocket() ? "localhost" : place.host();
        String url = "jdbc:postgresql://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + place.port()
                + "/" + URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
        try {
            ServerSession session = new ServerSession(new Driver().connect(url, properties), attempt);
            session.begin(deadline);
            return session;
        } catch (SQLException e) {
            attempt.close();
            throw new SQLException(reason(e, attempt), e);
        }
    }

    private static long seconds(ServerAddress address, Deadline deadline) throws AddressException {
        String given = address.value(Parameter.CONNECT_TIMEOUT);
        try {
            long wanted = given == null ? 0 : Long.parseLong(given.strip());
            return wanted > 0 ? Math.min(wanted, deadline.seconds()) : deadline.seconds();
        } catch (NumberFormatException e) {
            throw new AddressException("connect_timeout is no number");
        }
    }

    private static String reason(SQLException e, ConnectionAttempt attempt) {
        IOException failure = attempt.failure();
        if (failure instanceof UnknownHostException || e.getCause() instanceof UnknownHostException) {
            return "the host " + attempt.place().host() + " is not known";
        }
        String place = "connection to " + attempt.place().shown() + ": ";
        return place + (failure == null ? message(e) : failure.getMessage());
    }

    /** The server's message, or the driver's. */
    public static String message(SQLException e) {
        if (e instanceof PSQLException fromServer && fromServer.getServerErrorMessage() != null) {
            return fromServer.getServerErrorMessage().getMessage();
        }
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    /** Nothing that somebody put into the search path is called, nothing is written, and nothing goes on when nobody waits. */
    private void begin(Deadline deadline) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog, pg_temp");
            statement.execute("SET default_transaction_read_only = on");
            statement.execute("SET statement_timeout = " + deadline.seconds() * 1000);
        }
    }

    /**
     * Asks, and hands on each row.
     *
     * @throws SQLException if the server answers with an error, or does not
     */
    public void each(String query, Rows rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.row(result);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It ends either way.
        } finally {
            attempt.close();
        }
    }
}
