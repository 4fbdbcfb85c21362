package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The messages of a server that pages show are what a server says. What belongs to the example alone (a number, a folder) is named in the test. */
@Tag("server")
class DocumentedMessagesTest {
    private static final String PRELOADED = "shared_preload_libraries = 'pgseccomp'\n";

    /** In a line, within quoted text of a pattern. */
    private static final String ANYTHING = "\\E.*?\\Q";

    @TestServer
    private PostgresServer server;

    /** The block of a page that begins so. */
    private static String block(String page, String first) throws IOException {
        Pattern block =
                Pattern.compile("^```\n(" + Pattern.quote(first) + ".*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
        Matcher matcher = block.matcher(Files.readString(Path.of("../docs").resolve(page)));
        assertThat(matcher.find()).as(first).isTrue();
        return matcher.group(1).strip();
    }

    /** Whether a server says what is on a page; … and what belongs to the example stand for anything. */
    private static void assertSays(String said, String page, String... ofTheExample) {
        String pattern = Pattern.quote(page);
        for (String each : ofTheExample) {
            assertThat(page).contains(each);
            pattern = pattern.replace(each, ANYTHING);
        }
        pattern = pattern.replace("…", ANYTHING).replace("\n", "\n" + ANYTHING);
        // Tests let psql show error codes.
        assertThat(said.replaceAll("(?m)^(\\w+:  )[0-9A-Z]{5}: ", "$1")).containsPattern(pattern);
    }

    @Test
    void aDeniedCall() throws IOException {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.session_syscall_error = 'symlink'\nallow_in_place_tablespaces = off\n");
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        Path folder = server.newTableSpaceFolder();
        String said = server.psqlAs("joe", "CREATE TABLESPACE t LOCATION '" + folder + "'")
                .output();
        assertSays(said, block("denials.md", "ERROR:  could not create symbolic link"), "65627");
    }

    @Test
    void aFileThatNoListHas() throws IOException {
        Landlock.assumeOffered();
        server.start(PostgresServer.ENABLED + "pgseccomp.session_paths = '@data'\n");
        String said = server.psql("SELECT pg_read_file('/etc/passwd')").output();
        assertSays(said, block("denials.md", "ERROR:  could not open file"));
    }

    @Test
    void whatAProfileLacks() throws IOException {
        Landlock.assumeOffered();
        server.start(PRELOADED + "pgseccomp.profile = 'strict'\npgseccomp.learn = on\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
                "SET jit_above_cost = 0",
                "SELECT count(*) FROM pg_class");
        String said = server.query("SELECT seccomp_recommend()");
        String page = block("learning.md", "$ psql -AtXc 'SELECT seccomp_recommend()'");
        assertSays(
                said.replaceAll("\\(\\d+\\)", "(1)"),
                page.substring(page.indexOf('\n') + 1).replaceAll("\\(\\d+\\)", "(1)"),
                "2 days since 2026-03-01 08:00:00 UTC",
                "17.6",
                "17",
                "2.41",
                "6.12.1-amd64",
                "fsync on",
                "plpgsql 1.0");
    }

    @Test
    void aPolicyThatWasLearntElsewhere() throws IOException {
        server.start(PRELOADED
                + "pgseccomp.profile = 'baseline'\npgseccomp.learnt_on = 'postgresql 17.6, linux 6.12.1-amd64'\n");
        String page = block("learning.md", "LOG:  the policy of pgseccomp was learnt on another system");
        assertSays(server.log(), page.replace("postgresql 17.6 then, postgresql 17.7 now; ", "…"), "6.12.5-amd64");
    }

    @Test
    void anAlternativeThatIsLeftOpen() throws IOException {
        server.start(PostgresServer.ENABLED);
        String said = server.psql("ALTER SYSTEM SET pgseccomp.session_syscall_error = 'execve'")
                .output();
        assertSays(said, block("configuration.md", "WARNING:  the policy of sessions denies"));
    }

    @Test
    void aWrongNameAtTheStart() throws IOException {
        String log = server.startExpectingFailure(
                PostgresServer.ENABLED + "pgseccomp.global_syscall_kill = 'reboot, mnount'\n");
        String page = block("troubleshooting.md", "FATAL:  unknown system call");
        assertSays(log, page, "828", "/etc/postgresql/15/main/postgresql.conf");
    }
}
