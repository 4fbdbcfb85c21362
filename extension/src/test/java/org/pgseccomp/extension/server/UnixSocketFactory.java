package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Has the JDBC driver connect through a Unix socket: {@code socketFactory} and {@code socketFactoryArg} in the address. */
public final class UnixSocketFactory extends SocketFactory {
    private final Path path;

    /** The driver's way to make one; the argument is the path of the socket. */
    public UnixSocketFactory(String path) {
        this.path = Path.of(path);
    }

    @Override
    public Socket createSocket() {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, java.net.InetAddress localHost, int localPort) {
        return createSocket();
    }

    @Override
    public Socket createSocket(java.net.InetAddress host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(
            java.net.InetAddress address, int port, java.net.InetAddress localAddress, int localPort) {
        return createSocket();
    }

    /** What the driver uses of a socket. It has no time limit: whoever waits closes it from another thread. */
    private static final class UnixSocket extends Socket {
        private final Path path;
        private SocketChannel channel;

        UnixSocket(Path path) {
            this.path = path;
        }

        @Override
        public void connect(SocketAddress ignored, int limit) throws IOException {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
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
}
