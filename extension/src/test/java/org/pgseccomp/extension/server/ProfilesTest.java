package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** What one line in the configuration does: {@code pgseccomp.profile}. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfilesTest {
    private static final String LOADED = "shared_preload_libraries = 'pgseccomp'\n";
    private static final String STRICT = LOADED + "pgseccomp.profile = 'strict'\n";

    @TestServer
    private PostgresServer server;

    @AfterEach
    void stop() {
        if (server.isStarted()) {
            server.query("DROP TABLE IF EXISTS t", "DROP ROLE IF EXISTS writer, half");
            server.stop();
        }
    }

    private void create() {
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    private Result program(String role) {
        return server.psqlAs(role, "COPY (SELECT 'written') TO PROGRAM 'cat > /dev/null'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "strict"})
    void oneLineSwitchesItOn(String profile) {
        server.start(LOADED + "pgseccomp.profile = " + profile + "\n");
        create();
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("on");
        assertThat(server.log()).doesNotContain("WARNING");
        // The kernel's own word.
        assertThat(server.query("SELECT count(*) FROM seccomp_processes() WHERE filters IS NULL OR filters < 1"))
                .isEqualTo("0");
        assertThat(
                        server.query(
                                "SELECT DISTINCT filter_action FROM seccomp_filter() WHERE context = 'session' AND syscall = '<default>'"))
                .isEqualTo("session->error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "strict"})
    void aServerWorksAsBefore(String profile) {
        server.start(
                LOADED + "pgseccomp.profile = " + profile + "\nautovacuum_naptime = 1\nlogging_collector = on\n"
                        + "log_filename = 'server.log'\nmin_parallel_table_scan_size = 0\nparallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
        create();
        server.query("DROP TABLE IF EXISTS t");
        server.query("CREATE TABLE t AS SELECT i, repeat('x', 500) AS text FROM generate_series(1, 20000) i");
        server.query("CREATE INDEX ON t (text, i)", "VACUUM FULL t", "ANALYZE t");
        assertThat(server.query("SELECT count(*) FROM t WHERE length(text) = 500"))
                .isEqualTo("20000");
        server.query("SET work_mem = '64kB'", "SELECT count(*) FROM (SELECT * FROM t ORDER BY text, i DESC) s");
        server.query(
                "SELECT lo_create(4711)", "SELECT lowrite(lo_open(4711, 131072), 'large')", "SELECT lo_unlink(4711)");
        server.query("SELECT set_client_filter('allow', '', '', 'mount', '', '')");
        server.query("CREATE DATABASE other");
        server.query("DROP DATABASE other");
        server.query("CHECKPOINT");
        assertThat(server.query("SELECT count(*) FROM seccomp_denials")).isEqualTo("0");
        int crashed = server.log().length();
        server.psql("SELECT 1");
        server.stop();
        assertThat(server.log().substring(Math.min(crashed, server.log().length())))
                .doesNotContain("PANIC");
    }

    @Test
    void programsRunUnderBaseline() {
        server.start(
                LOADED
                        + "pgseccomp.profile = 'baseline'\narchive_mode = on\narchive_command = 'test ! -f %f.none && cat %p > /dev/null'\n");
        create();
        server.query(
                "COPY (SELECT generate_series(1, 1000)) TO PROGRAM 'gzip | gzip -d | sort -n | tail -n 1 > /dev/null'");
        server.query("SELECT pg_switch_wal()");
        server.waitForQuery("SELECT archived_count > 0 AND failed_count = 0 FROM pg_stat_archiver", "t");
        assertThat(server.query("SELECT count(*) FROM seccomp_denials")).isEqualTo("0");
    }

    /** A program asks for a namespace, a raw socket; nothing of it is for a server. unshare(1) is in every Debian. */
    @ParameterizedTest
    @ValueSource(strings = {"unshare --user true", "unshare --net true", "unshare --mount true"})
    void baselineHasNoNamespaces(String command) {
        server.start(LOADED + "pgseccomp.profile = 'baseline'\n");
        assertThat(server.psql("COPY (SELECT 1) TO PROGRAM '" + command + "'").output())
                .contains("ERROR");
        server.query("COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'");
    }

    @Test
    void strictExecutesNothingInSessionsAndSaysWhatToWrite() {
        server.start(STRICT + "archive_mode = on\narchive_command = 'test ! -f %f.none && cat %p > /dev/null'\n");
        create();
        server.query("CREATE ROLE writer LOGIN SUPERUSER");
        Result denied = program("writer");
        assertThat(denied.output())
                .contains("could not execute command")
                .containsPattern(
                        "denied system call \"(clone|pipe2)\".*, by the filter of sessions \\(default of profile \"strict\"\\)")
                .contains("Profile \"strict\" does not allow")
                .contains("Add @programs for programs that they start (with @programs in the list of files), or ")
                .contains(
                        " alone, to session_syscall_allow.ROLE = '@profile, ...' of a role in pgseccomp.session_roles, or to pgseccomp.session_syscall_allow for all sessions.")
                .contains("takes effect for new sessions after a reload");
        assertThat(server.query("SELECT count(*) > 0 FROM seccomp_denials WHERE syscall IN ('clone', 'pipe2')"))
                .isEqualTo("t");
        server.query("SELECT pg_switch_wal()");
        server.waitForQuery("SELECT archived_count > 0 AND failed_count = 0 FROM pg_stat_archiver", "t");
    }

    @Test
    void aListStandsOnTopOfTheProfile() {
        server.start(STRICT
                + "pgseccomp.session_roles = 'writer, half'\nsession_syscall_allow.writer = '@profile, @programs'\nsession_paths.writer = '@profile, @programs'\n"
                + "session_syscall_allow.half = '@profile, @programs'\n");
        create();
        server.query("CREATE ROLE writer LOGIN SUPERUSER", "CREATE ROLE half LOGIN SUPERUSER");
        assertThat(program("writer").output()).doesNotContain("ERROR");
        assertThat(program("half").output())
                .contains(
                        "HINT:  Add @programs, or the program and its libraries with :rx, to session_paths.ROLE of a role in pgseccomp.session_roles (behind '@profile', or what all sessions have), or to \"pgseccomp.session_paths\".");
        assertThat(server.psql("COPY (SELECT 'written') TO PROGRAM 'cat > /dev/null'")
                        .output())
                .contains("ERROR");
        assertThat(server.psqlAs(
                                "writer",
                                "SELECT count(*) FROM seccomp_filter() WHERE syscall = 'execve' AND context = 'session'"
                                        + " AND filter_action = 'session->allow'")
                        .output())
                .contains("1");
    }

    @Test
    void whatIsWrittenIsTheWayOut() {
        server.start(STRICT + "pgseccomp.enabled = off\n");
        create();
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("off");
        assertThat(server.psql("COPY (SELECT 'written') TO PROGRAM 'cat > /dev/null'")
                        .output())
                .doesNotContain("ERROR");
        server.stop();
        server.start(LOADED + "pgseccomp.profile = 'none'\n");
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("off");
    }

    /** LLVM writes code to memory and makes it executable. Debian's packages compile what is expensive unless it is turned off. */
    @Test
    void strictDoesNotCompileStatements() {
        server.start(STRICT);
        assertThat(server.query("SHOW jit")).isEqualTo("off");
        server.query("SET jit_above_cost = 0", "SELECT sum(i) FROM generate_series(1, 100) i");
        server.stop();
        server.start(STRICT + "jit = on\n");
        assertThat(server.log())
                .contains("WARNING:  statements that PostgreSQL compiles (jit) fail under pgseccomp.profile = strict");
        server.stop();
        // Servers that script/servers unpacked have LLVM below /var/cache.
        server.start(STRICT + "jit = on\npgseccomp.session_syscall_allow = '@profile, @jit'\n"
                + "pgseccomp.session_paths = '@profile, /var/cache'\n");
        assertThat(server.log()).doesNotContain("jit");
        server.query("SET jit_above_cost = 0", "SELECT sum(i) FROM generate_series(1, 100) i");
    }

    @Test
    void aReloadKeepsIt() {
        String dba = STRICT + "pgseccomp.session_paths = '@data, @libraries, @config:rw'\n";
        server.start(dba);
        create();
        server.reload(dba + "pgseccomp.session_syscall_allow = '@profile, uname'\n");
        server.waitForQuery(
                "SELECT count(*) FROM seccomp_filter() WHERE syscall = 'uname' AND context = 'session'"
                        + " AND filter_action = 'session->allow'",
                "1");
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("on");
        server.query("ALTER SYSTEM SET pgseccomp.profile = 'baseline'", "ALTER SYSTEM RESET pgseccomp.profile");
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.profile = 'lax'").output())
                .contains("invalid value for parameter \"pgseccomp.profile\": \"lax\"")
                .contains("none, baseline, strict");
    }

    @Test
    void aProfileThatIsNoneIsRefused() {
        assertThat(server.startExpectingFailure(LOADED + "pgseccomp.profile = 'strikt'\n"))
                .contains("FATAL:  invalid value for parameter \"pgseccomp.profile\": \"strikt\"")
                .contains("HINT:  Available values: none, baseline, strict.");
    }

    /** Where the kernel has Landlock, as on every machine that runs this. */
    @Test
    void sessionsUnderStrictUseTheFilesOfTheServerOnly() throws IOException {
        Path exports = server.newTableSpaceFolder();
        server.start(STRICT + "pgseccomp.session_roles = 'dba, exporter'\n"
                + "session_paths.dba = ''\nsession_syscall_allow.dba = '@profile, symlink, readlink, chmod'\n"
                + "session_paths.exporter = '@profile, " + exports + ":rw'\n");
        create();
        for (String role : List.of("dba", "exporter")) {
            server.query("DROP ROLE IF EXISTS " + role, "CREATE ROLE " + role + " SUPERUSER LOGIN");
        }
        Result passwd = server.psql("SELECT pg_read_file('/etc/passwd')");
        assertThat(passwd.output())
                .contains("could not open file \"/etc/passwd\" for reading: Permission denied")
                .contains("pgseccomp.session_paths");
        assertThat(server.psql("COPY (SELECT 'x') TO '" + server.data() + "/postgresql.auto.conf'")
                        .output())
                .contains("Permission denied");
        Path passing = Path.of("/tmp", server.folder().getFileName() + ".copy");
        assertThat(server.psql("COPY (SELECT 'x') TO '" + passing + "'").exitCode())
                .isZero();
        Files.delete(passing);
        String copy = "COPY (SELECT 'x') TO '" + exports + "/copy'";
        assertThat(server.psql(copy).output())
                .as("umask is denied too, and no error is about it")
                .contains("Permission denied", "the list of files is: add the file or its folder")
                .doesNotContain("umask");
        Result exported = server.psqlAs("exporter", copy);
        assertThat(exported.exitCode()).as(exported.output()).isZero();
        assertThat(server.query(
                        "SELECT bool_and(paths) FROM seccomp_processes() WHERE backend_type = 'client backend'"))
                .isEqualTo("t");
        server.waitForQuery("SELECT bool_and(agrees) FROM seccomp_processes()", "t");
    }

    @Test
    void tableSpacesAreUsedUnderStrict() {
        server.start(STRICT + "pgseccomp.session_roles = 'dba'\n"
                + "session_paths.dba = ''\nsession_syscall_allow.dba = '@profile, symlink, readlink, chmod'\n");
        server.query("DROP ROLE IF EXISTS dba", "CREATE ROLE dba SUPERUSER LOGIN");
        Path space = server.newTableSpaceFolder();
        Result made = server.psqlAs("dba", "CREATE TABLESPACE space LOCATION '" + space + "'");
        assertThat(made.exitCode()).as(made.output()).isZero();
        server.query("CREATE TABLE t TABLESPACE space AS SELECT 1 AS i", "CHECKPOINT");
        assertThat(server.query("SELECT count(*) FROM t")).isEqualTo("1");
        server.query("DROP TABLE t");
        server.query("DROP TABLESPACE space");
    }

    /** As Debian's postgresql.conf has it: each process that reads the configuration again lists the folder. */
    @Test
    void aFolderOfConfigurationFilesIsReadByEveryProcess() throws IOException {
        Path folder = Files.createDirectories(server.folder().resolve("conf.d"));
        Command.giveToServerUser(folder);
        String configuration = STRICT + "wal_level = logical\ninclude_dir = '" + folder + "'\n";
        server.start(configuration);
        for (int i = 0; i < 2; i++) {
            int length = server.log().length();
            server.reload(configuration + "log_min_duration_statement = " + (1000 + i) + "\n");
            server.waitForLogAfter(length, "parameter \"log_min_duration_statement\" changed");
            server.waitForQuery("SHOW log_min_duration_statement", i == 0 ? "1s" : "1001ms");
        }
        // All of them have had the signal by now.
        server.query("CHECKPOINT", "SELECT pg_sleep(0.5)");
        assertThat(server.log()).doesNotContain("could not read directory").doesNotContain("could not open directory");
    }

    /** All processes of PostgreSQL 18 read and write through rings then. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "strict"})
    void aServerWithIoUringWorksAsBefore(String profile) {
        assumeTrue(PostgresServer.VERSION >= 18, "io_method is of PostgreSQL 18");
        server.start(LOADED + "pgseccomp.profile = " + profile
                + "\nio_method = io_uring\nautovacuum_naptime = 1\nshared_buffers = 1MB\n");
        create();
        server.query(
                "DROP TABLE IF EXISTS t",
                "CREATE TABLE t AS SELECT i, repeat('x', 500) AS text FROM generate_series(1, 20000) i");
        server.query("VACUUM ANALYZE t", "CHECKPOINT");
        assertThat(server.query("SELECT count(*) FROM t WHERE length(text) = 500"))
                .isEqualTo("20000");
        server.stop();
        server.start(LOADED + "pgseccomp.profile = " + profile + "\nio_method = io_uring\n");
        assertThat(server.query("SELECT count(*) FROM t WHERE length(text) = 500"))
                .isEqualTo("20000");
        assertThat(server.log())
                .contains("database system was not properly shut down")
                .doesNotContain("denied system call");
    }
}
