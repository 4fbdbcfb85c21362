package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * What the JDBC driver uses of a socket, over a Unix socket: Java has these as channels only. It has no time limit of its own; {@link
 * ConnectionAttempt#close} ends whoever waits.
 */
final class UnixSocket extends Socket {
    private final ConnectionAttempt attempt;
    private SocketChannel channel;

    UnixSocket(ConnectionAttempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public void connect(SocketAddress ignored, int limit) throws IOException {
        try {
            SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel = opened;
            opened.connect(UnixDomainSocketAddress.of(attempt.place().socket()));
            checkPeer(opened);
        } catch (IOException e) {
            throw attempt.failed(e);
        }
    }

    private void checkPeer(SocketChannel opened) throws IOException {
        if (attempt.peer() != null) {
            String user =
                    opened.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!user.equals(attempt.peer())) {
                throw new ConnectException("requirepeer says " + attempt.peer() + ", but the server runs as " + user);
            }
        }
    }

    @Override
    public boolean isConnected() {
        return channel != null && channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return channel != null && !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int limit) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public int getSendBufferSize() {
        return 8192;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return length == 0 ? 0 : channel.read(ByteBuffer.wrap(into, from, length));
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] from, int start, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(from, start, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
