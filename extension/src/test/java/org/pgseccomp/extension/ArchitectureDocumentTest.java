package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says of the tree is so. */
class ArchitectureDocumentTest {
    private static final Path ROOT = Path.of("..");

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void everyStepOfAWalkIsAFile() throws IOException {
        String[] walks = document().split("<!-- walk -->", -1);
        assertThat(walks).as("four walks").hasSize(5);
        for (int walk = 1; walk < walks.length; walk++) {
            List<String> files = all("(?m)^\\d+\\. `([^`]+)`", walks[walk]);
            assertThat(files).as("walk %d", walk).hasSizeGreaterThan(5).doesNotHaveDuplicates();
            assertThat(files).allSatisfy(file -> assertThat(ROOT.resolve(file)).isRegularFile());
        }
    }

    @Test
    void everyRoomIsNamed() throws IOException {
        String rooms = all("src/main/c +([a-z ]+)", document()).get(0);
        try (Stream<Path> folders = Files.list(ROOT.resolve("extension/src/main/c"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrder(rooms.strip().split(" +"));
        }
        try (Stream<Path> packages = Files.list(ROOT.resolve("core/src/main/java/org/pgseccomp"))) {
            List<String> named = all("(?m)^   ([a-z]+)   ", document());
            assertThat(packages.map(folder -> folder.getFileName().toString())).allMatch(named::contains);
        }
    }

    /** Whoever changes something finds what the table names. */
    @Test
    void everyPlaceOfAChangeIsThere() throws IOException {
        String table = document().substring(document().indexOf("## What a change touches"));
        List<String> places = all("`([a-z]+/[A-Za-z_.]+)`", table);
        assertThat(places).hasSizeGreaterThan(12);
        for (String place : places) {
            List<Path> candidates = List.of(
                    ROOT.resolve("extension/src/main/c").resolve(place),
                    ROOT.resolve("core/src/main/java/org/pgseccomp").resolve(place + ".java"),
                    ROOT.resolve("extension/src/main/java/org/pgseccomp").resolve(place + ".java"),
                    ROOT.resolve(place));
            assertThat(candidates).as(place).anyMatch(Files::isRegularFile);
        }
    }
}
