package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Has the JDBC driver connect to where an {@link Endpoint} is: a Unix socket, or another address than that of the host's name. Public
 * because the driver makes one by its name.
 */
public final class ServerSocketFactory extends SocketFactory {
    private final ConnectionAttempt attempt;

    /** The driver's way to make one; the argument is the number of a {@link ConnectionAttempt}. */
    public ServerSocketFactory(String id) {
        attempt = ConnectionAttempt.of(id);
    }

    @Override
    public Socket createSocket() throws IOException {
        return attempt.opened(attempt.place().isSocket() ? new UnixSocket(attempt) : new AddressedSocket(attempt));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A TCP connection, to {@code hostaddr} where that is said. */
    private static final class AddressedSocket extends Socket {
        private final ConnectionAttempt attempt;

        AddressedSocket(ConnectionAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void connect(SocketAddress wanted, int limit) throws IOException {
            Endpoint place = attempt.place();
            try {
                super.connect(
                        place.address() == null ? wanted : new InetSocketAddress(place.address(), place.port()), limit);
            } catch (IOException e) {
                throw attempt.failed(e);
            }
        }
    }
}
