package org.pgseccomp.cli.connect;

import java.nio.file.Path;

/**
 * One place where a server may be.
 *
 * @param host a name or an address, or the folder of a Unix socket
 * @param address where to go in place of what the name stands for; null where nothing is said
 */
record Endpoint(String host, String address, int port) {
    boolean isSocket() {
        return host.startsWith("/");
    }

    Path socket() {
        return Path.of(host, ".s.PGSQL." + port);
    }

    /** For messages. */
    String shown() {
        return isSocket()
                ? "socket " + socket()
                : host + (address == null ? "" : " (" + address + ")") + " port " + port;
    }
}
