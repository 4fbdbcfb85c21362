package org.pgseccomp.extension.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** prometheus-postgres-exporter, with the queries that we ship, and promtool, as Debian has them. */
final class Exporter implements AutoCloseable {
    /** The folder below which bootstrap unpacked both, or / where the system has them. */
    private static final String FOLDER = "PGSECCOMP_TEST_PROMETHEUS";

    /** What we ship for it. */
    static final Path SHIPPED = Path.of("..", "monitoring").toAbsolutePath().normalize();

    private final int port;
    private final Path output;
    private final Process process;

    private Exporter(PostgresServer server, String role, Path output) throws IOException {
        this.output = output;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        // The server's user may not look into the folder of the project.
        Path queries = server.folder().resolve("postgres-exporter.yaml");
        Files.copy(SHIPPED.resolve("postgres-exporter.yaml"), queries, StandardCopyOption.REPLACE_EXISTING);
        String source = "user=" + role + " host=" + server.folder() + " port=" + server.port() + " dbname=postgres";
        this.process = Command.asServerUser(
                        List.of(
                                program("prometheus-postgres-exporter"),
                                "--extend.query-path=" + queries,
                                "--web.listen-address=127.0.0.1:" + port),
                        Map.of("DATA_SOURCE_NAME", source))
                .redirectOutput(output.toFile())
                .start();
    }

    /** Starts it, or skips the test where there is none. */
    static Exporter start(PostgresServer server, String role) throws IOException {
        Exporter exporter = new Exporter(server, role, Files.createTempFile("pgseccomp-exporter", ".out"));
        Await.until(
                "the exporter answers",
                Duration.ofSeconds(20),
                () -> !exporter.answer().isEmpty(),
                exporter::said);
        return exporter;
    }

    /** The path of a program; skips the test where it is not. */
    static String program(String name) {
        String folder = System.getenv(FOLDER);
        assumeTrue(folder != null && !folder.isEmpty(), "no Prometheus; script/bootstrap fetches it");
        return Path.of(folder, "usr", "bin", name).toString();
    }

    private String answer() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The lines that it measures now, of our metrics. */
    List<String> metrics() {
        return answer().lines().filter(line -> line.startsWith("pgseccomp_")).toList();
    }

    /** What it wrote about itself. */
    String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Command.ended(process, Duration.ofSeconds(20));
        Files.delete(output);
    }
}
