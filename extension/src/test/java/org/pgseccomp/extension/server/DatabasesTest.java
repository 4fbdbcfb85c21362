package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of databases: what sessions and workers of a database carry on top of what they carry anyway. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabasesTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    log_line_prefix = '%b '
                    wal_level = logical
                    max_worker_processes = 32
                    autovacuum_naptime = 1
                    autovacuum_analyze_threshold = 10
                    pgseccomp.session_syscall_error = 'acct'
                    pgseccomp.session_roles = 'joe, strict, noexec'
                    session_syscall_error.noexec = 'execve'
                    session_syscall_error.joe = ''
                    session_syscall_terminate.strict = 'swapoff'
                    session_syscall_error.strict = 'mount = EPERM'
                    pgseccomp.session_databases = 'app, "Mixed", "web-app", "a""b", "d\u00e4ta", listing, bare, broken, bricked, "two words"'
                    pgseccomp.session_database_aliases = '"web=web-app", "quote=a""b", "words=two words"'
                    database_syscall_error.app = 'chroot, swapoff, mount = ENOSYS'
                    DATABASE_syscall_ERROR.mixed = 'chroot'
                    database_syscall_error.web = 'chroot'
                    database_syscall_error.quote = 'chroot'
                    database_syscall_error.d\u00e4ta = 'chroot'
                    database_syscall_error.words = 'chroot'
                    database_syscall_default.listing = 'error'
                    database_syscall_allow.listing = '@postgresql-session, @programs'
                    database_syscall_error.broken = 'chroot, raed'
                    database_syscall_error.bricked = 'read'
                    database_syscall_error.nowhere = 'chroot'
                    """;

    private static final List<String> NAMES =
            List.of("app", "Mixed", "web-app", "a\"b", "d\u00e4ta", "listing", "two words");

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query(
                "CREATE ROLE joe SUPERUSER LOGIN",
                "CREATE ROLE strict SUPERUSER LOGIN",
                "CREATE ROLE noexec SUPERUSER LOGIN",
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                "ANALYZE numbers");
        for (String name : NAMES) {
            create(name);
        }
        create("mixed");
        create("bare");
        create("broken");
        create("bricked");
    }

    private void create(String name) {
        server.query("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\" TEMPLATE postgres");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "Mixed", "web-app", "a\"b", "d\u00e4ta", "listing", "two words"})
    void itsSettingsComeOnTopOfThoseOfSessionsAndRoles(String database) {
        try (ClientSession session = ClientSession.openIn(server, database, "postgres")) {
            assertThat(session.query("SELECT denied('chroot'), denied('acct'), denied('pivot_root')"))
                    .isEqualTo("t|t|" + (database.equals("listing") ? "t" : "f"));
            assertThat(session.filters()).isEqualTo(3);
            assertThat(session.query(
                            "SELECT policy, filters, agrees FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                    .isEqualTo("session+database:" + database + "|3|t");
        }
        try (ClientSession session = ClientSession.openIn(server, database, "joe")) {
            // Only here: the role allows it, and its settings stand in place of the sessions'.
            assertThat(session.query("SELECT denied('chroot'), denied('bpf')"))
                    .isEqualTo("t|" + (database.equals("listing") ? "t" : "f"));
            assertThat(session.query("SELECT policy, agrees FROM seccomp_processes() WHERE pid = pg_backend_pid()"))
                    .isEqualTo("role:joe+database:" + database + "|t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "mixed", "bare"})
    void otherDatabasesAndOneWithoutAnySettingsAreAsBefore(String database) {
        try (ClientSession session = ClientSession.openIn(server, database, "postgres")) {
            assertThat(session.query("SELECT denied('chroot'), denied('acct')")).isEqualTo("f|t");
            assertThat(session.filters()).isEqualTo(2);
        }
    }

    @Test
    void theNewestFilterDecidesTheErrorAndTheStrictestTheAction() {
        try (ClientSession session = ClientSession.openIn(server, "app", "strict")) {
            assertThat(session.syscall(Syscalls.number("mount")))
                    .as("ENOSYS of the database, EPERM of the role")
                    .isEqualTo(-38);
            assertThat(session.error("SELECT probe_syscall(" + Syscalls.number("swapoff") + ")"))
                    .startsWith("57P01 FATAL: terminating session: pgseccomp denied system call \"swapoff\"");
        }
    }

    @Test
    void whatHoldsIsShownWithItsSource() {
        try (ClientSession session = ClientSession.openIn(server, "app", "postgres")) {
            assertThat(session.shown("chroot")).isEqualTo("database->error");
            assertThat(session.shown("mount")).isEqualTo("database->error(ENOSYS)");
            assertThat(session.shown("acct")).isEqualTo("session->error");
            assertThat(session.query("SELECT set_client_filter('allow', '', '', 'bpf', '')"))
                    .isEqualTo("OK");
            assertThat(session.query("SELECT denied('chroot'), denied('acct'), denied('bpf')"))
                    .isEqualTo("t|t|t");
            assertThat(session.shown("chroot")).isEqualTo("database->error");
            assertThat(session.shown("bpf")).isEqualTo("client->error");
            assertThat(session.filters()).isEqualTo(4);
        }
    }

    @Test
    void aDenialIsCountedAndItsHintNamesTheSetting() {
        String chroot = "DO $f$ BEGIN PERFORM probe_syscall(" + Syscalls.number("chroot")
                + "); RAISE EXCEPTION 'it failed'; END $f$";
        try (ClientSession session = ClientSession.openIn(server, "web-app", "joe")) {
            assertThat(session.error(chroot))
                    .contains(
                            "by the filter of database settings \"web\" (\"database_syscall_error.web\"), to role \"joe\"")
                    .contains(
                            "Remove \"chroot\" from \"database_syscall_error.web\". It takes effect for new sessions after a reload.");
            assertThat(
                            session.query(
                                    "SELECT source, database, role FROM seccomp_denials WHERE syscall = 'chroot' AND database = 'web-app' AND role = 'joe'"))
                    .isEqualTo("database|web-app|joe");
        }
        try (ClientSession session = ClientSession.openIn(server, "listing", "joe")) {
            assertThat(session.error(chroot)).contains("Add \"chroot\" to \"database_syscall_allow.listing\".");
        }
    }

    /** What is concluded from an error, as the program's start failed in a child: the role's filter lies below the database's, which allows it. */
    @Test
    void aProgramThatTheRolesFilterDeniesIsExplainedUnderTheDatabasesToo() {
        try (ClientSession session = ClientSession.openIn(server, "app", "noexec")) {
            assertThat(session.error("COPY calls TO PROGRAM 'cat'")).contains("\"session_syscall_error.noexec\"");
        }
    }

    @Test
    void parallelWorkersCarryIt() {
        try (ClientSession session = ClientSession.openIn(server, "app", "joe")) {
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty().containsOnly("13 " + session.filters());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app, '', 3, session+database:app",
        "app, joe, 3, session+role:joe+database:app",
        "mixed, '', 2, session"
    })
    void aBackgroundWorkerGetsThatOfItsDatabase(String database, String role, int filters, String policy) {
        int before = server.log().length();
        String pid = server.query("SELECT worker_start('" + database + "', '" + role + "')");
        server.waitForLogAfter(before, "pgseccomp_worker: connected");
        assertThat(server.log().substring(before))
                .contains("connected errno=" + (database.equals("app") ? 13 : 14) + " filters=" + filters);
        assertThat(server.query("SELECT policy, agrees FROM seccomp_processes() WHERE pid = " + pid))
                .isEqualTo(policy + "|t");
        server.query("SELECT pg_terminate_backend(" + pid + ")");
    }

    @Test
    void autovacuumAndLogicalReplicationRunTheFunctionsOfUsersUnderIt() {
        server.queryIn(
                "app",
                "CREATE TABLE indexed (i int4)",
                "CREATE INDEX ON indexed (refused(i))",
                "CREATE TABLE replicated (i int4 PRIMARY KEY)",
                ForeignCode.refusedTrigger(),
                "CREATE TRIGGER refused BEFORE INSERT ON replicated FOR EACH ROW EXECUTE FUNCTION refused()",
                "ALTER TABLE replicated ENABLE ALWAYS TRIGGER refused");
        server.query(
                "CREATE TABLE replicated (i int4 PRIMARY KEY)",
                "CREATE PUBLICATION replicated FOR TABLE replicated",
                "SELECT pg_create_logical_replication_slot('replicated', 'pgoutput')");
        server.queryIn(
                "app",
                "CREATE SUBSCRIPTION replicated CONNECTION 'host=127.0.0.1 port=" + server.port()
                        + " user=postgres dbname=postgres' PUBLICATION replicated"
                        + " WITH (create_slot = false, slot_name = 'replicated', copy_data = false)");
        int before = server.log().length();
        server.query("INSERT INTO replicated VALUES (1)");
        server.queryIn("app", "INSERT INTO indexed SELECT generate_series(1, 100)");
        server.waitForLogAfter(before, "autovacuum worker LOG:  refused: ");
        server.waitForLogAfter(before, "replication");
        server.waitForQuery("SELECT count(*) > 0 FROM pg_stat_replication", "t");
        Await.until(
                "the replication worker",
                Duration.ofSeconds(20),
                () -> server.log()
                        .substring(before)
                        .matches("(?s).*logical replication [a-z ]*worker LOG:  refused.*"));
        assertThat(server.log().substring(before))
                .containsPattern("autovacuum worker LOG:  refused: pid=\\d+ errno=13 filters=3")
                .containsPattern("logical replication .*worker LOG:  refused: pid=\\d+ errno=13 filters=3")
                .doesNotContain("escaped");
        server.queryIn("app", "DROP SUBSCRIPTION replicated");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        broken  | unknown system call "raed"
        bricked | the database filter of pgseccomp does not allow read
        """)
    void aDatabaseWhoseSettingsAreWrongIsClosedAndTheLogSaysWhy(String database, String message) {
        assertThat(ClientSession.refusedIn(server, database, "joe"))
                .startsWith("28000 FATAL: database \"" + database
                        + "\" cannot be used, since its pgseccomp settings are not valid")
                .doesNotContain(message);
        assertThat(server.log()).contains(message);
        assertThat(server.query("SELECT 'others go on'")).isEqualTo("others go on");
    }

    @Test
    void aSettingOfNoDatabaseIsNamedInTheLog() {
        assertThat(server.log())
                .contains("LOG:  pgseccomp: parameter \"database_syscall_error.nowhere\" has no effect")
                .contains(
                        "HINT:  Add the database to pgseccomp.session_databases. Of a name that no setting can end in, add an"
                                + " alias, \"nowhere=NAME\", to pgseccomp.session_database_aliases.")
                .contains("DETAIL:  No database in pgseccomp.session_databases has settings that end so.");
    }

    @Test
    void aWalsenderOfADatabaseHasItAndAPhysicalOneNot() {
        server.query("CREATE ROLE \"app\" LOGIN REPLICATION");
        // Its name is that of a database with settings, and it asks for no database.
        RunningStatement receiver = server.beginReplication("app");
        server.waitForQuery(
                "SELECT policy, filters FROM seccomp_processes() WHERE backend_type = 'walsender'", "session|2");
        receiver.close();
    }

    @Test
    void thePolicyCanBeWrittenOut() {
        try (ClientSession session = ClientSession.openIn(server, "web-app", "joe")) {
            assertThat(session.query("SELECT seccomp_policy()"))
                    .contains("pgseccomp.session_databases = '\"web-app\"'")
                    .contains("pgseccomp.session_database_aliases = '\"web=web-app\"'")
                    .contains("database_syscall_error.web = 'chroot'")
                    .contains("session_syscall_error.joe = ''");
        }
        assertThat(server.query("SELECT seccomp_policy(database => 'app')"))
                .contains("database_syscall_error.app = 'chroot, swapoff, mount = ENOSYS'")
                .doesNotContain("session_syscall");
        assertThat(server.query("SELECT seccomp_policy('joe', NULL, 'app')"))
                .contains("database_syscall_error.app = ", "session_syscall_error.joe = ''");
        assertThat(server.psql("SELECT seccomp_policy(database => 'postgres')").output())
                .contains("database \"postgres\" has no settings of its own");
    }
}
