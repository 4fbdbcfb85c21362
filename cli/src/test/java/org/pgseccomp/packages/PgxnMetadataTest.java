package org.pgseccomp.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PGXN's index reads of the release: META.json, by its specification and by what the release has. */
final class PgxnMetadataTest {
    private static final Path EXTENSION = Path.of("../extension");

    private static ObjectNode metadata() throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(Files.readString(EXTENSION.resolve("META.json")));
    }

    @Test
    void isWhatTheSpecificationSays() throws IOException {
        assertThat(PgxnMetadata.problems(metadata())).isEmpty();
    }

    @Test
    void speaksOfThisRelease() throws IOException {
        JsonNode extension = metadata().path("provides").path("pgseccomp");
        assertThat(metadata().path("version").asText()).isEqualTo(Release.threeNumbers());
        assertThat(extension.path("version").asText()).isEqualTo(Release.threeNumbers());
        assertThat(EXTENSION.resolve(extension.path("file").asText())).exists();
        assertThat(Path.of("..", extension.path("docfile").asText())).exists();
        for (JsonNode folder : metadata().path("no_index").path("directory")) {
            assertThat(folder.asText()).isIn("c", "generated", "sql", "expected");
        }
    }

    /** The judge sees what is wrong. */
    @ParameterizedTest
    @CsvSource({
        "version, 2.0, version cannot be \"2.0\"",
        "version, 2.0.00, version cannot be \"2.0.00\"",
        "name, pg seccomp, is no term",
        "license, PostgreSQL, is not in the specification",
        "release_status, beta, release_status cannot be \"beta\"",
        "homepage, https://pgxn.org/, has no field \"homepage\"",
    })
    void refusesWhatTheSpecificationDoesNotHave(String field, String value, String problem) throws IOException {
        assertThat(PgxnMetadata.problems(metadata().put(field, value)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource({"abstract", "maintainer", "license", "provides", "meta-spec", "name", "version"})
    void missesWhatMustBeThere(String field) throws IOException {
        ObjectNode metadata = metadata();
        metadata.remove(field);
        assertThat(PgxnMetadata.problems(metadata)).containsExactly(" lacks \"" + field + "\"");
    }
}
