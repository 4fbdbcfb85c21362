package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.extension.server.Command.Result;

/** {@code pgseccomp report --server}: the policy of a live server, roles and types included, is the one of its configuration file. */
@Tag("server")
class ReportToolTest {
    @TempDir
    private Path home;

    @TestServer
    private PostgresServer server;

    @Test
    void theReportOfTheServerIsThatOfItsConfiguration() throws IOException {
        server.start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'swapoff, socket(domain: AF_PACKET)'\n"
                + "pgseccomp.session_roles = 'joe, ann, \"two words\", +readers'\npgseccomp.session_role_aliases = '\"two=two words\"'\n"
                + "session_syscall_error.joe = 'acct'\nsession_syscall_error.two = 'mount, acct'\n"
                + "session_syscall_error.ann = ''\nsession_syscall_error.readers = 'acct, swapon'\n"
                + "pgseccomp.session_databases = 'shop'\ndatabase_syscall_error.shop = 'ptrace, acct'\n"
                + "pgseccomp.process_types = 'autovacuum_worker'\nprocess_syscall_error.autovacuum_worker = 'mount'\n");
        Syscalls.createFunctions(server);
        server.query("SELECT denied('swapoff')");
        assertThat(live()).contains("<th scope=\"row\">swapoff</th><td>error</td><td>session</td>");
        assertThat(section(live(), "surface"))
                .isEqualTo(section(ofFile(), "surface"))
                .contains("two words", "readers");
        assertThat(section(live(), "configuration"))
                .contains("session_syscall_error.readers", "database_syscall_error.shop");
        assertThat(section(live(), "difference")).isEqualTo(section(ofFile(), "difference"));
    }

    @Test
    void aProfileStandsForWhatIsNotWritten() throws IOException {
        server.start("""
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.profile = 'strict'
                pgseccomp.session_syscall_allow = '@profile, -poll'
                """);
        server.query("CREATE EXTENSION pgseccomp");
        for (String each : new String[] {"surface", "difference"}) {
            assertThat(section(live(), each)).isEqualTo(section(ofFile(), each)).contains("poll");
        }
        // What the profile has for other C libraries only is not what this server's sessions may do.
        assertThat(section(live(), "surface")).isNotEqualTo(section(ofFile("--libc", "musl"), "surface"));
    }

    private String live() throws IOException {
        return report("--server", "host=" + server.folder() + " port=" + server.port());
    }

    private String ofFile(String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("--server-version", Integer.toString(PostgresServer.VERSION)));
        all.addAll(
                more.length > 0
                        ? List.of(more)
                        : List.of(
                                "--libc",
                                Command.run(List.of("getconf", "GNU_LIBC_VERSION"))
                                        .output()
                                        .strip()));
        all.add(server.configurationFile().toString());
        return report(all.toArray(String[]::new));
    }

    private String report(String... arguments) throws IOException {
        Path page = home.resolve("report.html");
        List<String> all = new ArrayList<>(List.of("report", "-o", page.toString()));
        all.addAll(List.of(arguments));
        Result result = new Tool(home)
                .with("PGUSER", "postgres")
                .with("PGDATABASE", "postgres")
                .run(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return Files.readString(page);
    }

    private static String section(String page, String name) {
        int from = page.indexOf("<section id=\"" + name + "\"");
        assertThat(from).isPositive();
        return page.substring(from, page.indexOf("</section>", from));
    }
}
