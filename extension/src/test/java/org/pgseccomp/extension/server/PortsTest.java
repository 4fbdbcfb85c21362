package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sessions use no other TCP ports than those of {@code pgseccomp.session_connect_ports} and {@code pgseccomp.session_bind_ports}. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortsTest {
    private static final String CONNECT = PostgresServer.ENABLED + "pgseccomp.session_connect_ports = ";
    private static final String BIND = PostgresServer.ENABLED + "pgseccomp.session_bind_ports = ";

    @TestServer(faults = true)
    private PostgresServer server;

    @BeforeAll
    void needsLandlock() throws IOException {
        Landlock.assumePortsOffered();
    }

    @AfterEach
    void end() {
        server.stop();
        server.withoutEnvironment();
    }

    private String attempt(String what, int port) {
        server.query("CREATE OR REPLACE FUNCTION files_try(text, text, text DEFAULT '') RETURNS text"
                + " AS 'pgseccomp_files' LANGUAGE C STRICT PARALLEL SAFE");
        return server.query("SELECT files_try('" + what + "', '" + port + "')");
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }

    @Test
    void connectionsGoToThePortsOfTheList() throws IOException {
        try (ServerSocket listed = listen();
                ServerSocket other = listen()) {
            int port = listed.getLocalPort();
            server.start(CONNECT + "'" + port + ", 8000-8010'\n");
            assertThat(attempt("connect", port)).isEqualTo("done");
            assertThat(attempt("connect", other.getLocalPort())).isEqualTo("denied");
            assertThat(attempt("connect with IPv6", other.getLocalPort()))
                    .isIn("denied", "Address family not supported by protocol");
            assertThat(attempt("connect", 8005)).isEqualTo("Connection refused");
            assertThat(attempt("connect", 8011)).isEqualTo("denied");
            assertThat(attempt("bind", freePort())).as("not restricted").isEqualTo("done");
            assertThat(attempt("write", 0)).as("files are not restricted").isNotEqualTo("denied");
            server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
            assertThat(server.query("SELECT ports AND NOT paths FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                    .isEqualTo("t");
        }
    }

    @Test
    void noneIsNoPort() throws IOException {
        try (ServerSocket other = listen()) {
            server.start(CONNECT + "'none'\npgseccomp.session_bind_ports = 'none'\n");
            assertThat(attempt("connect", other.getLocalPort())).isEqualTo("denied");
            assertThat(attempt("bind", freePort())).isEqualTo("denied");
            assertThat(server.query(
                            PostgresServer.ALWAYS_PARALLEL,
                            "SELECT files_try('connect', '" + other.getLocalPort() + "')"))
                    .as("in a parallel worker")
                    .isEqualTo("denied");
            // Tables are as before, and files can be moved to other folders.
            server.query("CREATE TABLE IF NOT EXISTS moved AS SELECT 1", "DROP TABLE moved");
            assertThat(server.query(
                            "SELECT files_try('make folder', 'base/pgsql_made')",
                            "SELECT files_try('rename', 'base/pgsql_made', 'pg_stat/made')",
                            "SELECT files_try('remove folder', 'pg_stat/made')"))
                    .isEqualTo("done\ndone\ndone");
        }
    }

    @Test
    void socketsAreBoundToThePortsOfTheList() throws IOException {
        int port = freePort();
        server.start(BIND + "'" + port + "'\n");
        assertThat(attempt("bind", port)).isEqualTo("done");
        assertThat(attempt("bind", freePort())).isEqualTo("denied");
        assertThat(attempt("bind", 0)).as("any port").isEqualTo("denied");
    }

    @Test
    void aConnectionOfAnExtensionAndOfAProgramIsRefused() {
        server.withTcp()
                .start(CONNECT + "'none'\npgseccomp.session_roles = 'caller'\nsession_connect_ports.caller = '"
                        + server.port() + "'\n");
        assumeThat(server.query("SELECT count(*) FROM pg_available_extensions WHERE name = 'dblink'"))
                .isEqualTo("1");
        server.query("CREATE EXTENSION IF NOT EXISTS dblink");
        server.query("DROP ROLE IF EXISTS caller", "CREATE ROLE caller LOGIN SUPERUSER");
        String call = "SELECT * FROM dblink('host=127.0.0.1 port=" + server.port()
                + " dbname=postgres user=postgres', 'SELECT 1') AS t (one int4)";
        assertThat(server.psql(call).output()).contains("could not establish connection", "Permission denied");
        assertThat(server.psqlAs("caller", call).output().strip()).isEqualTo("1");
        assertThat(server.query(
                        "CREATE TEMP TABLE lines (line text)",
                        "COPY lines FROM PROGRAM 'bash -c \"exec 3<>/dev/tcp/127.0.0.1/" + server.port()
                                + "\" 2>&1 || true'",
                        "SELECT string_agg(line, ' ') FROM lines"))
                .contains("Permission denied");
    }

    @Test
    void olderKernelsAreRefused() {
        for (String abi : new String[] {"landlock-abi-2", "landlock-abi-3"}) {
            server.environment("PGSECCOMP_FAULT", abi);
            assertThat(server.startExpectingFailure(CONNECT + "'none'\n"))
                    .contains(
                            "FATAL:  parameter \"pgseccomp.session_connect_ports\" is set, and the kernel's Landlock does not know ports",
                            "DETAIL:  It has version " + abi.substring(abi.length() - 1)
                                    + " of Landlock's interface. Linux 6.7 or newer is needed");
        }
    }

    @Test
    void aDomainWithoutEffectIsRefused() {
        server.environment("PGSECCOMP_FAULT", "domain-without-effect");
        assertThat(server.startExpectingFailure(CONNECT + "'none'\n"))
                .contains("In its Landlock domain a process could connect to a port that is not in the list.");
        assertThat(server.startExpectingFailure(BIND + "'5000-5100, 65535'\n"))
                .contains("In its Landlock domain a process could bind a socket to a port that is not in the list.");
    }

    @Test
    void aReloadThatMayOnlyTightenTakesNoMorePorts() {
        String only = "pgseccomp.reload_only_tightens = on\n";
        server.start(CONNECT + "'80, 443'\n" + only);
        server.reload(CONNECT + "'80, 443, 8080'\n" + only);
        assertThat(server.log())
                .contains("the new policy would allow port 8080 that the one in force does not, by parameter"
                        + " \"pgseccomp.session_connect_ports\"");
        server.reload(CONNECT + "'443'\n" + only);
        assertThat(attempt("connect", 80)).isEqualTo("denied");
    }
}
