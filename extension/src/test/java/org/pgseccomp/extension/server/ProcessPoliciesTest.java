package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of process types: which there are in each version, and what a process of a type gets. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessPoliciesTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'chroot'\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(CONFIGURATION);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe LOGIN REPLICATION SUPERUSER", "CREATE ROLE other LOGIN REPLICATION SUPERUSER");
        server.stop();
    }

    /** The types of this version. */
    private static List<String> types() {
        List<String> types = new ArrayList<>(List.of(
                "autovacuum_launcher",
                "autovacuum_worker",
                "background_worker",
                "logical_replication_launcher",
                "logical_replication_worker",
                "walsender",
                "walreceiver",
                "startup",
                "checkpointer",
                "background_writer",
                "walwriter",
                "archiver",
                "logger"));
        if (PostgresServer.VERSION >= 17) {
            types.addAll(List.of("slotsync_worker", "walsummarizer"));
        }
        if (PostgresServer.VERSION >= 18) {
            types.add("io_worker");
        }
        return types;
    }

    @ParameterizedTest
    @CsvSource({"walsummarizer, 17", "slotsync_worker, 17", "io_worker, 18"})
    void aTypeThatThisVersionHasNotIsRefusedAtStart(String type, int since) {
        assumeTrue(PostgresServer.VERSION < since);
        assertThat(server.startExpectingFailure(CONFIGURATION + "pgseccomp.process_types = '" + type + "'\n"))
                .contains("FATAL:  process type \"" + type + "\" cannot have settings of its own here")
                .contains("DETAIL:  PostgreSQL " + PostgresServer.VERSION + " ")
                .contains("PostgreSQL " + since + " is the first")
                .contains("HINT:  Take it out of pgseccomp.process_types.")
                .contains("CONTEXT:  line 4 of configuration file");
    }

    @Test
    void eachProcessGetsThePolicyOfItsType() {
        StringBuilder configuration = new StringBuilder(CONFIGURATION);
        configuration.append("logging_collector = on\narchive_mode = on\narchive_command = 'true'\n");
        if (PostgresServer.VERSION >= 17) {
            configuration.append("summarize_wal = on\n");
        }
        configuration
                .append("pgseccomp.process_types = '")
                .append(String.join(", ", types()))
                .append("'\n");
        for (String type : types()) {
            configuration.append("process_syscall_error.").append(type).append(" = 'acct'\n");
        }
        server.start(configuration.toString());
        // Some get it when they begin to work, a moment after the start (late_types.c).
        server.waitForQuery(
                "SELECT count(*) FROM seccomp_processes() WHERE policy = 'global' AND backend_type NOT IN ('startup', 'postmaster')",
                "0");
        String rows =
                server.query("SELECT replace(backend_type, ' ', '_'), policy, filters, agrees FROM seccomp_processes()"
                        + " WHERE backend_type NOT IN ('client backend', 'startup') ORDER BY 1");
        for (String row : rows.split("\n", -1)) {
            String type = row.substring(0, row.indexOf('|'));
            assertThat(row)
                    .isEqualTo(types().contains(type) ? type + "|process:" + type + "|2|t" : type + "|global|1|t");
        }
        assertThat(rows).contains("checkpointer|").contains("logger|").contains("autovacuum_launcher|process:");
        server.query("CREATE TABLE written AS SELECT generate_series(1, 1000)", "CHECKPOINT");
    }

    /** What archive_command executes inherits the filters of the archiver. */
    @Test
    void theArchiversProgramHasTheFiltersOfTheArchiver() throws IOException {
        Path archived = server.folder().resolve("archived");
        String configuration = CONFIGURATION + "archive_mode = on\narchive_command = 'grep Seccomp_filters:"
                + " /proc/self/status > " + archived + "'\n";
        String ofType = "pgseccomp.process_types = 'archiver'\nprocess_syscall_error.archiver = 'acct'\n";
        server.start(configuration + ofType);
        server.query("CREATE TABLE archived AS SELECT generate_series(1, 1000)", "SELECT pg_switch_wal()");
        server.waitForQuery("SELECT archived_count > 0 FROM pg_stat_archiver", "t");
        assertThat(Files.readString(archived)).isEqualTo("Seccomp_filters:\t2\n");
        server.query("DROP TABLE archived");
    }

    /** Its role's settings, then those of walsenders, then the sessions'. */
    @ParameterizedTest
    @CsvSource({
        "false, other, f, t, session",
        "true, other, t, f, process:walsender",
        "true, joe, f, t, process:walsender+role:joe"
    })
    void aWalsenderWithARole(boolean ofType, String role, String denied, String chroot, String policy) {
        String ofWalsenders = """
                pgseccomp.process_types = 'walsender'
                process_syscall_error.walsender = 'acct'
                process_syscall_kill.walsender = 'mount'
                """;
        server.start(CONFIGURATION
                + (ofType ? ofWalsenders : "")
                + "pgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = 'chroot'\n");
        try (ClientSession session = ClientSession.openWalsender(server, role)) {
            assertThat(session.query("SELECT denied('acct'), denied('chroot')")).isEqualTo(denied + "|" + chroot);
            assertThat(session.query("SELECT policy, agrees FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                    .isEqualTo(policy + "|t");
            String mount = ofType ? "kill" : "";
            assertThat(session.query("SELECT split_part(filter_action, '->', 2) FROM seccomp_filter()"
                            + " WHERE context <> 'global' AND syscall = 'mount'"))
                    .as("what the role does not say, its type does")
                    .isEqualTo(mount);
        }
    }

    @Test
    void aReloadChangesTheTypesOfProcessesThatBeginLater() {
        server.start(CONFIGURATION);
        assertThat(server.query("SELECT count(*) FROM seccomp_process_filter('walsender') WHERE syscall = 'acct'"))
                .isEqualTo("0");
        server.reload(
                CONFIGURATION + "pgseccomp.process_types = 'walsender'\nprocess_syscall_error.walsender = 'acct'\n");
        assertThat(server.query("SELECT filter_action, context FROM seccomp_process_filter('walsender')"
                        + " WHERE syscall = 'acct'"))
                .isEqualTo("process->error|process");
        server.reload(
                CONFIGURATION + "pgseccomp.process_types = 'walsender'\nprocess_syscall_error.walsender = 'acct,'\n");
        assertThat(server.log()).contains("pgseccomp: the reload has changed no policy");
        assertThat(server.query("SELECT count(*) FROM seccomp_process_filter('walsender') WHERE syscall = 'acct'"))
                .as("the last good whole stays")
                .isEqualTo("1");
        server.reload(CONFIGURATION + "pgseccomp.process_types = 'walsnder'\n");
        assertThat(server.log())
                .contains("LOG:  invalid list of process types in parameter \"pgseccomp.process_types\"")
                .contains("Did you mean \"walsender\"?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        pgseccomp.process_types = 'client backend'        | HINT:  Sessions have the settings pgseccomp.session_syscall_
        pgseccomp.process_types = 'parallel_worker'       | HINT:  A parallel worker carries the filters of its leader.
        process_syscall_error.autovacum_worker = 'acct'   | HINT:  Did you mean "process_syscall_error.autovacuum_worker"?
        pgseccomp.process_types = 'walsender' # \\n process_syscall_error.walsender = 'acct, x' | FATAL:  unknown system call "x" in parameter "process_syscall_error.walsender"
        pgseccomp.process_types = 'walsender' # \\n process_syscall_default.walsender = 'error' | FATAL:  the walsender filter of pgseccomp does not allow
        """)
    void whatIsWrongStopsTheServerFromStarting(String lines, String message) {
        assertThat(server.startExpectingFailure(CONFIGURATION + lines.replace("\\n", "\n") + "\n"))
                .contains("FATAL:  ")
                .contains(message);
    }

    @Test
    void aSettingOfATypeThatIsNotListedHasNoEffectAndALine() {
        server.start(CONFIGURATION + "process_syscall_error.walsender = 'acct'\n");
        assertThat(server.log())
                .contains("LOG:  pgseccomp: parameter \"process_syscall_error.walsender\" has no effect")
                .contains("DETAIL:  Its process type is not in pgseccomp.process_types.");
    }

    @Test
    void whoMaySeeTheFiltersOfProcesses() {
        server.start(CONFIGURATION);
        server.query(
                "DROP ROLE IF EXISTS plain, monitor",
                "CREATE ROLE plain LOGIN",
                "CREATE ROLE monitor LOGIN",
                "REVOKE EXECUTE ON FUNCTION seccomp_processes(), seccomp_process_filter(text) FROM PUBLIC",
                "GRANT pg_monitor TO monitor");
        try (ClientSession plain = ClientSession.open(server, "plain");
                ClientSession monitor = ClientSession.open(server, "monitor")) {
            assertThat(plain.error("SELECT * FROM seccomp_processes()")).startsWith("42501 ");
            assertThat(plain.error("SELECT * FROM seccomp_process_filter('archiver')"))
                    .startsWith("42501 ");
            server.waitForQuery("SELECT bool_and(agrees) FROM seccomp_processes()", "t");
            assertThat(monitor.query("SELECT count(*) > 5, bool_and(agrees) FROM seccomp_processes()"))
                    .isEqualTo("t|t");
            assertThat(monitor.query("SELECT count(*) > 1 FROM seccomp_process_filter('walsender')"))
                    .isEqualTo("t");
            assertThat(monitor.error("SELECT * FROM seccomp_process_filter('archivr')"))
                    .contains("unknown process type \"archivr\"");
        }
    }

    /** Whoever sees a process in seccomp_processes() can ask for its rules by what stands there. */
    @Test
    void theFilterOfEachProcessIsFoundByWhatIsShownOfIt() {
        server.start(CONFIGURATION);
        assertThat(server.query("SELECT count(*) FROM seccomp_processes() p WHERE NOT EXISTS"
                        + " (SELECT FROM seccomp_process_filter(coalesce(p.backend_type, 'starting')))"))
                .endsWith("0");
        for (String name : List.of("client backend", "client_backend", "parallel worker")) {
            assertThat(rules(name))
                    .as(name)
                    .isEqualTo(server.query("SELECT string_agg(f::text, ' ') FROM seccomp_filter() f"));
        }
        for (String name :
                List.of("walsender", "autovacuum worker", "background writer", "logical replication launcher")) {
            assertThat(rules(name)).as(name).isEqualTo(rules(name.replace(' ', '_')));
        }
        assertThat(rules("logical replication apply worker")).isEqualTo(rules("logical_replication_worker"));
        assertThat(rules("postmaster")).contains("global->").doesNotContain("session->");
    }

    private String rules(String name) {
        return server.query(
                "SET client_min_messages = warning",
                "SELECT string_agg(f::text, ' ') FROM seccomp_process_filter('" + name + "') f");
    }
}
