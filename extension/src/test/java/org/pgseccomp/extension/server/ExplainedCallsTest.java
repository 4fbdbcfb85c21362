package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/**
 * For every call that a session makes and may be denied, in the session itself and in a thread of a library: the answer names the call, the filter and the setting
 * to change, or the documentation says that nobody can see it being denied.
 */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class ExplainedCallsTest {
    private static final Path DOCUMENTS = Path.of("..", "docs");

    @TestServer(tcp = true)
    private PostgresServer server;

    /** The calls of the table of sessions that no version refuses as an error. */
    private static List<String> calls() throws IOException {
        String table = Files.readString(DOCUMENTS.resolve("denied-calls.md"));
        table = table.substring(
                table.indexOf("## Denied to sessions"), table.indexOf("## Denied by set_client_filter()"));
        Matcher row = Pattern.compile("^\\| `(\\w+)` \\| ([^|]+) \\|", Pattern.MULTILINE)
                .matcher(table);
        List<String> calls = new ArrayList<>();
        while (row.find()) {
            if (!row.group(2).contains("refused")) {
                calls.add(row.group(1));
            }
        }
        return calls;
    }

    /** What the documentation says of calls that nobody can see being denied. */
    private static String unseen() throws IOException {
        String text = Files.readString(DOCUMENTS.resolve("denials.md"));
        int from = text.indexOf("## Calls that cannot be explained");
        return text.substring(from, text.indexOf("\n## ", from));
    }

    @Test
    void eachOfThemIsExplainedOrIsDocumentedAsOneThatCannotBe() throws IOException {
        List<String> calls = calls();
        assertThat(calls).hasSizeGreaterThan(50);
        StringBuilder configuration = new StringBuilder(PostgresServer.ENABLED);
        configuration
                .append("pgseccomp.session_roles = 'r_")
                .append(String.join(", r_", calls))
                .append("'\n");
        for (String call : calls) {
            configuration.append("session_syscall_error.r_" + call + " = '" + call + "'\n");
        }
        server.start(configuration.toString());
        server.query("CREATE EXTENSION pgseccomp", DenialsTest.CREATE_FUNCTION);
        for (String call : calls) {
            server.query("CREATE ROLE r_" + call + " SUPERUSER LOGIN");
        }
        String unseen = unseen();
        int explained = 0;
        for (String call : calls) {
            int number = Syscalls.number(call);
            boolean isUnseen = unseen.contains("`" + call + "`");
            // Where no thread can begin there is none that is denied anything.
            for (String place : isUnseen ? List.of("plain") : List.of("plain", "thread")) {
                String error = server.psqlAs("r_" + call, "SELECT denied_in('" + place + "', " + number + ") / 0")
                        .output();
                // Of what it takes to load a library, the loader makes mprotect outside of the C library.
                assertThat(error)
                        .as(call)
                        .containsAnyOf("division by zero", "could not load library", "could not access file");
                if (isUnseen) {
                    assertThat(error).as(call).doesNotContain("pgseccomp denied");
                    continue;
                }
                explained++;
                assertThat(error)
                        .as("%s, %s", call, place)
                        .contains("pgseccomp denied system call \"" + call + "\" (" + number
                                + "), by the filter of role settings \"r_" + call + "\" (\"session_syscall_error.r_"
                                + call + "\")")
                        .contains("Remove \"" + call + "\" from \"session_syscall_error.r_" + call + "\".");
            }
        }
        assertThat(explained).isGreaterThan(60);
    }

    /** The loader makes its calls outside of the C library: what it was denied is known by what PostgreSQL says of it. */
    @Test
    void aSessionEndsThatIsDeniedWhatTheLoaderNeeds() {
        server.start(PostgresServer.ENABLED + """
                session_syscall_terminate.ended = 'mprotect'
                session_syscall_error.refused = 'mprotect'
                pgseccomp.session_roles = 'ended, refused'
                """);
        server.query(
                "CREATE EXTENSION pgseccomp",
                DenialsTest.CREATE_FUNCTION,
                "CREATE ROLE ended SUPERUSER LOGIN",
                "CREATE ROLE refused SUPERUSER LOGIN");
        String load = "SELECT denied_in('plain', " + Syscalls.number("getppid") + ")";
        assertThat(server.psqlAs("ended", "\\set ON_ERROR_STOP off", load, "SELECT 'went' || ' on'")
                        .output())
                .contains("FATAL", "terminating session: pgseccomp denied system call \"mprotect\"")
                .contains("The error was: could not load library")
                .doesNotContain("went on");
        assertThat(server.psqlAs("refused", "\\set ON_ERROR_STOP off", load, "SELECT 'went' || ' on'")
                        .output())
                .contains("ERROR", "could not load library", "pgseccomp denied system call \"mprotect\" (10)")
                .contains("went on");
    }
}
