package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of bad-configurations refuses the start. Its comments begin with what is wrong and go on with what the log has to
 * say, a {@code # message:} each.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(architectures = "amd64")
class BadConfigurationsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "src/test/resources/bad-configurations");
    private static final String MESSAGE = "# message: ";

    @TestServer
    private PostgresServer server;

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void thereAreAsManyAsWereCollected() throws IOException {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theServerDoesNotStartAndSaysWhy(String name) throws IOException {
        String configuration = Files.readString(FOLDER.resolve(name));
        List<String> messages = new ArrayList<>();
        for (String line : configuration.lines().toList()) {
            if (line.startsWith(MESSAGE)) {
                messages.add(line.substring(MESSAGE.length()));
            }
        }
        assertThat(messages).isNotEmpty();
        assertThat(server.startExpectingFailure(configuration))
                .contains("FATAL:")
                .contains(messages)
                .doesNotContain("global filter loaded")
                .doesNotContain("ready to accept connections");
    }
}
