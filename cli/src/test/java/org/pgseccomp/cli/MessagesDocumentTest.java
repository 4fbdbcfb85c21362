package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/messages.md: what it says that pgseccomp says of each example is what pgseccomp check prints. */
class MessagesDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/messages.md");
    private static final Pattern EXAMPLE = Pattern.compile("```conf\n(.*?)```\n\n```text\n(.*?)```\n", Pattern.DOTALL);
    private static final int FEWEST = 30;

    @TempDir
    private Path folder;

    /** Written behind the example, whose lines keep their numbers. */
    private static String whole(String example) {
        boolean switchesOn = example.contains("pgseccomp.profile") || example.contains("pgseccomp.enabled");
        return example + "shared_preload_libraries = 'pgseccomp'\n" + (switchesOn ? "" : "pgseccomp.enabled = on\n");
    }

    private String said(String example) throws IOException {
        Path file = Files.writeString(folder.resolve("postgresql.conf"), whole(example), StandardCharsets.ISO_8859_1);
        CommandRun run =
                CommandRun.of("check", "--arch", "x86_64", "--server-version", "15", "--libc", "2.36", file.toString());
        assertThat(run.err()).as(example).isEmpty();
        return run.out().replace(file.toString(), "postgresql.conf");
    }

    @Test
    void everyExampleIsAnsweredAsThePageSays() throws IOException {
        String page = Files.readString(DOCUMENT);
        StringBuilder written = new StringBuilder();
        Matcher examples = EXAMPLE.matcher(page);
        StringBuilder withoutMessage = new StringBuilder();
        int count = 0;
        while (examples.find()) {
            String said = said(examples.group(1));
            withoutMessage.append(said.isEmpty() ? examples.group(1) : "");
            examples.appendReplacement(
                    written,
                    Matcher.quoteReplacement("```conf\n" + examples.group(1) + "```\n\n```text\n" + said + "```\n"));
            count++;
        }
        examples.appendTail(written);
        if (System.getProperty("pgseccomp.messages", "").equals("write")) {
            Files.writeString(DOCUMENT, written);
        }
        assertThat(withoutMessage).isEmpty();
        assertThat(count).isGreaterThanOrEqualTo(FEWEST);
        assertThat(Files.readString(DOCUMENT)).as("run script/messages").isEqualTo(written.toString());
    }

    /** The messages of a reload need a server. Their words are the core's. */
    @Test
    void messagesOfAReloadAreThoseOfTheCore() throws IOException {
        String core = Files.readString(Path.of("../core/src/main/java/org/pgseccomp/policy/Rejection.java"));
        Matcher rows = Pattern.compile("^\\| `(the new policy[^…]*)…", Pattern.MULTILINE)
                .matcher(Files.readString(DOCUMENT));
        int count = 0;
        while (rows.find()) {
            assertThat(core).contains(rows.group(1).strip().replace("\"", "\\\""));
            count++;
        }
        assertThat(count).isEqualTo(5);
    }
}
