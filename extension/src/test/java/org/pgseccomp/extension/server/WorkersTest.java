package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers that run users' code: autovacuum, logical replication, background workers of extensions. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkersTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    log_line_prefix = '%b '
                    wal_level = logical
                    max_worker_processes = 32
                    autovacuum_naptime = 1
                    autovacuum_analyze_threshold = 10
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'strict, loose'
                    session_syscall_error.strict = 'chroot, mount'
                    session_syscall_error.loose = ''
                    """;

    private static final String WITH_TYPES = CONFIGURATION + """
                    pgseccomp.process_types = 'autovacuum_worker, logical_replication_worker, background_worker'
                    process_syscall_error.autovacuum_worker = 'chroot, acct, mount'
                    process_syscall_error.logical_replication_worker = 'chroot, acct, mount'
                    process_syscall_error.background_worker = 'acct'
                    """;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query(
                "CREATE ROLE strict SUPERUSER LOGIN",
                "CREATE ROLE loose SUPERUSER LOGIN",
                "CREATE TABLE indexed (i int4)",
                "CREATE INDEX ON indexed (refused(i))");
    }

    /** The policy of the process type, or the sessions' where the type has none: both forbid the call. */
    @ParameterizedTest
    @CsvSource({"false, session", "true, process:autovacuum_worker"})
    void autovacuumCallsTheFunctionsInIndexesUnderItsPolicy(boolean ofType, String policy) {
        server.reload(ofType ? WITH_TYPES : CONFIGURATION);
        int before = server.log().length();
        server.query("INSERT INTO indexed SELECT generate_series(1, 100)");
        server.waitForLogAfter(before, "autovacuum worker LOG:  refused: ");
        assertThat(server.log().substring(before))
                .containsPattern("autovacuum worker LOG:  refused: pid=\\d+ errno=13 filters=2")
                .doesNotContain("escaped");
        assertThat(server.query("SELECT policy FROM seccomp_processes() WHERE backend_type = 'autovacuum worker'"
                        + " AND database IS NOT NULL"))
                .as("those that have begun and still run")
                .isIn("", policy, policy + "\n" + policy, policy + "\n" + policy + "\n" + policy);
    }

    @ParameterizedTest
    @CsvSource({
        // from its first moment on; without a database; with one; as a role with a policy
        "false, '', '', 13, 2, session",
        "false, postgres, '', 13, 2, session",
        "false, postgres, strict, 13, 3, session+role:strict",
        // of a role's looser policy (the same as the global one) and the sessions', both hold
        "false, postgres, loose, 13, 2, session+role:loose",
        // its type's policy does not forbid the call
        "true, '', '', 14, 2, process:background_worker",
        "true, postgres, '', 14, 2, process:background_worker",
        "true, postgres, strict, 13, 3, process:background_worker+role:strict",
    })
    void aBackgroundWorkerGetsItsPolicyBeforeItsLibraryIsLoaded(
            boolean ofType, String database, String role, String errno, int filters, String policy) {
        server.reload(ofType ? WITH_TYPES : CONFIGURATION);
        int before = server.log().length();
        String pid = server.query("SELECT worker_start('" + database + "', '" + role + "')");
        String early = ofType ? "14" : "13";
        String told = database.isEmpty() ? "begins" : "connected";
        server.waitForLogAfter(before, "pgseccomp_worker: " + told);
        assertThat(server.log().substring(before))
                .contains("pgseccomp_worker: loaded errno=" + early + " filters=2")
                .contains("pgseccomp_worker: begins errno=" + early + " filters=2");
        if (!database.isEmpty()) {
            assertThat(server.log().substring(before))
                    .contains("pgseccomp_worker: connected errno=" + errno + " filters=" + filters);
        }
        assertThat(server.query(
                        "SELECT backend_type, policy, filters, agrees FROM seccomp_processes() WHERE pid = " + pid))
                .isEqualTo("probe worker|" + policy + "|" + filters + "|t");
        server.query("SELECT pg_terminate_backend(" + pid + ")");
    }

    /** Before PostgreSQL 17 a worker has its filter before it has handlers of signals. */
    @Test
    void aWorkerThatMayHandleNoSignalsEndsWhenItIsToldTo() {
        server.reload(CONFIGURATION.replace("'chroot'", "'chroot, rt_sigaction'"));
        server.query("CREATE DATABASE dropped");
        for (String database : List.of("dropped", "")) {
            int before = server.log().length();
            String pid = server.query("SELECT worker_start('" + database + "', '')");
            server.waitForLogAfter(before, "pgseccomp_worker: " + (database.isEmpty() ? "begins" : "connected"));
            if (database.isEmpty()) {
                // Without a connection it is no backend that pg_terminate_backend() knows.
                PostgresServer.signal(new ServerProcess(Long.parseLong(pid)), "TERM");
            } else {
                server.query("DROP DATABASE dropped WITH (FORCE)");
            }
            server.waitForLogAfter(
                    before, "terminating background worker \"probe worker\" due to administrator command");
        }
        // A parallel worker, which its leader ends, and waits for.
        String always = PostgresServer.VERSION < 16 ? "force_parallel_mode" : "debug_parallel_query";
        assertThat(server.psql("SET " + always + " = on", "SET statement_timeout = '1s'", "SELECT pg_sleep(600)")
                        .output())
                .contains("canceling statement due to statement timeout");
    }

    @ParameterizedTest
    @CsvSource({"false, session", "true, process:logical_replication_worker"})
    void logicalReplicationRunsTriggersUnderItsPolicy(boolean ofType, String policy) {
        server.reload(ofType ? WITH_TYPES : CONFIGURATION);
        String name = "replicated_" + ofType;
        server.query(
                "CREATE TABLE " + name + " (i int4 PRIMARY KEY)",
                "CREATE PUBLICATION " + name + " FOR TABLE " + name,
                "SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')",
                "CREATE DATABASE " + name);
        server.queryIn(
                name,
                "CREATE TABLE " + name + " (i int4 PRIMARY KEY)",
                "CREATE EXTENSION plperlu",
                ForeignCode.refusedTrigger(),
                "CREATE TRIGGER refused BEFORE INSERT ON " + name + " FOR EACH ROW EXECUTE FUNCTION refused()",
                "ALTER TABLE " + name + " ENABLE ALWAYS TRIGGER refused",
                "CREATE SUBSCRIPTION " + name + " CONNECTION 'host=127.0.0.1 port=" + server.port()
                        + " user=postgres dbname=postgres' PUBLICATION " + name
                        + " WITH (create_slot = false, slot_name = '" + name + "', copy_data = false)");
        int before = server.log().length();
        server.query("INSERT INTO " + name + " VALUES (1)");
        server.waitForLogAfter(before, "LOG:  refused: ");
        assertThat(server.log().substring(before))
                .containsPattern("logical replication .*worker LOG:  refused: pid=\\d+ errno=13 filters=2");
        server.waitForQuery(
                "SELECT DISTINCT policy, filters, agrees FROM seccomp_processes()"
                        + " WHERE backend_type ~ 'logical replication' AND database = '" + name + "'",
                policy + "|2|t");
        server.queryIn(name, "DROP SUBSCRIPTION " + name);
    }

    @Test
    void everyWorkerThatRunsIsTold() {
        // One may be between its record and its filter.
        server.waitForQuery("SELECT count(*) FROM seccomp_processes() WHERE NOT agrees", "0");
    }

    /** The program that a process executes inherits its filters. */
    @Test
    void aProgramThatASessionExecutesHasTheFiltersOfTheSession() {
        for (String role : List.of("postgres", "strict")) {
            try (ClientSession session = ClientSession.open(server, role)) {
                session.execute("CREATE TEMP TABLE lines (line text)");
                session.execute(
                        "COPY lines FROM PROGRAM 'grep Seccomp_filters: /proc/self/status' WITH (DELIMITER '|')");
                assertThat(session.query("SELECT trim(split_part(line, ':', 2), E'\\t ') FROM lines"))
                        .isEqualTo(Integer.toString(session.filters()));
            }
        }
    }
}
