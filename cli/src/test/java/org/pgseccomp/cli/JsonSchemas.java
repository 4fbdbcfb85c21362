package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Judges what a command prints by the schema that docs/schema has of it. */
final class JsonSchemas {
    private JsonSchemas() {}

    /** The result, if it is what the schema of its format says. */
    static JsonNode valid(String text) throws IOException {
        JsonNode json = new ObjectMapper().readTree(text);
        Path schema = Path.of("../docs/schema/" + json.path("format").asText() + ".json");
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(Files.readString(schema))
                        .validate(json))
                .isEmpty();
        return json;
    }
}
