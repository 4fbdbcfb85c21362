package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.packages.Release;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples that packages ship: they can be read, and what they have for pgseccomp is a policy that it takes. */
final class ExampleFilesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir
    private Path folder;

    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(file))
                .forEach(document -> documents.add(new ObjectMapper().valueToTree(document)));
        return documents;
    }

    /** "pgseccomp check" of these lines; warnings count as "--fail-on" says. */
    private int check(String failOn, String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("checked.conf"), lines);
        return CommandRun.of("check", "--fail-on", failOn, file.toString()).code();
    }

    @Test
    void everyYamlFileCanBeRead() throws IOException {
        for (Path root : List.of(EXAMPLES, Path.of("../monitoring"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                    assertThat(documents(file)).as(file.toString()).isNotEmpty().allMatch(JsonNode::isContainerNode);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster.yaml", "io-uring.yaml"})
    void clustersMountTheExtensionAndPreloadIt(String file) throws IOException {
        JsonNode cluster = documents(EXAMPLES.resolve("cloudnativepg/" + file)).get(0);
        assertThat(cluster.path("apiVersion").asText()).isEqualTo("postgresql.cnpg.io/v1");
        assertThat(cluster.path("kind").asText()).isEqualTo("Cluster");
        JsonNode postgresql = cluster.path("spec").path("postgresql");
        JsonNode extension = postgresql.path("extensions").path(0);
        assertThat(extension.path("name").asText()).isEqualTo("pgseccomp");
        assertThat(extension.path("image").path("reference").asText())
                .endsWith("/pgseccomp:" + Release.version() + "-18");
        assertThat(cluster.path("spec").path("imageCatalogRef").path("major").asInt())
                .isEqualTo(18);
        assertThat(postgresql.path("shared_preload_libraries").path(0).asText()).isEqualTo("pgseccomp");

        StringBuilder lines = new StringBuilder("shared_preload_libraries = 'pgseccomp'\n");
        postgresql
                .path("parameters")
                .fields()
                .forEachRemaining(entry -> lines.append(entry.getKey())
                        .append(" = '")
                        .append(entry.getValue().asText())
                        .append("'\n"));
        // io_uring draws a warning: what is asked of a ring no filter sees.
        assertThat(check(file.equals("io-uring.yaml") ? "error" : "warning", lines.toString()))
                .isZero();
    }

    @Test
    void theDatabaseBelongsToTheCluster() throws IOException {
        List<JsonNode> documents = documents(EXAMPLES.resolve("cloudnativepg/cluster.yaml"));
        assertThat(documents).hasSize(2);
        assertThat(documents.get(1).path("kind").asText()).isEqualTo("Database");
        assertThat(documents.get(1).path("spec").path("cluster").path("name"))
                .isEqualTo(documents.get(0).path("metadata").path("name"));
    }

    /** The command that the example names writes a profile that allows io_uring, where the runtime's own does not. */
    @Test
    void theProfileForIoUringIsWrittenByTheCommandThatIsNamed() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("cloudnativepg/io-uring.yaml"));
        String command = Release.first(
                EXAMPLES + "/cloudnativepg/io-uring.yaml", "(?m)^# +pgseccomp (convert .*) > pgseccomp-io-uring.json$");
        CommandRun run = CommandRun.of(command.split(" ", -1));
        assertThat(run.code()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).findValuesAsText("action"))
                .isNotEmpty();
        assertThat(run.out()).contains("\"io_uring_setup\"");
        assertThat(text).contains("localhostProfile: profiles/pgseccomp-io-uring.json");
    }

    @Test
    void theExampleForPostgresqlConfIsAPolicy() throws IOException {
        assertThat(check("warning", Files.readString(EXAMPLES.resolve("postgresql/pgseccomp.conf"))))
                .isZero();
    }

    /** Each line that stands there as a proposal is one, together with the first two. */
    @Test
    void soIsEachOfItsProposals() throws IOException {
        List<String> lines = Files.readAllLines(EXAMPLES.resolve("postgresql/pgseccomp.conf"));
        List<String> proposals =
                lines.stream().filter(line -> line.startsWith("#pgseccomp.")).toList();
        assertThat(proposals).hasSize(4);
        String first = String.join(
                "\n", lines.stream().filter(line -> !line.startsWith("#")).toList());
        for (String proposal : proposals) {
            assertThat(check("error", first + "\n" + proposal.substring(1) + "\n"))
                    .as(proposal)
                    .isZero();
        }
    }

    @Test
    void theComposeFileStartsAProtectedServer() throws IOException {
        JsonNode service = documents(EXAMPLES.resolve("docker/compose.yaml"))
                .get(0)
                .path("services")
                .path("postgres");
        List<String> command = new ArrayList<>();
        service.path("command").forEach(word -> command.add(word.asText()));
        assertThat(command)
                .startsWith("postgres")
                .contains("shared_preload_libraries=pgseccomp", "pgseccomp.profile=baseline");
        assertThat(EXAMPLES.resolve("docker/Dockerfile")).content().contains("\"pgseccomp.profile=baseline\"");
    }
}
