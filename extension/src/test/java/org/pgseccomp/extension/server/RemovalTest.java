package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.server.Command.Result;

/** docs/uninstall.md: how pgseccomp is removed, in this order and in others, and what says whether it is on. */
@Tag("server")
class RemovalTest {
    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);

    private static final String POLICY = PostgresServer.ENABLED + """
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'joe'
                    pgseccomp.session_databases = 'app'
                    pgseccomp.process_types = 'autovacuum_worker'
                    session_syscall_error.joe = 'mount'
                    session_paths.joe = '@data, @libraries'
                    session_connect_ports.joe = '5432'
                    database_syscall_error.app = 'bpf'
                    process_syscall_error.autovacuum_worker = 'acct'
                    """;

    private static final String NOT_LOADED = "pgseccomp must be loaded through shared_preload_libraries";
    private static final String FILTERS_NOTHING = "it filters nothing, whatever \"pgseccomp.enabled\" shows";

    /** A block of the document that has this text. */
    private static String block(String text) throws IOException {
        Matcher matcher =
                BLOCK.matcher(Files.readString(Path.of("../docs/uninstall.md")).replaceAll("(?m)^   ", ""));
        while (matcher.find()) {
            if (matcher.group(1).contains(text)) {
                return matcher.group(1).strip();
            }
        }
        throw new AssertionError("no block of docs/uninstall.md has " + text);
    }

    private static String isOn() throws IOException {
        return block("AS filters");
    }

    private static String isFiltered() throws IOException {
        return block("AS all_protected");
    }

    private static void uninstall(Installation installation) throws IOException {
        Path sources = ServerFiles.newFolderOfAllTests();
        try (Stream<Path> made = Files.list(Path.of("../dist"))) {
            Path tarball = made.filter(file -> file.getFileName().toString().matches("pgseccomp-[0-9.]+\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
            assertDone(Command.runHere(
                    "tar", "-xzf", tarball.toString(), "-C", sources.toString(), "--strip-components=1"));
        }
        assertDone(Command.runHere(
                "make",
                "-s",
                "-C",
                sources.toString(),
                "PG_CONFIG=" + Installation.original(),
                "DESTDIR=" + installation.root(),
                "uninstall"));
        try (Stream<Path> left = Files.walk(installation.root())) {
            assertThat(left.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("pgseccomp(\\.|--).*")))
                    .isEmpty();
        }
    }

    private static void assertDone(Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static void assertUnfiltered(PostgresServer server) {
        assertThat(server.processes())
                .allSatisfy(process -> assertThat(process.status("NoNewPrivs")).isEqualTo("0"));
    }

    @Test
    void asTheDocumentSays() throws IOException {
        Installation installation = Installation.copyOfUsual();
        try (PostgresServer server = PostgresServer.createOf(installation)) {
            server.start(POLICY);
            server.query("CREATE DATABASE app", "CREATE ROLE joe LOGIN", "CREATE EXTENSION pgseccomp");
            server.queryIn("app", "CREATE EXTENSION pgseccomp");
            server.queryIn("template1", "CREATE EXTENSION pgseccomp");
            server.query("ALTER SYSTEM SET pgseccomp.session_syscall_error = 'chroot, swapon'");
            server.reload();
            assertThat(server.query(isOn(), isFiltered())).isEqualTo("t\nt");

            // 1. Drop the extension; filters stay.
            String loop = block("DROP EXTENSION")
                    .replace("psql ", installation.program("psql") + " -h " + server.folder() + " -U postgres ");
            assertDone(Command.run(List.of("sh", "-e", "-c", loop)));
            for (String database : List.of("postgres", "app", "template1")) {
                assertThat(server.queryIn(database, "SELECT count(*) FROM pg_proc WHERE probin LIKE '%pgseccomp'"))
                        .isEqualTo("0");
            }
            assertThat(server.postmaster().status("Seccomp")).isEqualTo("2");

            // 2. The query names every line, and no other.
            assertThat(server.query(block("FROM pg_file_settings")).lines()).hasSize(12);
            server.query("ALTER SYSTEM RESET pgseccomp.session_syscall_error");
            server.reload("");
            assertThat(server.query("SELECT 1; " + block("FROM pg_file_settings")))
                    .isEqualTo("1");
            assertThat(server.postmaster().status("Seccomp"))
                    .as("a reload unloads nothing")
                    .isEqualTo("2");

            // 3. Restart.
            assertThat(server.stopFast()).isZero();
            server.start("");
            assertUnfiltered(server);
            assertThat(server.psql("SHOW pgseccomp.enabled").output()).contains("unrecognized configuration parameter");
            assertThat(server.query(isOn())).isEqualTo("f");

            // 4. Remove the files.
            uninstall(installation);
            server.stop();
            server.start("");
            assertThat(server.query("SELECT count(*) FROM pg_available_extensions WHERE name LIKE 'pgsecc%'"))
                    .isEqualTo("0");
            try (Stream<Path> files = Files.walk(server.data())) {
                assertThat(files.filter(file -> file.getFileName().toString().contains("seccomp")))
                        .isEmpty();
            }
        }
    }

    @Test
    void filesThatAreRemovedFirstLeaveNoServerWithoutFilters() throws IOException {
        Installation installation = Installation.copyOfUsual();
        try (PostgresServer server = PostgresServer.createOf(installation)) {
            server.start(POLICY);
            server.query(
                    "CREATE EXTENSION pgseccomp",
                    "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                    "ANALYZE numbers");
            uninstall(installation);
            for (ServerProcess process : server.processes()) {
                assertThat(process.status("Seccomp")).isEqualTo("2");
            }
            String status = server.query("SELECT pg_read_file('/proc/self/status')");
            assertThat(status).as("a new session").containsPattern("Seccomp_filters:\\s*2");
            assertThat(server.query(
                            PostgresServer.ALWAYS_PARALLEL,
                            "SET parallel_setup_cost = 0",
                            "SET min_parallel_table_scan_size = 0",
                            "SELECT sum(i) FROM numbers"))
                    .isEqualTo("200010000");
            assertThat(server.psql("SELECT * FROM seccomp_processes()").output())
                    .contains("could not access file");
            assertThat(server.stopFast()).isZero();
            assertThat(server.startExpectingFailure(POLICY)).contains("could not access file \"pgseccomp\"");
            server.start("");
            server.query("DROP EXTENSION pgseccomp");
        }
    }

    /** What PostgreSQL keeps for a library that may come looks like a setting, and is none. */
    @Test
    void linesThatAreLeftDoNotMislead(@TestServer PostgresServer server) throws IOException {
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        server.stop();
        server.start(POLICY.replaceFirst("shared_preload_libraries.*\n", ""));
        assertUnfiltered(server);
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("on");
        assertThat(server.query(isOn())).isEqualTo("f");
        assertThat(server.query("SET pgseccomp.enabled = 'on'", isOn())).isEqualTo("f");
        for (String statement : List.of(
                "LOAD 'pgseccomp'",
                "SELECT * FROM seccomp_processes()",
                "SELECT * FROM seccomp_filter()",
                "SELECT * FROM seccomp_denials",
                "SELECT * FROM seccomp_check()",
                "SELECT set_client_filter('allow', '', '', 'mount', '')",
                isFiltered())) {
            Result result = server.psql(statement);
            assertThat(result.exitCode()).as(statement).isNotZero();
            assertThat(result.output()).as(statement).contains(NOT_LOADED).contains(FILTERS_NOTHING);
        }
        server.query("DROP EXTENSION pgseccomp");
        assertThat(server.psql("CREATE EXTENSION pgseccomp").output())
                .contains(NOT_LOADED)
                .contains(FILTERS_NOTHING);
    }

    @Test
    void aServerThatHasLoadedItAndIsOffSaysSo(@TestServer PostgresServer server) throws IOException {
        server.start("shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = off\n");
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.psql("SET pgseccomp.enabled = on").output()).contains("cannot be changed without restarting");
        assertThat(server.query("SHOW pgseccomp.enabled", isOn())).isEqualTo("off\nf");
        assertThat(server.psql(isFiltered()).output()).contains("pgseccomp is not enabled");
    }

    /** Another file of the same library: the server is filtered, and the message does not say that it is not. */
    @Test
    void anotherCopyIsRefusedForAnotherReason(@TestServer PostgresServer server) throws IOException {
        server.start(PostgresServer.ENABLED);
        Path library = Path.of(Command.run(List.of(server.program("pg_config"), "--pkglibdir"))
                .output()
                .strip());
        Path copy = server.folder().resolve("pgseccomp.so");
        Files.copy(library.resolve("pgseccomp.so"), copy);
        assertThat(server.psql("LOAD '" + copy + "'").output())
                .contains(NOT_LOADED)
                .contains("The server has loaded another copy of this library.")
                .doesNotContain(FILTERS_NOTHING);
        assertThat(server.query(isOn())).isEqualTo("t");
    }

    @Test
    void anExtensionIsNotDroppedBelowAViewThatUsesIt(@TestServer PostgresServer server) {
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp", "CREATE VIEW mine AS SELECT * FROM seccomp_denials");
        assertThat(server.psql("DROP EXTENSION pgseccomp").output())
                .contains("view mine depends on view seccomp_denials");
        server.query("DROP VIEW mine", "DROP EXTENSION pgseccomp");
    }
}
