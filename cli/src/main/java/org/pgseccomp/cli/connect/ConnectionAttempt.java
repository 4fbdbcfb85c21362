package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection from its first packet to its end. The driver makes a {@link ServerSocketFactory} by its name and with one string, which
 * finds here where it is to go, and leaves here what is to be closed when time is over.
 */
final class ConnectionAttempt implements AutoCloseable {
    private static final Map<String, ConnectionAttempt> ALL = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    private final String id = Long.toString(NEXT.incrementAndGet());
    private final Endpoint place;
    private final String peer;
    private final List<Socket> sockets = new ArrayList<>();
    private IOException failure;
    private boolean closed;

    /** @param peer the user as whom the server has to run, null for any */
    ConnectionAttempt(Endpoint place, String peer) {
        this.place = place;
        this.peer = peer;
        ALL.put(id, this);
    }

    static ConnectionAttempt of(String id) {
        return ALL.get(id);
    }

    String id() {
        return id;
    }

    Endpoint place() {
        return place;
    }

    String peer() {
        return peer;
    }

    /** Takes note of a socket. */
    synchronized <S extends Socket> S opened(S socket) throws IOException {
        sockets.add(socket);
        if (closed) {
            socket.close();
        }
        return socket;
    }

    /** Takes note of why a socket could not be connected, and answers it. */
    synchronized IOException failed(IOException why) {
        failure = why;
        return why;
    }

    /** Why the last socket could not be connected; null if it could. */
    synchronized IOException failure() {
        return failure;
    }

    /** Closes all sockets, from whatever thread: who waits for them gets an error. */
    @Override
    public synchronized void close() {
        closed = true;
        ALL.remove(id);
        for (Socket each : sockets) {
            try {
                each.close();
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
    }
}
