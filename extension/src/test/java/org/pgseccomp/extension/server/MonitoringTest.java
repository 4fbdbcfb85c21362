package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.server.Command.Result;

/** What we ship for Prometheus and Grafana (the folder monitoring), with the real exporter and promtool. */
@Tag("server")
class MonitoringTest {
    private static final Pattern METRIC = Pattern.compile("pgseccomp_\\w+");

    @TestServer
    private PostgresServer server;

    private Exporter start(String configuration) throws IOException {
        server.start(configuration);
        server.query("CREATE EXTENSION pgseccomp", "CREATE ROLE prometheus LOGIN IN ROLE pg_monitor");
        return Exporter.start(server, "prometheus");
    }

    /** The value of a metric, as the exporter writes it, of the only line that has all of some labels. */
    private static String value(List<String> metrics, String name, String... labels) {
        List<String> found = metrics.stream()
                .filter(line -> line.startsWith(name + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .toList();
        assertThat(found).as("%s %s among %s", name, List.of(labels), metrics).hasSize(1);
        return found.get(0).substring(found.get(0).lastIndexOf(' ') + 1);
    }

    /** Of our queries; its own do not know the newest servers. */
    private static void assertNoErrors(Exporter exporter) {
        assertThat(exporter.said().lines().filter(line -> line.contains("pgseccomp") && line.contains("rror")))
                .isEmpty();
    }

    @Test
    void denialsAreMeasured() throws IOException {
        try (Exporter exporter = start(PostgresServer.ENABLED + """
                pgseccomp.session_syscall_error = 'symlink, symlinkat'
                """)) {
            List<String> before = exporter.metrics();
            assertThat(value(before, "pgseccomp_enabled")).isEqualTo("1");
            assertThat(value(before, "pgseccomp_learning")).isEqualTo("0");
            assertThat(value(before, "pgseccomp_warn_only")).isEqualTo("0");
            assertThat(value(before, "pgseccomp_not_counted_total")).isEqualTo("0");
            assertThat(value(before, "pgseccomp_outdated_sessions")).isEqualTo("0");
            assertThat(value(before, "pgseccomp_processes_without_policy")).isEqualTo("0");
            assertThat(Double.parseDouble(value(before, "pgseccomp_processes"))).isGreaterThan(5);
            assertThat(before).noneMatch(line -> line.startsWith("pgseccomp_denials"));
            for (int i = 0; i < 3; i++) {
                server.psql("CREATE TABLESPACE t LOCATION '" + server.newTableSpaceFolder() + "'");
            }
            List<String> after = exporter.metrics();
            assertThat(value(
                            after,
                            "pgseccomp_denials_total",
                            "syscall=\"symlink\"",
                            "role=\"postgres\"",
                            "database=\"postgres\"",
                            "backend_type=\"client backend\"",
                            "action=\"error\"",
                            "source=\"session\""))
                    .isEqualTo("3");
            double at =
                    Double.parseDouble(value(after, "pgseccomp_denials_last_timestamp_seconds", "syscall=\"symlink\""));
            assertThat(Math.abs(at - Double.parseDouble(server.query("SELECT extract(epoch FROM now())"))))
                    .isLessThan(600);
            assertNoErrors(exporter);
        }
    }

    /** A server that is not protected, or not yet, says so, without an error each time it is asked. */
    @Test
    void aServerThatDeniesNothingSaysSo() throws IOException {
        try (Exporter exporter = start("shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = off\n")) {
            List<String> metrics = exporter.metrics();
            assertThat(value(metrics, "pgseccomp_enabled")).isEqualTo("0");
            assertThat(value(metrics, "pgseccomp_processes")).isEqualTo("0");
            assertThat(value(metrics, "pgseccomp_not_counted_total")).isEqualTo("NaN");
            assertNoErrors(exporter);
            assertThat(server.log()).doesNotContain("ERROR:  pgseccomp");
        }
        server.stop();
        server.start(PostgresServer.ENABLED + "pgseccomp.learn = on\n");
        try (Exporter exporter = Exporter.start(server, "prometheus")) {
            List<String> metrics = exporter.metrics();
            assertThat(value(metrics, "pgseccomp_learning")).isEqualTo("1");
            assertThat(value(metrics, "pgseccomp_processes_without_policy")).isEqualTo("0");
            assertNoErrors(exporter);
        }
    }

    private static Result promtool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Exporter.program("promtool")));
        command.addAll(List.of(arguments));
        return Command.runHere(command.toArray(String[]::new));
    }

    @Test
    void alertsFireWhereTheyShould() {
        Result result = promtool(
                "test", "rules", Exporter.SHIPPED.resolve("alerts-test.yaml").toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("SUCCESS");
    }

    /** Each metric that an alert or a panel looks at is one that the exporter is told of, and each expression is one. */
    @Test
    void alertsAndTheDashboardLookAtWhatIsMeasured() throws IOException {
        Set<String> measured = measured();
        String alerts = Files.readString(Exporter.SHIPPED.resolve("alerts.yaml"));
        String dashboard = Files.readString(Exporter.SHIPPED.resolve("grafana-dashboard.json"));
        Set<String> looked = new TreeSet<>();
        List<String> expressions = new ArrayList<>();
        collect(alerts, Pattern.compile("expr: (.*)"), expressions);
        assertThat(expressions).hasSizeGreaterThan(8);
        collect(dashboard, Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\""), expressions);
        assertThat(expressions).hasSizeGreaterThan(16);
        StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        for (String expression : expressions) {
            Matcher matcher = METRIC.matcher(expression);
            while (matcher.find()) {
                looked.add(matcher.group());
            }
            String plain = expression.replace("\\\"", "\"").replace("$__rate_interval", "5m");
            rules.append("      - record: a\n        expr: '").append(plain).append("'\n");
        }
        assertThat(measured).containsAll(looked).hasSize(9);
        Path file = Files.createTempFile("pgseccomp-panels", ".yaml");
        try {
            Files.writeString(file, rules);
            Result result = promtool("check", "rules", file.toString());
            assertThat(result.exitCode()).as(result.output()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    private static void collect(String text, Pattern pattern, List<String> found) {
        pattern.matcher(text).results().map(result -> result.group(1)).forEach(found::add);
    }

    /** The names of the metrics, of the queries that we ship: the query's and the column's. */
    private static Set<String> measured() throws IOException {
        Set<String> names = new TreeSet<>();
        String query = "";
        String column = "";
        for (String line : Files.readAllLines(Exporter.SHIPPED.resolve("postgres-exporter.yaml"))) {
            if (line.matches("\\w+:")) {
                query = line.substring(0, line.length() - 1);
            } else if (line.matches(" {4}- \\w+:")) {
                column = line.strip().substring(2).replace(":", "");
            } else if (line.matches(" +usage: \"(GAUGE|COUNTER)\"")) {
                names.add(query + "_" + column);
            }
        }
        assertThat(names.stream().collect(Collectors.joining(" "))).contains("pgseccomp_denials_total");
        return names;
    }
}
