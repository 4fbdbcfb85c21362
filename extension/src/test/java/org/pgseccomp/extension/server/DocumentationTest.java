package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.PageBlocks.Block;
import org.pgseccomp.extension.server.PageBlocks.Step;

/**
 * Pages that a reader follows, followed: each block of configuration is written, each command and each statement is executed, and what
 * is answered is what the page shows.
 */
@Tag("server")
class DocumentationTest {
    /** Where the pages say that the file with the policy is, and the server's own. */
    private static final String POLICY_FILE = "/etc/postgresql/15/main/conf.d/pgseccomp.conf";

    private static final String SERVER_FILE = "/etc/postgresql/15/main/postgresql.conf";

    /** What changes the machine; script/packages test-deb tries it. */
    private static final Set<String> INSTALLATION = Set.of(
            "sudo apt-get install ./postgresql-15-pgseccomp_2.0-1~deb12_amd64.deb ./pgseccomp_2.0-1~deb12_all.deb");

    private static final String RESTART = "sudo systemctl restart postgresql@15-main";

    private static final Pattern PSQL =
            Pattern.compile("sudo -u postgres psql|PGPASSWORD=\\S+ psql -h localhost -U (\\w+) postgres");

    private static final int MOST_TRIES = 20;

    @TestServer
    private PostgresServer server;

    @TempDir
    private Path home;

    private String configuration = "";

    private String role = "postgres";

    @BeforeEach
    void startAsItWasBefore() throws IOException {
        Landlock.assumeOffered();
        server.start("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/quick-start.md"})
    void everythingOnThePageIsAnsweredAsItSays(String page) throws IOException {
        List<Block> blocks = PageBlocks.of(Files.readString(Path.of("..").resolve(page)));
        assertThat(blocks).hasSizeGreaterThan(3);
        for (Block block : blocks) {
            if (block.configuration() != null) {
                assertThat(block.configuration()).startsWith("# " + POLICY_FILE + "\n");
                configuration = block.configuration();
                server.write(configuration);
            } else {
                follow(block.steps());
            }
        }
    }

    /** Statements in a row are those of one session. */
    private void follow(List<Step> steps) throws IOException {
        List<Step> session = new ArrayList<>();
        for (Step step : steps) {
            if (step.isStatement()) {
                session.add(step);
            } else {
                execute(session);
                session.clear();
                assertAnswer(step, shell(step.entered()));
            }
        }
        execute(session);
    }

    private void execute(List<Step> session) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(server.program("psql"), "-X", "-h", server.folder().toString()));
        command.addAll(List.of("-p", Integer.toString(server.port()), "-U", role, "-d", "postgres"));
        StringBuilder pattern = new StringBuilder();
        for (Step step : session) {
            command.addAll(List.of("-c", step.entered()));
            if (!step.answer().isEmpty()) {
                pattern.append(pattern.length() == 0 ? "" : "\n")
                        .append(step.pattern().pattern());
            }
        }
        if (!session.isEmpty()) {
            Pattern expected = Pattern.compile(pattern.toString(), Pattern.DOTALL);
            boolean onlyLooks = session.stream().allMatch(step -> step.entered().startsWith("SELECT"));
            String answer = PageBlocks.withoutPadding(text(Command.run(command).output()));
            // The session of the statements before may not have ended yet; nobody types as fast as that.
            for (int i = 0;
                    onlyLooks && i < MOST_TRIES && !expected.matcher(answer).matches();
                    i++) {
                answer = PageBlocks.withoutPadding(text(Command.run(command).output()));
            }
            assertThat(answer).as("%s", session).matches(expected);
        }
        if (session.stream().anyMatch(step -> step.entered().contains("pg_reload_conf"))) {
            server.reload(configuration);
        }
    }

    private String shell(String command) throws IOException {
        Matcher psql = PSQL.matcher(command);
        if (psql.matches()) {
            role = psql.group(1) == null ? "postgres" : psql.group(1);
            return "";
        }
        if (command.equals(RESTART)) {
            server.stopFast();
            server.start(configuration);
            // A process that begins at this moment is not filtered as it should be yet; nobody types as fast as that.
            server.waitForQuery(
                    "SELECT count(*) FILTER (WHERE backend_type LIKE '%launcher'),"
                            + " count(*) FILTER (WHERE wait_event IS NULL) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
                    "2|0");
            return "";
        }
        if (command.startsWith("pgseccomp ")) {
            String file = server.data().resolve("postgresql.conf").toString();
            String[] arguments = command.replace(SERVER_FILE, file).split(" ", -1);
            List<String> words = List.of(arguments).subList(1, arguments.length);
            String output =
                    text(new Tool(home).run(words.toArray(new String[0])).output());
            return output.replace(server.configurationFile().toString(), POLICY_FILE)
                    .replace(file, SERVER_FILE);
        }
        assertThat(INSTALLATION).contains(command);
        return "";
    }

    private static void assertAnswer(Step step, String answer) {
        assertThat(PageBlocks.withoutPadding(answer)).as(step.entered()).matches(step.pattern());
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
