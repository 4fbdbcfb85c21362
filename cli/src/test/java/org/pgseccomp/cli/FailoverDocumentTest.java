package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The snippets of docs/failover.md are what they are called, and make policies that a server starts with. */
class FailoverDocumentTest {
    @TempDir
    private Path folder;

    private static String snippet(String language, String title) throws IOException {
        String document = Files.readString(Path.of("../docs/failover.md"));
        Matcher block = Pattern.compile("```" + language + "\n# " + title + "[^\n]*\n(.*?)```", Pattern.DOTALL)
                .matcher(document);
        assertThat(block.find()).as(title).isTrue();
        return block.group(1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String text, String... path) {
        Object at = new Load(LoadSettings.builder().build()).loadFromString(text);
        for (String key : path) {
            at = ((Map<String, Object>) at).get(key);
        }
        return (Map<String, Object>) at;
    }

    private void assertStarts(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("postgresql.conf"), lines);
        CommandRun run = CommandRun.of("check", "--server-version", "17", file.toString());
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).doesNotContain("shared_preload_libraries").doesNotContain("no effect");
    }

    private static String lines(Map<String, Object> parameters) {
        StringBuilder lines = new StringBuilder();
        parameters.forEach((name, value) -> {
            assertThat(value).as(name).isInstanceOf(String.class);
            lines.append(name).append(" = '").append(value).append("'\n");
        });
        return lines.toString();
    }

    @Test
    void patroni() throws IOException {
        assertStarts(lines(yaml(snippet("yaml", "Patroni"), "postgresql", "parameters")));
    }

    @Test
    void cloudNativePg() throws IOException {
        Map<String, Object> postgresql = yaml(snippet("yaml", "CloudNativePG"), "spec", "postgresql");
        assertThat(postgresql.get("shared_preload_libraries")).isEqualTo(List.of("pgseccomp"));
        assertStarts("shared_preload_libraries = 'pgseccomp'\n"
                + lines(yaml(snippet("yaml", "CloudNativePG"), "spec", "postgresql", "parameters")));
    }

    @Test
    void repmgr() throws IOException {
        assertStarts(snippet("conf", "repmgr"));
    }
}
