package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** script/changed.map: script/test --changed forgets no file and no class of tests. */
class ChangedMapTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> WORDS =
            Set.of("unit", "core", "cli", "extension", "documents", "tables", "scripts", "analyze", "build");
    /** What is made here, and what Git keeps for itself. */
    private static final Set<String> NO_SOURCES = Set.of("target", "dist", ".git", "__pycache__");

    private static Map<String, Set<String>> map() throws IOException {
        Map<String, Set<String>> map = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("script/changed.map"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.trim().split(" +", -1);
                map.computeIfAbsent(words[0], path -> new TreeSet<>())
                        .addAll(List.of(words).subList(1, words.length));
            }
        }
        return map;
    }

    /** Names of the classes of tests below a folder. */
    private static Set<String> classes(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> files(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path one : inside.sorted().toList()) {
                if (NO_SOURCES.contains(one.getFileName().toString())) {
                    continue;
                }
                if (!Files.isDirectory(one)) {
                    found.add(ROOT.relativize(one).toString());
                } else {
                    found.addAll(files(one));
                }
            }
        }
        return found;
    }

    private static Set<String> plan(String... changed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ROOT.resolve("script/test-changed").toString(), "--plan")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write((String.join("\n", changed) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return new TreeSet<>(said.lines().toList());
    }

    @Test
    void eachFileHasALine() throws IOException {
        Set<String> paths = map().keySet();
        assertThat(files(ROOT).stream().filter(file -> paths.stream().noneMatch(file::startsWith)))
                .isEmpty();
    }

    @Test
    void eachLineHasAFileAndWordsThatAreKnown() throws IOException {
        List<String> files = files(ROOT);
        Set<String> classes = new TreeSet<>();
        for (String module : List.of("core", "cli", "extension")) {
            classes.addAll(classes(module + "/src/test/java"));
        }
        map().forEach((path, words) -> {
            assertThat(files).as(path).anyMatch(file -> file.startsWith(path));
            assertThat(words).as(path).isNotEmpty().allMatch(word -> WORDS.contains(word) || classes.contains(word));
        });
    }

    /** Those without a server are run by the words of their modules. */
    @Test
    void eachClassWithAServerBelongsToSomethingElseThanItself() throws IOException {
        Set<String> named = new TreeSet<>();
        map().values().forEach(named::addAll);
        assertThat(named).containsAll(classes("extension/src/test/java/org/pgseccomp/extension/server"));
        assertThat(named).contains("unit", "cli", "extension");
    }

    @Test
    void theLongestPathCountsWithAllItsLinesAndAChangedTestIsRun() throws IOException, InterruptedException {
        assertThat(plan("core/src/main/java/org/pgseccomp/plan/Planner.java")).containsExactly("tables", "unit");
        assertThat(plan("cli/src/test/java/org/pgseccomp/cli/LearnCommandTest.java"))
                .containsExactly("LearnCommandTest", "cli");
        assertThat(plan("docs/faq.md")).containsExactly("DocumentedStatementsTest", "cli", "documents");
        assertThat(plan("extension/src/main/c/learn/learn.c", "extension/src/main/c/sql/srf.c"))
                .contains("analyze", "LearningTest", "CheckFunctionTest", "ReportToolTest")
                .doesNotContain("unit", "ScribbleTest");
        assertThat(plan("extension/src/test/java/org/pgseccomp/extension/server/ClockTest.java"))
                .contains("ClockTest", "ServerExtensionTest");
    }
}
