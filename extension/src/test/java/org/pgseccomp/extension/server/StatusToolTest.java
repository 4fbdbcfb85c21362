package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.extension.server.Command.Result;

/** {@code pgseccomp status} against real servers: what it says is what the server and psql say. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusToolTest {
    private static final String POLICY = PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'swapoff'\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    @TempDir
    private Path home;

    private Tool tool;

    @BeforeEach
    void environment() {
        tool = new Tool(home).with("PGUSER", "postgres").with("PGDATABASE", "postgres");
    }

    private void start(String configuration) {
        server.start(configuration);
        if (configuration.contains("shared_preload_libraries")) {
            server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        }
    }

    private String socket() {
        return "host=" + server.folder() + " port=" + server.port();
    }

    private String tcp() {
        return "127.0.0.1:" + server.port();
    }

    private JsonNode only(Result result) throws IOException {
        JsonNode servers = Tool.valid(result).path("servers");
        assertThat(servers).hasSize(1);
        return servers.get(0);
    }

    @Test
    void aServerThatIsAsItShouldBe() throws IOException {
        start(POLICY + "pgseccomp.profile = 'baseline'\n");
        for (String address : List.of(
                socket(),
                tcp(),
                "postgresql://postgres@127.0.0.1:" + server.port() + "/postgres",
                "host=nowhere.invalid hostaddr=127.0.0.1 port=" + server.port())) {
            Result result = tool.run("status", "--format", "json", address);
            assertThat(result.exitCode()).as(result.output()).isZero();
            JsonNode status = only(result);
            assertThat(status.path("mode").asText()).isEqualTo("enforcing");
            assertThat(status.path("profile").asText()).isEqualTo("baseline");
            assertThat(status.path("postgresql").asText())
                    .isEqualTo(server.query("SHOW server_version").replaceFirst(" .*", ""));
            assertThat(status.path("pgseccomp").asText())
                    .isEqualTo(server.query("SELECT extversion FROM pg_extension WHERE extname = 'pgseccomp'"));
            assertThat(status.path("generation").asInt()).isEqualTo(1);
            assertThat(status.path("processes").path("good").asInt()).isGreaterThan(4);
            assertThat(status.path("denials").path("denied").asInt()).isZero();
        }
        assertThat(tool.run("status", socket()).output()).contains("The server is protected as it should be.");
    }

    @Test
    void whatWasDeniedAndWarnedOf() throws IOException {
        start(POLICY + "pgseccomp.session_syscall_warn = 'acct'\n");
        server.query("DROP EXTENSION pgseccomp"); // which the next line makes
        Syscalls.createFunctions(server);
        server.query("SELECT denied('swapoff')", "SELECT denied('swapoff')");
        server.query("SELECT denied('acct')");
        Result result = tool.run("status", "--format", "json", socket());
        assertThat(result.exitCode()).as(result.output()).isZero();
        JsonNode denials = only(result).path("denials");
        assertThat(denials.path("denied").asText())
                .isEqualTo(server.query("SELECT sum(count) FROM seccomp_denials WHERE action <> 'warn'"));
        assertThat(denials.path("warned").asText())
                .isEqualTo(server.query("SELECT sum(count) FROM seccomp_denials WHERE action = 'warn'"));
        assertThat(denials.path("rows").findValuesAsText("syscall")).containsExactlyInAnyOrder("swapoff", "acct");
        assertThat(tool.run("status", "--since", "@1", socket()).exitCode()).isEqualTo(13);
        assertThat(tool.run("status", "--since", "9999-01-01", socket()).exitCode())
                .isZero();
        assertThat(tool.run("status", socket()).output())
                .contains("calls were denied since")
                .contains("1 call was warned of");
    }

    @Test
    void aSessionFromBeforeAReload() throws IOException {
        start(POLICY);
        try (ClientSession old = ClientSession.open(server, "postgres")) {
            server.reload(POLICY.replace("swapoff", "swapoff, acct"));
            server.waitForQuery("SELECT count(*) FROM seccomp_outdated_sessions", "1");
            Result result = tool.run("status", "--format", "json", socket());
            assertThat(result.exitCode()).isEqualTo(13);
            JsonNode status = only(result);
            assertThat(status.path("generation").asInt()).isEqualTo(2);
            assertThat(status.path("processes").path("outdated").asInt()).isEqualTo(1);
            assertThat(status.path("processes").path("attention").findValuesAsText("pid"))
                    .containsExactly(Long.toString(old.process().pid()));
            assertThat(tool.run("status", socket()).output())
                    .contains("1 process is under a policy from before a reload")
                    .contains("pid " + old.process().pid() + ", client backend of postgres in postgres");
        }
    }

    @Test
    void aServerThatProtectsNothing() throws IOException {
        String[][] modes = {
            {"absent", ""},
            {"absent", "pgseccomp.enabled = on\n"},
            {"off", "shared_preload_libraries = 'pgseccomp'\n"},
            {"learning", PostgresServer.ENABLED + "pgseccomp.learn = on\n"},
            {"warn_only", POLICY + "pgseccomp.warn_only = on\n"},
        };
        for (String[] each : modes) {
            start(each[1]);
            Result result = tool.run("status", "--format", "json", socket());
            assertThat(result.exitCode()).as(result.output()).isEqualTo(12);
            assertThat(only(result).path("mode").asText()).isEqualTo(each[0]);
            assertThat(only(result).path("protected").asBoolean()).isFalse();
            server.stop();
        }
    }

    @Test
    void aRoleOrADatabaseThatCannotTell() throws IOException {
        start(POLICY);
        server.query("DROP ROLE IF EXISTS nobody", "CREATE ROLE nobody LOGIN");
        Result result = tool.run("status", socket() + " user=nobody");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
        assertThat(result.output()).contains("enforcing").contains("the role needs pg_monitor");
        server.query("GRANT pg_monitor TO nobody");
        result = tool.run("status", socket() + " user=nobody");
        assertThat(result.exitCode()).as(result.output()).isZero();
        result = tool.run("status", socket() + " dbname=template1");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
        assertThat(result.output()).contains("enforcing").contains("\"template1\" does not have the extension");
    }

    @Test
    void serversThatAreDownOrHangKeepNobodyWaiting() throws IOException {
        start(POLICY);
        Path socket = home.resolve(".s.PGSQL.5432");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocketChannel alsoSilent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            alsoSilent.bind(UnixDomainSocketAddress.of(socket));
            Path hosts = home.resolve("hosts");
            Files.writeString(
                    hosts,
                    "# the fleet\n127.0.0.1:1\n\n127.0.0.1:" + silent.getLocalPort() + "\n" + home + "\n" + socket()
                            + "\n");
            Result result = tool.run("status", "--timeout", "2", "--hosts", hosts.toString(), "--format", "json");
            assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
            JsonNode servers = Tool.valid(result).path("servers");
            assertThat(servers.findValuesAsText("reachable")).containsExactly("false", "false", "false", "true");
            assertThat(servers.findValuesAsText("failure"))
                    .containsExactly(
                            "connection to 127.0.0.1 port 1: Connection refused",
                            "no answer within 2 s",
                            "no answer within 2 s");
            assertThat(tool.run("status", "127.0.0.1:1", "/nowhere").exitCode()).isEqualTo(1);
        }
    }

    /** Sessions that begin and end while others are asked are between two states. */
    @Test
    void aBusyServerIsNotTakenForOneThatIsWrong() throws IOException {
        start(POLICY);
        Path hosts = home.resolve("hosts");
        Files.writeString(hosts, (socket() + "\n").repeat(60));
        for (int i = 0; i < 5; i++) {
            Result result = tool.run("status", "--hosts", hosts.toString());
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }

    @Test
    void servicesPasswordsAndHostsInTurn() throws IOException {
        start(POLICY);
        server.query("DROP ROLE IF EXISTS watcher", "CREATE ROLE watcher LOGIN PASSWORD 'se:cret' IN ROLE pg_monitor");
        Path hba = server.data().resolve("pg_hba.conf");
        String before = Files.readString(hba);
        try {
            Files.writeString(hba, "host all watcher 127.0.0.1/32 scram-sha-256\n" + before);
            server.reload();
            Files.writeString(
                    home.resolve(".pg_service.conf"),
                    "[watched]\nhost=127.0.0.1,127.0.0.1\nport=1," + server.port() + "\nuser=watcher\n");
            assertThat(tool.run("status", "service=watched").output()).contains("no password");
            assertThat(tool.with("PGPASSWORD", "wrong")
                            .run("status", "service=watched")
                            .output())
                    .contains("password authentication failed for user \"watcher\"");
            assertThat(tool.with("PGPASSWORD", "se:cret")
                            .run("status", "--services")
                            .exitCode())
                    .isZero();
            Path passwords = home.resolve(".pgpass");
            Files.writeString(passwords, "127.0.0.1:*:*:watcher:se\\:cret\n");
            tool = new Tool(home).with("PGDATABASE", "postgres");
            Files.setPosixFilePermissions(
                    passwords, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(tool.run("status", "service=watched").output()).contains("others can reach it");
            Files.setPosixFilePermissions(
                    passwords, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Result result = tool.run("status", "service=watched");
            assertThat(result.exitCode()).as(result.output()).isZero();
        } finally {
            Files.writeString(hba, before);
        }
    }

    @Test
    void whoTheServerRunsAsIsAskedOfTheKernel() throws IOException {
        start(POLICY);
        String owner = Files.getOwner(server.data()).getName();
        assertThat(tool.run("status", socket() + " requirepeer=" + owner).exitCode())
                .isZero();
        assertThat(tool.run("status", socket() + " requirepeer=nobody").output())
                .contains("requirepeer says nobody, but the server runs as " + owner);
    }

    /** With a certificate for localhost, which is its own root. */
    @Test
    void encryptedConnections() throws IOException {
        Path key = server.data().resolve("server.key");
        Path certificate = server.data().resolve("server.crt");
        Command.runSuccessfully(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()));
        start(POLICY + "ssl = on\n");
        String port = " port=" + server.port();
        Path root = Files.copy(certificate, home.resolve("root.crt"));
        String verified = " sslmode=verify-full sslrootcert=" + root;
        Result result = tool.run("status", "host=localhost" + port + verified);
        assertThat(result.exitCode()).as(result.output()).isZero();
        result = tool.run("status", "host=127.0.0.1" + port + verified);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(tool.run("status", "host=localhost hostaddr=127.0.0.1" + port + verified)
                        .exitCode())
                .isZero();
        assertThat(tool.run("status", "host=localhost sslmode=verify-ca" + port).exitCode())
                .isEqualTo(1);
    }
}
