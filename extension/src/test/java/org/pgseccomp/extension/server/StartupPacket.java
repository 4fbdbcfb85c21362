package org.pgseccomp.extension.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A startup packet of protocol 3.0 with a setting of ours in it, which no driver sends. */
final class StartupPacket {
    private static final int PROTOCOL = 3 << 16;

    private StartupPacket() {}

    /** Sends it, and answers the error that ends the session; empty if it began. */
    static String error(PostgresServer server, String role, String name, String value) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream content = new DataOutputStream(body);
            content.writeInt(PROTOCOL);
            for (String text : new String[] {"user", role, "database", "postgres", name, value, ""}) {
                content.write(text.getBytes(StandardCharsets.UTF_8));
                content.write(0);
            }
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(body.size() + 4);
            out.write(body.toByteArray());
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(DataInputStream in) throws IOException {
        while (true) {
            char type = (char) in.readUnsignedByte();
            byte[] message = new byte[in.readInt() - 4];
            in.readFully(message);
            if (type == 'E') {
                return new String(message, StandardCharsets.UTF_8);
            }
            if (type == 'Z') {
                return "";
            }
        }
    }
}
