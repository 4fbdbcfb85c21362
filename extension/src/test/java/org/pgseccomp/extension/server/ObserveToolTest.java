package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.extension.server.Command.Result;

/** {@code pgseccomp observe}: the policy of one server is what the server itself recommends, and that of several has what each needs. */
@Tag("server")
class ObserveToolTest {
    private static final String LEARNING = PostgresServer.ENABLED + "pgseccomp.learn = on\n";

    @TestServer
    private PostgresServer one;

    @TestServer
    private PostgresServer two;

    @TempDir
    private Path home;

    private Tool tool;

    @BeforeEach
    void start() {
        tool = new Tool(home).with("PGUSER", "postgres").with("PGDATABASE", "postgres");
        for (PostgresServer each : List.of(one, two)) {
            each.start(LEARNING);
            Syscalls.createFunctions(each);
        }
    }

    private static String address(PostgresServer server) {
        return "host=" + server.folder() + " port=" + server.port();
    }

    private static List<String> settings(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    @Test
    void thePolicyOfOneServerIsItsOwnRecommendation() throws IOException {
        one.query("CREATE ROLE \"J\u00f6rg, \\\"x\" LOGIN SUPERUSER".replace("\\\"", "\"\""));
        one.query("COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'", "SELECT denied('swapoff')");
        Result result = tool.run("observe", address(one));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(settings(result.output())).isEqualTo(settings(one.query("SELECT seccomp_recommend()")));
        assertThat(result.output())
                .contains("swapoff")
                .contains(": It learnt for ")
                .doesNotContain("# It learnt");
    }

    @Test
    void whatOneOfTwoNeedsIsInThePolicyAndNamed() throws IOException {
        two.query("SELECT denied('swapoff')");
        Result result = tool.run("observe", address(one), address(two), "/nowhere");
        assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
        assertThat(result.output())
                .contains("warning: /nowhere: connection to socket /nowhere/.s.PGSQL.5432: No such file or directory")
                .contains("from what 2 servers learnt");
        assertThat(result.output()
                        .lines()
                        .filter(line -> line.startsWith("#   " + two.folder() + ", client_backend: ")))
                .singleElement()
                .asString()
                .contains("swapoff");
        TreeSet<String> both = new TreeSet<>(session(one.query("SELECT seccomp_recommend()")));
        both.addAll(session(two.query("SELECT seccomp_recommend()")));
        assertThat(session(result.output())).containsAll(both).contains("swapoff");
    }

    private static List<String> session(String lines) {
        String setting = "pgseccomp.session_syscall_allow = '";
        String line = lines.lines()
                .filter(each -> each.startsWith(setting))
                .findFirst()
                .orElseThrow();
        return List.of(line.substring(setting.length(), line.length() - 1).split(", ?"));
    }

    @Test
    void asJson() throws IOException {
        two.query("SELECT denied('swapoff')", "CREATE ROLE watcher LOGIN IN ROLE pg_monitor");
        Result result = tool.run("observe", "--format", "json", address(one), address(two) + " user=watcher");
        assertThat(result.exitCode()).as(result.output()).isZero();
        JsonNode json = Tool.valid(result);
        assertThat(json.path("postgresql").asInt()).isEqualTo(PostgresServer.VERSION);
        boolean isNamed = false;
        for (JsonNode each : json.path("only")) {
            isNamed |= each.path("server").asText().startsWith(two.folder().toString())
                    && each.path("calls").toString().contains("\"swapoff\"");
        }
        assertThat(isNamed).isTrue();
        for (JsonNode each : json.path("observed")) {
            if (each.path("syscall").asText().equals("swapoff")) {
                assertThat(each.path("calls").asText())
                        .isEqualTo(two.query("SELECT sum(calls) FROM seccomp_observed WHERE syscall = 'swapoff'"));
            }
        }
    }

    @Test
    void aServerThatDoesNotTell() throws IOException {
        two.query("CREATE ROLE nobody LOGIN", "REVOKE EXECUTE ON FUNCTION seccomp_observed() FROM PUBLIC");
        Result result = tool.run("observe", address(two) + " user=nobody");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("permission denied").contains("no policy is printed");
    }
}
