package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.extension.server.Command.Result;

/** The command line tool as a DBA has it, with nothing but the environment that is set here. */
final class Tool {
    private final Map<String, String> environment = new HashMap<>();

    Tool(Path home) {
        environment.put("HOME", home.toString());
    }

    Tool with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs it; what is answered is standard output and standard error. */
    Result run(String... arguments) throws IOException {
        String tool = System.getenv("PGSECCOMP_TEST_TOOL");
        assertThat(tool)
                .as("the environment variable PGSECCOMP_TEST_TOOL: bin/pgseccomp")
                .isNotNull();
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        return Command.run(builder);
    }

    /** What it printed, if that is as the schema of its format says. */
    static JsonNode valid(Result result) throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(result.output().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Path schema = Path.of("../docs/schema/" + json.path("format").asText() + ".json");
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(Files.readString(schema))
                        .validate(json))
                .isEmpty();
        return json;
    }
}
