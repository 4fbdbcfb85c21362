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

/** docs/rollout.md, played from start to end with an application at work. The lines and the statements are those of the document. */
@Tag("server")
class RolloutTest {
    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);

    @TestServer(tcp = true)
    private PostgresServer server;

    private static List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("../docs/rollout.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** A shop: orders, a report with workers, an export, and a look at what another server has to say. */
    private String work(String expected) {
        for (String role : List.of("app", "reports")) {
            try (ClientSession session = ClientSession.open(server, role)) {
                session.query("INSERT INTO orders SELECT 'item ' || i, i FROM generate_series(1, 200) i");
                session.query("SELECT sum(amount), count(DISTINCT item) FROM orders");
                session.query("UPDATE orders SET amount = amount + 1 WHERE amount % 7 = 0");
                session.query("CREATE TEMP TABLE report AS SELECT item, sum(amount) FROM orders GROUP BY 1");
                session.query("SET work_mem = '64kB'");
                session.query("SELECT count(*) FROM (SELECT * FROM orders ORDER BY item, amount) o");
            }
        }
        server.query("VACUUM ANALYZE orders", "CHECKPOINT");
        String fetched =
                server.psqlAs("app", "SELECT ask_other_server()").output().trim();
        assertThat(fetched).isEqualTo(expected);
        return fetched;
    }

    private void createApplication() {
        server.query(
                "CREATE EXTENSION plperlu",
                "CREATE ROLE app LOGIN",
                "CREATE ROLE reports LOGIN",
                "CREATE TABLE orders (item text, amount int)",
                "GRANT ALL ON orders TO app, reports",
                "GRANT ALL ON SCHEMA public TO PUBLIC",
                "CREATE FUNCTION ask_other_server() RETURNS text LANGUAGE plperlu AS"
                        + " 'use Socket; my $s; return socket($s, PF_INET, SOCK_DGRAM, 0) ? \"asked\" : \"$!\"'");
    }

    private String statement(String block, int number) {
        return block.replaceAll(" *--[^\n]*", "").split(";\n", -1)[number].strip();
    }

    @Test
    void fromWarningsToEnforcement() throws IOException {
        List<String> blocks = blocks();
        server.start("");
        createApplication();
        work("asked");

        // 1. Load it, and let it warn.
        server.stopFast();
        String warning = blocks.get(0);
        server.start(warning);
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.query(statement(blocks.get(1), 0)))
                .startsWith("warning|pgseccomp.warn_only|")
                .doesNotContain("\n");

        // 2. Let the application work; it notices nothing.
        work("asked");

        // 3. Look at what would fail.
        assertThat(server.query(statement(blocks.get(2), 0))).contains("client backend|app|postgres|socket|1");

        assertThat(server.query(statement(blocks.get(3), 0)))
                .contains("@pl-perl|")
                .contains("@programs|");

        // 4. Try the lines.
        String check = statement(blocks.get(4), 0);
        String simulation = statement(blocks.get(4), 1);
        assertThat(server.query(check)).contains("tighter|").contains("looser|").doesNotContain("error|");
        assertThat(server.query(simulation)).as("the application needs it").doesNotContain("socket");
        assertThat(server.query("SELECT syscall, verdict, setting FROM seccomp_simulate('pgseccomp.warn_only = off')"
                        + " WHERE role = 'app' AND syscall = 'socket'"))
                .as("enforced as it is")
                .isEqualTo("socket|denied|pgseccomp.session_syscall_default");

        // 5. Enforce.
        Matcher lines = Pattern.compile("\\$\\$\n(.*?)\\$\\$", Pattern.DOTALL).matcher(check);
        assertThat(lines.find()).isTrue();
        try (ClientSession old = ClientSession.open(server, "app")) {
            server.reload(warning + lines.group(1));
            assertThat(old.query("SELECT count(*) > 0 FROM orders")).isEqualTo("t");
            assertThat(server.query("SELECT count(*) > 0 FROM seccomp_outdated_sessions"))
                    .isEqualTo("t");
        }
        work("asked");
        server.query(statement(blocks.get(5), 0));
        server.waitForQuery("SELECT count(*) FROM seccomp_unprotected", "0");
        String afterwards = blocks.get(6);
        assertThat(server.query(statement(afterwards, 0))).isEqualTo("0");
        assertThat(server.query(statement(afterwards, 1))).isEqualTo("0");
        assertThat(server.query(statement(afterwards, 2))).isEmpty();
        assertThat(server.query("SELECT policy FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("session");

        // The way back.
        server.reload(warning);
        assertThat(server.query("SELECT policy FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("session (only warns)");
    }
}
