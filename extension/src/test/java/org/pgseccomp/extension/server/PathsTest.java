package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sessions use no other files than those of {@code pgseccomp.session_paths}, and PostgreSQL works with them. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathsTest {
    private static final String PATHS = "pgseccomp.session_paths = ";

    /** What a server is used with mostly. */
    private static final String USUAL = PostgresServer.ENABLED + PATHS + "'@data, @libraries, @share'\n";

    @TestServer(faults = true)
    private PostgresServer server;

    @BeforeAll
    void needsLandlock() throws IOException {
        Landlock.assumeOffered();
    }

    @AfterEach
    void end() {
        server.stop();
        server.withoutEnvironment();
    }

    private void declareAttempts() {
        server.query("CREATE OR REPLACE FUNCTION files_try(text, text, text DEFAULT '') RETURNS text"
                + " AS 'pgseccomp_files' LANGUAGE C STRICT");
    }

    private String attempt(String what, String path) {
        return server.query("SELECT files_try('" + what + "', '" + path + "')");
    }

    private Path newFolder(String name) throws IOException {
        Path folder = server.folder().resolve(name);
        Files.createDirectories(folder);
        Command.giveToServerUser(folder);
        return folder;
    }

    @Test
    void tablesWork() {
        server.start(USUAL);
        assertThat(server.query(
                        "DROP TABLE IF EXISTS t",
                        "CREATE TABLE t AS SELECT g AS id, repeat('x', 100) AS text FROM generate_series(1, 20000) g",
                        "CREATE INDEX ON t (id)",
                        "UPDATE t SET text = text || id",
                        "DELETE FROM t WHERE id % 2 = 0",
                        "VACUUM FULL t",
                        "ANALYZE t",
                        "TRUNCATE t",
                        "INSERT INTO t VALUES (1, 'one')",
                        "CLUSTER t USING t_id_idx",
                        "REINDEX TABLE t",
                        "CHECKPOINT",
                        "SELECT text FROM t"))
                .endsWith("one");
        // Folders are copied, made and removed.
        server.query("DROP DATABASE IF EXISTS other");
        server.query("CREATE DATABASE other");
        server.query("ALTER DATABASE other RENAME TO another");
        server.query("DROP DATABASE another");
        assertThat(server.query(
                        "SELECT lo_unlink(lo_from_bytea(0, 'x')) > 0",
                        "PREPARE TRANSACTION 'unused'",
                        "SELECT length(pg_export_snapshot()) > 0"))
                .endsWith("t");
    }

    @Test
    void temporaryFilesAndParallelWorkersWork() {
        server.start(USUAL + "max_parallel_workers_per_gather = 2\n");
        assertThat(server.query(
                        "SET work_mem = '64kB'",
                        "SELECT count(*) FROM (SELECT g FROM generate_series(1, 100000) g ORDER BY md5(g::text)) s"))
                .isEqualTo("100000");
        assertThat(server.query(
                        PostgresServer.ALWAYS_PARALLEL,
                        "CREATE EXTENSION IF NOT EXISTS pgseccomp",
                        "SET min_parallel_table_scan_size = 0",
                        "SET parallel_setup_cost = 0",
                        "SET parallel_tuple_cost = 0",
                        "DROP TABLE IF EXISTS p",
                        "CREATE TABLE p AS SELECT g FROM generate_series(1, 100000) g",
                        "CREATE INDEX ON p (g)",
                        "SELECT sum(hashint4(g)) IS NOT NULL FROM p"))
                .endsWith("t");
    }

    @Test
    void parallelWorkersAreInTheSameDomain() {
        server.start(USUAL);
        declareAttempts();
        server.query("ALTER FUNCTION files_try(text, text, text) PARALLEL SAFE");
        assertThat(server.query(
                        PostgresServer.ALWAYS_PARALLEL,
                        "SELECT files_try('read', '/etc/passwd', pg_backend_pid()::text)",
                        "SELECT files_try('read', '/etc/passwd')"))
                .isEqualTo("denied\ndenied");
    }

    @Test
    void extensionsAndLanguagesWork() {
        server.start(USUAL);
        assertThat(server.query(
                        "CREATE EXTENSION IF NOT EXISTS pgseccomp",
                        "SET TimeZone = 'Europe/Vienna'",
                        "SET client_encoding = 'LATIN1'",
                        "SELECT count(*) FROM ts_lexize('english_stem', 'stars')",
                        "SELECT extract(hour FROM '2024-01-01 00:00 UTC'::timestamptz)"))
                .endsWith("1");
        assertThat(server.query("SELECT paths AND NOT ports FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                .isEqualTo("t");
    }

    @Test
    void whatEverySessionNeedsIsInData() {
        server.withTcp().start(PostgresServer.ENABLED + PATHS + "'@data'\n");
        assertThat(server.query("SELECT count(*) > 0 FROM pg_file_settings")).isEqualTo("t");
        assertThat(server.query("SELECT count(*) > 0 FROM pg_hba_file_rules")).isEqualTo("t");
        // The driver sends its time zone when it connects.
        try (ClientSession session = ClientSession.open(server, "postgres", "-c TimeZone=Asia/Tokyo")) {
            assertThat(session.query("SHOW TimeZone")).isNotEmpty();
        }
    }

    /** A version of PostgreSQL with a folder more would not work with it. */
    @Test
    void everyFolderOfTheDataDirectoryIsKnown() throws IOException {
        server.start(USUAL);
        declareAttempts();
        try (Stream<Path> entries = Files.list(server.data())) {
            for (Path folder : entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.endsWith("log"))
                    .toList()) {
                assertThat(attempt("temporary", folder.toString()))
                        .as("a file in %s", folder.getFileName())
                        .isEqualTo("done");
            }
        }
    }

    @Test
    void otherFilesAreRefusedWithAHint() {
        server.start(USUAL);
        server.query("SELECT lo_from_bytea(4711, 'x')");
        for (String statement : List.of(
                "COPY (SELECT 1) TO '/tmp/pgseccomp-test-copy'",
                "SELECT pg_read_file('/etc/passwd')",
                "COPY pg_class TO '" + server.data() + "/copied'",
                "SELECT lo_export(4711, '/tmp/pgseccomp-test-copy')")) {
            assertThat(server.psql("\\set VERBOSITY verbose", statement).output())
                    .as(statement)
                    .contains("42501", "Permission denied")
                    .contains(
                            "HINT:",
                            "If the permissions of the file are not the reason, the list of files is: add the file or its"
                                    + " folder, with the right that is needed, as in '/srv/export:rw' (r, rw, rx), to"
                                    + " session_paths.ROLE of a role in pgseccomp.session_roles (behind '@profile', or what"
                                    + " all sessions have), or to \"pgseccomp.session_paths\".");
        }
        server.query("SELECT lo_unlink(4711)");
        // An error of nobody else's.
        assertThat(server.psql("SELECT pg_read_file('/etc/passwd')", "SELECT 1/0")
                        .output())
                .containsOnlyOnce("pgseccomp.session_paths");
        assertThat(server.psql("SELECT 1/0").output()).doesNotContain("pgseccomp");
        assertThat(Files.exists(Path.of("/tmp/pgseccomp-test-copy"))).isFalse();
    }

    @Test
    void theConfigurationCannotBeWritten() throws IOException {
        server.start(USUAL);
        declareAttempts();
        String before = Files.readString(server.systemConfigurationFile());
        assertThat(server.psql("ALTER SYSTEM SET work_mem = '5MB'").output())
                .contains(
                        "could not",
                        "Permission denied",
                        "HINT:  ALTER SYSTEM needs @config:rw in parameter \"pgseccomp.session_paths\", which opens all of the"
                                + " configuration, or a session whose role has it.");
        assertThat(server.psql("COPY (SELECT 1) TO '" + server.data() + "/postgresql.auto.conf'")
                        .output())
                .as("another statement is not told how to write the configuration")
                .contains("Permission denied")
                .doesNotContain("ALTER SYSTEM");
        for (String file :
                List.of("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf", "PG_VERSION")) {
            String path = server.data().resolve(file).toString();
            assertThat(attempt("read", path)).as("read " + file).isEqualTo("done");
            for (String what : List.of("write", "append", "truncate", "read and truncate", "write again", "remove")) {
                assertThat(attempt(what, path)).as(what + " " + file).isEqualTo("denied");
            }
            assertThat(server.query("SELECT files_try('rename', '" + server.data() + "/base/PG_VERSION', '" + path
                            + "') IN ('denied', 'not there', 'No such file or directory')"))
                    .isEqualTo("t");
            assertThat(server.query(
                            "SELECT files_try('hard link', '" + path + "', '" + server.data() + "/base/linked')"))
                    .as("a name in a folder that can be written, for " + file)
                    .isIn("denied", "not there");
            assertThat(server.query(
                            "SELECT files_try('exchange', '" + path + "', '" + server.data() + "/global/pg_control')"))
                    .isIn("denied", "not there");
        }
        assertThat(attempt("create", server.data() + "/standby.signal")).isEqualTo("denied");
        assertThat(attempt("write", server.configurationFile().toString())).isEqualTo("denied");
        assertThat(Files.readString(server.systemConfigurationFile())).isEqualTo(before);
    }

    @Test
    void withTheirFolderItCan() {
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @config:rw'\n");
        assertThat(server.log())
                .contains(
                        "WARNING:  processes can write the server's configuration, with parameter \"pgseccomp.session_paths\"",
                        "Element 2, \"@config:rw\" at character 8, has ");
        assertThat(server.psql("ALTER SYSTEM SET work_mem = '5MB'", "ALTER SYSTEM RESET work_mem")
                        .exitCode())
                .isZero();
    }

    /** No links, devices, sockets and fifos: the next session would follow a link in pg_tblspc. */
    @Test
    void nothingButFilesAndFoldersIsMade() throws IOException {
        Path folder = newFolder("exports");
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @libraries, " + folder + ":rw'\n");
        declareAttempts();
        for (Path place :
                List.of(server.data().resolve("pg_tblspc"), server.data().resolve("base"), folder)) {
            for (String what : List.of("symbolic link", "fifo", "socket", "device")) {
                assertThat(server.query("SELECT files_try('" + what + "', '" + place + "/made', '/')"))
                        .as(what + " in " + place)
                        .isIn("denied", "Operation not permitted");
            }
            assertThat(Files.exists(place.resolve("made"))).isFalse();
        }
        assertThat(attempt("create", folder + "/file")).isEqualTo("done");
        assertThat(attempt("make folder", folder + "/folder")).isEqualTo("done");
        assertThat(server.query("SELECT files_try('rename', '" + folder + "/file', '" + folder + "/folder/file')"))
                .isEqualTo("done");
        assertThat(server.query(
                        "SELECT files_try('rename', '" + folder + "/folder/file', '" + server.data() + "/base/file')"))
                .as("between two folders that can be written")
                .isEqualTo("done");
        assertThat(attempt("remove", server.data() + "/base/file")).isEqualTo("done");
        assertThat(attempt("remove folder", folder + "/folder")).isEqualTo("done");
        assertThat(attempt("execute", "/bin/sh")).isEqualTo("denied");
    }

    @Test
    void rightsCountForThePathAndWhatIsBeneath() throws IOException {
        Path readable = newFolder("to read");
        Path single = newFolder("single");
        Files.writeString(readable.resolve("file"), "x");
        Files.writeString(single.resolve("one"), "x");
        Files.writeString(single.resolve("two"), "x");
        Command.giveToServerUser(readable.resolve("file"));
        Command.giveToServerUser(single.resolve("one"));
        Command.giveToServerUser(single.resolve("two"));
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @libraries, \"" + readable + "\", " + single
                + "/one:rw, /bin/sh:rx," + " @programs'\n");
        declareAttempts();
        assertThat(attempt("read", readable + "/file")).isEqualTo("done");
        assertThat(attempt("read beneath", readable + "/file")).isEqualTo("done");
        assertThat(attempt("list", readable.toString())).isEqualTo("done");
        assertThat(attempt("write", readable + "/file")).isEqualTo("denied");
        assertThat(attempt("truncate", readable + "/file")).isEqualTo("denied");
        assertThat(attempt("create", readable + "/more")).isEqualTo("denied");
        assertThat(attempt("write", single + "/one")).isEqualTo("done");
        assertThat(attempt("remove", single + "/one")).isEqualTo("denied");
        assertThat(attempt("read", single + "/two")).isEqualTo("denied");
        assertThat(attempt("read again", single + "/two")).isEqualTo("denied");
        assertThat(attempt("execute", "/bin/sh")).isEqualTo("done");
        assertThat(attempt("list", "/")).isEqualTo("denied");
        assertThat(attempt("read", "/proc/self/environ")).isEqualTo("denied");
        assertThat(attempt("write", "/dev/null")).isEqualTo("done");
        assertThat(attempt("read", "/dev/urandom")).isEqualTo("done");
        assertThat(attempt("temporary", "/dev/shm")).isEqualTo("done");
        assertThat(attempt("temporary", "/tmp")).isEqualTo("denied");
    }

    @Test
    void programsAreInTheDomainOfTheirSession() {
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @programs'\n");
        assertThat(server.query(
                        "CREATE TEMP TABLE lines (line text)",
                        "COPY lines FROM PROGRAM 'echo one > /tmp/pgseccomp-test-program || echo refused; cat /etc/passwd || echo not read'",
                        "SELECT string_agg(line, ' ') FROM lines"))
                .isEqualTo("refused not read");
        assertThat(Files.exists(Path.of("/tmp/pgseccomp-test-program"))).isFalse();
    }

    @Test
    void withoutProgramsNoneIsExecuted() {
        server.start(USUAL);
        assertThat(server.psql("COPY pg_class TO PROGRAM '/bin/cat > /dev/null'")
                        .exitCode())
                .isNotZero();
    }

    /** A list that has the folder does not help, and who adds it is told so. */
    @Test
    void noListOfFilesLetsTableSpacesBeMade() {
        Path folder = server.newTableSpaceFolder();
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @tablespaces, " + folder + ":rw'\n");
        assertThat(server.psql("CREATE TABLESPACE forbidden LOCATION '" + folder + "'")
                        .output())
                .contains("could not create symbolic link", "Permission denied")
                .contains(
                        "HINT:  Under a list of files nobody can make a symbolic link: CREATE TABLESPACE needs a session with"
                                + " pgseccomp.session_paths = '' (no list).");
    }

    @Test
    void tableSpacesThatThereAreCanBeUsed() {
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @tablespaces'\npgseccomp.session_roles = 'keeper'\n"
                + "session_paths.keeper = ''\n");
        server.query("DROP ROLE IF EXISTS keeper", "CREATE ROLE keeper LOGIN SUPERUSER");
        Path folder = server.newTableSpaceFolder();
        assertThat(server.psql("CREATE TABLESPACE forbidden LOCATION '" + folder + "'")
                        .output())
                .contains("Permission denied", "HINT:", "pgseccomp.session_paths");
        assertThat(server.psqlAs("keeper", "CREATE TABLESPACE space LOCATION '" + folder + "'")
                        .exitCode())
                .isZero();
        assertThat(server.query(
                        "CREATE TABLE there TABLESPACE space AS SELECT 1 AS one",
                        "ALTER TABLE there SET TABLESPACE pg_default",
                        "ALTER TABLE there SET TABLESPACE space",
                        "SELECT one FROM there"))
                .isEqualTo("1");
        server.query("DROP TABLE there");
        server.query("DROP TABLESPACE space");
    }

    @Test
    void aTableSpaceThatIsMadeLaterNeedsAnotherSession() {
        server.withTcp()
                .start(PostgresServer.ENABLED + PATHS + "'@data, @tablespaces'\npgseccomp.session_roles = 'keeper'\n"
                        + "session_paths.keeper = ''\n");
        server.query("DROP ROLE IF EXISTS keeper", "CREATE ROLE keeper LOGIN SUPERUSER");
        try (ClientSession early = ClientSession.open(server, "postgres")) {
            assertThat(server.psqlAs(
                                    "keeper", "CREATE TABLESPACE later LOCATION '" + server.newTableSpaceFolder() + "'")
                            .exitCode())
                    .isZero();
            assertThat(early.error("CREATE TABLE there (one int4) TABLESPACE later"))
                    .contains(
                            "42501",
                            "If the table space was made after this session began, connect again. A folder with :rw in parameter"
                                    + " \"pgseccomp.session_paths\" has those that are made in it later, too.");
        }
        server.query("CREATE TABLE there (one int4) TABLESPACE later", "DROP TABLE there");
        server.query("DROP TABLESPACE later");
        // The folder that has all of them has the later ones too.
        server.reload(PostgresServer.ENABLED + PATHS + "'@data, " + server.folder()
                + ":rw'\npgseccomp.session_roles = 'keeper'\nsession_paths.keeper = ''\n");
        try (ClientSession early = ClientSession.open(server, "postgres")) {
            server.psqlAs("keeper", "CREATE TABLESPACE later LOCATION '" + server.newTableSpaceFolder() + "'");
            early.query("CREATE TABLE there (one int4) TABLESPACE later");
            early.query("DROP TABLE there");
        }
        server.query("DROP TABLESPACE later");
    }

    @Test
    void aRoleHasItsOwnList() {
        server.start(USUAL + "pgseccomp.session_roles = 'free, tight, as_others'\nsession_paths.free = ''\n"
                + "session_paths.tight = '@data'\nsession_paths.as_others = '*'\n");
        for (String role : List.of("free", "tight", "as_others")) {
            server.query("DROP ROLE IF EXISTS " + role, "CREATE ROLE " + role + " LOGIN SUPERUSER");
        }
        declareAttempts();
        String attempt = "SELECT files_try('read', '/etc/passwd')";
        assertThat(server.psqlAs("free", attempt).output().strip()).isEqualTo("done");
        assertThat(server.psqlAs("as_others", attempt).output().strip()).isEqualTo("denied");
        assertThat(server.psqlAs("tight", "LOAD 'pgseccomp_files'").output()).contains("to \"session_paths.tight\".");
        // Workers act for a role and are in its domain.
        server.query("ALTER FUNCTION files_try(text, text, text) PARALLEL SAFE");
        assertThat(server.psqlAs("free", PostgresServer.ALWAYS_PARALLEL, attempt)
                        .output()
                        .strip())
                .endsWith("done");
    }

    @Test
    void autovacuumWorkersAndArchiverCanHaveLists() {
        String archiver =
                "pgseccomp.process_types = 'archiver, autovacuum_worker'\nprocess_paths.archiver = '@data, @programs'\n";
        server.start(USUAL + archiver + "process_paths.autovacuum_worker = '@data, @share'\narchive_mode = on\n"
                + "archive_command = 'cp %p /tmp/pgseccomp-test-archive || echo refused > pg_wal/refused'\n"
                + "autovacuum_naptime = 1\nautovacuum_vacuum_threshold = 1\n");
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
        server.query(
                "DROP TABLE IF EXISTS v", "CREATE TABLE v AS SELECT generate_series(1, 1000) AS g", "DELETE FROM v");
        server.waitForQuery("SELECT autovacuum_count > 0 FROM pg_stat_user_tables WHERE relname = 'v'", "t");
        server.query("SELECT pg_switch_wal()");
        server.waitForQuery("SELECT count(*) FROM pg_ls_dir('pg_wal') f WHERE f = 'refused'", "1");
        assertThat(Files.exists(Path.of("/tmp/pgseccomp-test-archive"))).isFalse();
        server.waitForQuery("SELECT paths FROM seccomp_processes() WHERE backend_type = 'archiver'", "t");
    }

    @Test
    void aReloadIsForLaterSessions() {
        server.start(PostgresServer.ENABLED);
        declareAttempts();
        assertThat(attempt("read", "/etc/passwd")).isEqualTo("done");
        server.reload(USUAL);
        assertThat(attempt("read", "/etc/passwd")).isEqualTo("denied");
        server.reload(PostgresServer.ENABLED + PATHS + "'@data, @librarys'\n");
        assertThat(server.log())
                .contains(
                        "invalid list of files in parameter \"pgseccomp.session_paths\"",
                        "Element 2, \"@librarys\" at character 8, is not a name of files.",
                        "Did you mean \"@libraries\"?");
        assertThat(attempt("read", "/etc/passwd")).isEqualTo("denied");
        server.reload(PostgresServer.ENABLED);
        assertThat(attempt("read", "/etc/passwd")).isEqualTo("done");
    }

    @Test
    void aReloadThatMayOnlyTightenTakesNoMoreFiles() {
        String only = "pgseccomp.reload_only_tightens = on\n";
        server.start(USUAL + only);
        declareAttempts();
        server.reload(PostgresServer.ENABLED + only + PATHS + "'@data, @libraries, @share, /etc'\n");
        assertThat(server.log())
                .contains(
                        "the new policy would allow files that the one in force does not, by parameter \"pgseccomp.session_paths\"")
                .contains("The policy in force does not allow as much of \"/etc\".");
        server.reload(PostgresServer.ENABLED + only);
        assertThat(server.log()).contains("the new policy would allow all files that the one in force does not");
        assertThat(attempt("read", "/etc/passwd")).isEqualTo("denied");
        server.reload(PostgresServer.ENABLED + only + PATHS + "'@data'\n");
        assertThat(server.psql("LOAD 'pgseccomp_files'").output()).contains("Permission denied");
    }

    @Test
    void alterSystemJudgesAsAStartDoes() {
        server.start(PostgresServer.ENABLED);
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.session_paths = '@data, srv'")
                        .output())
                .contains("Element 2, \"srv\" at character 8, is not an absolute path.");
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.session_paths = '@share'")
                        .output())
                .contains("no session could work with the files of parameter \"pgseccomp.session_paths\"");
    }

    /** The policies of roles and types stand on that of sessions, and have its list. */
    @Test
    void whatIsSaidOfAListIsSaidOnce() {
        server.start(PostgresServer.ENABLED + PATHS + "'@data, @config:rw, /srv/not/there:rw'\n" + """
                pgseccomp.session_roles = 'joe, ann'
                session_syscall_error.joe = 'acct'
                session_syscall_error.ann = 'swapon'
                pgseccomp.process_types = 'walsender'
                process_syscall_error.walsender = 'bpf'
                """);
        assertThat(server.log().split("path \"/srv/not/there\" does not exist", -1))
                .hasSize(2);
        assertThat(server.log().split("can write the server's configuration", -1))
                .hasSize(2);
    }

    @Test
    void aPathThatDoesNotExistIsWarnedOf() {
        server.start(PostgresServer.ENABLED + PATHS + "'@data, /srv/not/there:rw'\n");
        assertThat(server.log())
                .contains(
                        "WARNING:  pgseccomp: path \"/srv/not/there\" does not exist",
                        "DETAIL:  It is element 2, at character 8, of parameter \"pgseccomp.session_paths\".");
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }

    /** A list for many machines does not flood the log of each. */
    @Test
    void manyPathsThatDoNotExistAreOneWarning() {
        StringBuilder paths = new StringBuilder("@data");
        for (int i = 1; i <= 400; i++) {
            paths.append(", /srv/not/there").append(i);
        }
        server.start(PostgresServer.ENABLED + PATHS + "'" + paths + "'\n");
        assertThat(server.log().lines().filter(line -> line.contains("/srv/not/there")))
                .singleElement(STRING)
                .contains("WARNING:  pgseccomp: path \"/srv/not/there1\" and 399 more in its list do not exist");
        assertThat(server.query("SELECT count(*) FROM seccomp_check() WHERE message LIKE 'path % does not exist'"))
                .isEqualTo("400");
    }

    @Test
    void aListWithoutDataStartsNoServer() {
        assertThat(server.startExpectingFailure(PostgresServer.ENABLED + PATHS + "'@libraries'\n"))
                .contains(
                        "FATAL:  no session could work with the files of parameter \"pgseccomp.session_paths\"",
                        "HINT:  Write '@data, ...', or '' for no restriction.");
    }

    @Test
    void whatDoesNotWorkIsRefused() {
        server.environment("PGSECCOMP_FAULT", "no-landlock");
        assertThat(server.startExpectingFailure(USUAL))
                .contains(
                        "FATAL:  parameter \"pgseccomp.session_paths\" is set, and the kernel does not offer Landlock");
        server.environment("PGSECCOMP_FAULT", "landlock-abi-1");
        assertThat(server.startExpectingFailure(USUAL)).contains("the kernel does not offer Landlock");
        server.environment("PGSECCOMP_FAULT", "landlock-abi-2");
        server.start(USUAL);
        assertThat(server.log()).contains("WARNING:  pgseccomp: the kernel lets processes truncate files");
        server.stop();
        server.environment("PGSECCOMP_FAULT", "domain-without-effect");
        assertThat(server.startExpectingFailure(USUAL))
                .contains("In its Landlock domain a process could make a symbolic link.");
        server.withoutEnvironment();
        assertThat(server.startExpectingFailure(
                        USUAL + "pgseccomp.global_syscall_error = 'landlock_add_rule, landlock_create_ruleset'\n"))
                .contains("parameter \"pgseccomp.session_paths\" is set, and the global filter does not allow"
                        + " landlock_create_ruleset, landlock_add_rule");
        server.start(USUAL + "pgseccomp.session_syscall_error = 'landlock_add_rule, landlock_create_ruleset,"
                + " landlock_restrict_self'\n");
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aDomainThatCannotBeEnteredRefusesTheLogin() {
        server.withTcp().start(USUAL);
        // The filter around the server that forbids it to sessions only, as the probe does.
        server.stop();
        server.environment("PROBE_DENY_AT_LOGIN", "444")
                .start(USUAL.replace("'pgseccomp'", "'pgseccomp_probe, pgseccomp'"));
        assertThat(ClientSession.refused(server, "postgres"))
                .contains("pgseccomp could not restrict the files and ports of this process");
    }

    /** A link that native code had the startup process make, by a forged record in the write-ahead log: recovery makes the folder of the version too. */
    @Test
    void aForgedTableSpaceDoesNotOpenTheFolderThatItPointsTo() throws IOException {
        String list = PostgresServer.ENABLED + PATHS + "'@data, @tablespaces'\n";
        Path outside = newFolder("outside");
        Path links = server.data().resolve("pg_tblspc");
        server.start(list);
        try {
            Files.createSymbolicLink(links.resolve("99998"), outside);
            Files.createSymbolicLink(links.resolve("99999"), server.data());
            for (String file :
                    List.of(outside + "/secret", links + "/99998/secret", links + "/99999/postgresql.auto.conf")) {
                assertThat(server.psql("COPY (SELECT 1) TO '" + file + "'").output())
                        .as(file)
                        .contains("Permission denied");
            }
            // A later start is not kept from it either.
            server.stop();
            server.start(list);
            assertThat(server.query("SELECT 1")).isEqualTo("1");
        } finally {
            Files.deleteIfExists(links.resolve("99998"));
            Files.deleteIfExists(links.resolve("99999"));
        }
    }

    /** Whatever the profile's filters deny, and by whatever name the folder goes. */
    @Test
    void aPathThatNoKernelTakesKeepsNobodyOut() throws IOException {
        String profile = "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = strict\n";
        String list = profile + PATHS + "'@profile, /srv/" + "a".repeat(300) + "'\n";
        server.start(profile);
        server.reload(list);
        server.waitForLog("new session policies are in force");
        assertThat(server.query("SELECT 1")).isEqualTo("1");
        assertThat(server.log()).contains("WARNING").contains("a".repeat(300));
        server.stop();
        server.start(list);
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }
}
