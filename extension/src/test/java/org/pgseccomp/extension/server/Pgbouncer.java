package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pgseccomp.extension.server.Command.Result;

/** A pgbouncer in front of a server, with one connection to it for each pair of database and user. */
final class Pgbouncer implements AutoCloseable {
    /** The folder below which bootstrap unpacked it, or / where the system has it. */
    private static final String FOLDER = "PGSECCOMP_TEST_PGBOUNCER";

    /** Who is asked about, and may command, the pooler. */
    private static final String ADMINISTRATOR = "pooler";

    private final PostgresServer server;
    private final int port;
    private final Path log;
    private final Process process;

    private Pgbouncer(PostgresServer server, String mode, String databases) throws IOException {
        this.server = server;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.log = server.folder().resolve("pgbouncer-" + port + ".log");
        Path folder = server.folder();
        Path users = Files.writeString(
                folder.resolve("users-" + port + ".txt"),
                Stream.of("postgres", ADMINISTRATOR, "web", "reports", "app")
                        .map(name -> "\"" + name + "\" \"\"\n")
                        .collect(Collectors.joining()));
        String target = "host=" + folder + " port=" + server.port();
        Path configuration = Files.writeString(folder.resolve("pgbouncer-" + port + ".ini"), """
                [databases]
                %s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir = %s
                auth_type = trust
                auth_file = %s
                admin_users = %s
                pool_mode = %s
                default_pool_size = 1
                server_reset_query = DISCARD ALL
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        databases.replace("TARGET", target), port, folder, users, ADMINISTRATOR, mode));
        Path root = Path.of(System.getenv(FOLDER));
        this.process = Command.asServerUser(
                        List.of(root.resolve("usr/sbin/pgbouncer").toString(), configuration.toString()),
                        Map.of("LD_LIBRARY_PATH", libraries(root)))
                .redirectOutput(log.toFile())
                .start();
    }

    /** Where bootstrap unpacked what it needs; the system's own otherwise. */
    private static String libraries(Path root) throws IOException {
        if (root.equals(Path.of("/"))) {
            return "";
        }
        try (Stream<Path> folders = Files.list(root.resolve("usr/lib"))) {
            return folders.filter(Files::isDirectory).map(Path::toString).collect(Collectors.joining(":"));
        }
    }

    /** Starts one, or skips the test where there is none. In the lines of databases, TARGET is the server. */
    static Pgbouncer start(PostgresServer server, String mode, String databases) throws IOException {
        String folder = System.getenv(FOLDER);
        assumeTrue(folder != null && !folder.isEmpty(), "no pgbouncer; script/bootstrap fetches it");
        Pgbouncer pooler = new Pgbouncer(server, mode, databases);
        try {
            Await.until("pgbouncer answers", Duration.ofSeconds(20), pooler::answers, pooler::said);
        } catch (AssertionError e) {
            pooler.close();
            throw e;
        }
        return pooler;
    }

    private boolean answers() {
        return run("pgbouncer", ADMINISTRATOR, "SHOW VERSION").exitCode() == 0;
    }

    private Result run(String database, String role, String statement) {
        return Command.run(List.of(
                server.program("psql"),
                "-X",
                "-A",
                "-t",
                "-q",
                "-h",
                server.folder().toString(),
                "-p",
                Integer.toString(port),
                "-U",
                role,
                "-d",
                database,
                "-c",
                statement));
    }

    /** Gives it a command, which has to succeed. */
    void command(String command) {
        Result result = run("pgbouncer", ADMINISTRATOR, command);
        assertThat(result.exitCode()).as(result.output() + said()).isZero();
    }

    /** Begins a client's session through it. */
    ClientSession client(String role) {
        return ClientSession.openAt(port, "postgres", role);
    }

    private String said() {
        return Command.text(log.toString());
    }

    @Override
    public void close() {
        process.destroy();
        Command.ended(process, Duration.ofSeconds(20));
    }
}
