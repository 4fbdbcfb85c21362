package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of the documentation tell a reader to write and to enter: a server starts with each configuration, and the tool knows each command and option. */
class DocumentedCommandsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\w*\n(.*?)^ *```$");
    private static final Pattern SETTING = Pattern.compile("[a-z_.$0-9]+ *= *\\S.*");
    private static final Pattern OF_COMMANDS = Pattern.compile("(?m)(?:^ *(?:\\$ )?|\\| )(pgseccomp [a-z].*)$");
    private static final Pattern INLINE = Pattern.compile("`(pgseccomp [a-z]+(?: [^`]*)?)`");
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s'\"]+");

    /** Messages and names of processes begin so too. */
    private static final Pattern MESSAGE =
            Pattern.compile("pgseccomp (?:must|needs|left|is|does|could|cannot|supervisor|recorder|denied)\\b.*");

    @TempDir
    private Path folder;

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
        try (Stream<Path> found = Files.list(Path.of("../docs"))) {
            found.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        assertThat(pages).hasSizeGreaterThan(30);
        return pages;
    }

    private static List<String> blocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aServerStartsWithEachConfiguration(Path page) throws IOException {
        // Of what is wrong there are examples on one page: MessagesDocumentTest.
        assumeFalse(page.endsWith("messages.md"));
        for (String block : blocks(page)) {
            List<String> lines = block.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            boolean isConfiguration = block.contains("pgseccomp.")
                    && lines.stream().allMatch(line -> SETTING.matcher(line).matches());
            if (isConfiguration) {
                assertStarts(String.join(
                                "\n",
                                lines.stream()
                                        .filter(line -> !line.contains("…"))
                                        .toList())
                        + "\n");
            }
        }
    }

    private void assertStarts(String configuration) throws IOException {
        Path file = Files.writeString(
                folder.resolve("postgresql.conf"), "shared_preload_libraries = 'pgseccomp'\n" + configuration);
        CommandRun run = CommandRun.of("check", "--server-version", "17", file.toString());
        assertThat(run.code()).as(configuration + run.out()).isZero();
        assertThat(run.out()).as(configuration).doesNotContain("no effect").doesNotContain("is not in");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theToolKnowsEachCommand(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        for (String block : blocks(page)) {
            OF_COMMANDS.matcher(block).results().forEach(match -> commands.add(match.group(1)));
        }
        INLINE.matcher(Files.readString(page)).results().forEach(match -> commands.add(match.group(1)));
        for (String command : commands) {
            if (!MESSAGE.matcher(command).matches()) {
                assertKnown(command);
            }
        }
    }

    private static void assertKnown(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.replaceFirst("\\s(?:[|>]|#|2>).*", ""));
        while (word.find()) {
            words.add(word.group().replaceAll("^['\"]|['\"]$", ""));
        }
        var known = PgSeccomp.commandLine().getSubcommands();
        assertThat(known).as(command).containsKey(words.get(1));
        var options = known.get(words.get(1)).getCommandSpec().optionsMap();
        for (String each : words.subList(2, words.size())) {
            String option = each.replaceAll("[\\[\\]]|=.*", "");
            if (option.startsWith("-") && option.length() > 1) {
                assertThat(options).as(command).containsKey(option);
            }
        }
    }
}
