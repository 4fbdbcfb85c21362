package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement on the pages that are not followed as a whole ({@link DocumentationTest}) is executed, in blocks and within sentences. One with a number
 * in a comment behind it answers that on a server where all is well.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedStatementsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\w*\n(.*?)^ *```$");

    /** Up to a semicolon that is in no dollar quotes, and with the comment behind it. */
    private static final Pattern STATEMENT = Pattern.compile(
            "(?m)^ *((?:SELECT|CREATE|GRANT|REVOKE|ALTER|DROP|SET)\\b(?:\\$\\$(?s:.*?)\\$\\$|[^;$])*);[ \t]*(?:-- (.*))?$");

    private static final Pattern INLINE = Pattern.compile("`(SELECT [^`…]*)`");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final String INSTALLATION = "CREATE EXTENSION pgseccomp";

    @TestServer
    private PostgresServer server;

    @BeforeAll
    void startWithWhatThePagesNamed() throws IOException {
        Landlock.assumeOffered();
        server.start("""
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.profile = 'baseline'
                pgseccomp.session_roles = 'joe, web'
                pgseccomp.session_databases = 'app'
                session_syscall_allow.joe = '@profile, -execve'
                session_syscall_allow.web = '@profile, -symlink'
                database_syscall_error.app = 'bpf'
                """);
        server.query(INSTALLATION);
        server.query("CREATE ROLE joe LOGIN");
        server.query("CREATE ROLE web LOGIN");
        server.query("CREATE ROLE app LOGIN");
        server.query("CREATE DATABASE app");
        assertThat(server.query("SELECT * FROM seccomp_check()")).isEmpty();
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("../docs"))) {
            List<Path> pages = found.filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !page.endsWith("quick-start.md"))
                    .sorted()
                    .toList();
            assertThat(pages).hasSizeGreaterThan(30);
            return pages;
        }
    }

    /** A statement, and what is said behind it. */
    private record Statement(String text, String comment) {}

    private static List<Statement> statements(Path page) throws IOException {
        String text = Files.readString(page);
        List<Statement> statements = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Matcher statement = STATEMENT.matcher(block.group(1));
            while (statement.find()) {
                statements.add(new Statement(statement.group(1), statement.group(2) == null ? "" : statement.group(2)));
            }
        }
        Matcher inline = INLINE.matcher(text);
        while (inline.find()) {
            statements.add(new Statement(inline.group(1), ""));
        }
        return statements;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyStatementIsExecuted(Path page) throws IOException {
        for (Statement statement : statements(page)) {
            if (statement.text().equals(INSTALLATION)) {
                server.query("DROP EXTENSION pgseccomp");
            }
            String answer = server.query(statement.text());
            if (NUMBER.matcher(statement.comment()).matches()) {
                assertThat(answer).as(statement.text()).isEqualTo(statement.comment());
            }
        }
    }
}
