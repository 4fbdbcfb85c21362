package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.extension.server.Command.Result;

/** {@code pgseccomp report --server}: the policy of a live server, roles and types included, is the one of its configuration file. */
@Tag("server")
class ReportToolTest {
    @TempDir
    private Path home;

    @Test
    void theReportOfTheServerIsThatOfItsConfiguration(@TestServer PostgresServer server) throws IOException {
        server.start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'swapoff, socket(domain: AF_PACKET)'\n"
                + "pgseccomp.session_roles = 'joe, \"two words\"'\npgseccomp.session_role_aliases = '\"two=two words\"'\n"
                + "session_syscall_error.joe = 'acct'\nsession_syscall_error.two = 'mount, acct'\n"
                + "pgseccomp.process_types = 'autovacuum_worker'\nprocess_syscall_error.autovacuum_worker = 'mount'\n");
        Syscalls.createFunctions(server);
        server.query("SELECT denied('swapoff')");
        Tool tool = new Tool(home).with("PGUSER", "postgres").with("PGDATABASE", "postgres");
        Path live = home.resolve("live.html");
        Result result = tool.run(
                "report", "-o", live.toString(), "--server", "host=" + server.folder() + " port=" + server.port());
        assertThat(result.exitCode()).as(result.output()).isZero();
        String page = Files.readString(live);
        assertThat(page).contains("<th scope=\"row\">swapoff</th><td>error</td><td>session</td>");
        Path file = home.resolve("file.html");
        result = tool.run(
                "report",
                "-o",
                file.toString(),
                "--server-version",
                Integer.toString(PostgresServer.VERSION),
                server.configurationFile().toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        String surface = "<section id=\"surface\"";
        assertThat(section(page, surface))
                .isEqualTo(section(Files.readString(file), surface))
                .contains("two words");
    }

    private static String section(String page, String begin) {
        int from = page.indexOf(begin);
        assertThat(from).isPositive();
        return page.substring(from, page.indexOf("</section>", from));
    }
}
