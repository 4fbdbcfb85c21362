package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parallel workers carry what their leader carries, before anything that is not PostgreSQL's is executed in them. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParallelWorkersTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    max_worker_processes = 16
                    max_parallel_workers = 16
                    autovacuum = off
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'joe, loose, twin'
                    session_syscall_error.joe = 'chroot, mount'
                    session_syscall_error.loose = 'mount'
                    """;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query(
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                "ANALYZE numbers",
                "CREATE ROLE joe SUPERUSER LOGIN",
                "CREATE ROLE loose SUPERUSER LOGIN",
                "CREATE ROLE twin SUPERUSER LOGIN");
    }

    /** EACCES is 13; EFAULT, 14, is what the kernel answers where no filter forbids the call. */
    @ParameterizedTest
    @CsvSource({"postgres, 13", "joe, 13", "twin, 13", "loose, 14"})
    void aParallelQueryRunsUnderTheFiltersOfItsSession(String role, String errno) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty().containsOnly(errno + " " + session.filters());
        }
    }

    @Test
    void theClientsFilterIsCarriedToo() {
        try (ClientSession session = ClientSession.open(server, "loose")) {
            assertThat(ForeignCode.inWorkers(session)).containsOnly("14 2");
            assertThat(session.query("SELECT set_client_filter('allow', '', '', 'chroot', '')"))
                    .isEqualTo("OK");
            assertThat(ForeignCode.inWorkers(session)).containsOnly("13 3");
            assertThat(session.filters()).isEqualTo(3);
        }
    }

    @Test
    void aParallelIndexBuildCallsFunctionsUnderTheFiltersOfItsSession() {
        int before = server.log().length();
        try (ClientSession session = ClientSession.open(server, "joe")) {
            session.execute(ForeignCode.PARALLEL + "; SET max_parallel_maintenance_workers = 2");
            session.execute("ALTER TABLE numbers SET (parallel_workers = 2)");
            session.execute("CREATE INDEX ON numbers (refused(i))");
            String leader = session.query("SELECT pg_backend_pid()");
            assertThat(logged(before, "refused: pid=(\\d+) errno=13 filters=2"))
                    .as("workers other than the leader")
                    .anyMatch(match -> !match.group(1).equals(leader));
        }
        assertThat(server.log().substring(before)).doesNotContain("escaped");
    }

    @Test
    void aLibraryThatTheLeaderLoadedIsLoadedUnderTheFilters() {
        int before = server.log().length();
        try (ClientSession session = ClientSession.open(server, "joe")) {
            session.execute("LOAD 'pgseccomp_loaded'");
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty();
        }
        assertThat(logged(before, "pgseccomp_loaded: leader errno=13 filters=2"))
                .isNotEmpty();
        assertThat(logged(before, "pgseccomp_loaded: worker errno=(\\d+) filters=2"))
                .isNotEmpty()
                .allMatch(match -> match.group(1).equals("13"));
    }

    /** PostgreSQL loads it before the worker connects to a database (LookupParallelWorkerFunction). */
    @ParameterizedTest
    @CsvSource({"postgres, 13", "joe, 13", "loose, 14"})
    void theLibraryOfAnEntryPointIsLoadedUnderTheFilters(String role, String errno) {
        server.query(
                "CREATE OR REPLACE FUNCTION start_worker() RETURNS void AS 'pgseccomp_loaded', 'loaded_start_worker' LANGUAGE C");
        int before = server.log().length();
        try (ClientSession session = ClientSession.open(server, role)) {
            session.execute("SELECT start_worker()");
        }
        assertThat(logged(before, "pgseccomp_loaded: worker errno=(\\d+) filters=2"))
                .isNotEmpty()
                .allMatch(match -> match.group(1).equals(errno));
        assertThat(logged(before, "pgseccomp_loaded: worker errno=\\d+ filters=1"))
                .isEmpty();
    }

    @Test
    void vacuumAndAnalyzeAndBuiltInIndexesWorkInParallel() {
        try (ClientSession session = ClientSession.open(server, "joe")) {
            session.execute(ForeignCode.PARALLEL + "; SET max_parallel_maintenance_workers = 2");
            session.execute("CREATE TABLE vacuumed AS SELECT i, i * 2 AS j, i::text AS t FROM numbers");
            session.execute(
                    "CREATE INDEX ON vacuumed (abs(i)); CREATE INDEX ON vacuumed (j); CREATE INDEX ON vacuumed (t)");
            session.execute("DELETE FROM vacuumed WHERE i % 2 = 0");
            session.execute("VACUUM (PARALLEL 2) vacuumed");
            session.execute("ANALYZE vacuumed");
            assertThat(session.query("SELECT count(*) FROM vacuumed")).isEqualTo("10000");
        }
    }

    /** The worker is forked from a postmaster that has put other policies in force since. */
    @Test
    void aSessionThatBeganBeforeAReloadPassesOnWhatItCarries() {
        try (ClientSession before = ClientSession.open(server, "joe")) {
            server.reload(CONFIGURATION.replace("'chroot, mount'", "'mount'"));
            try (ClientSession after = ClientSession.open(server, "joe")) {
                assertThat(ForeignCode.inWorkers(after)).containsOnly("14 2");
                assertThat(ForeignCode.inWorkers(before)).containsOnly("13 2");
            }
            server.reload(CONFIGURATION.replace("'chroot, mount'", "'mount, acct'"));
            server.reload(CONFIGURATION);
            assertThat(ForeignCode.inWorkers(before)).containsOnly("13 2");
        } finally {
            server.reload(CONFIGURATION);
        }
    }

    /** Another role than the one that the session began with. */
    @Test
    void setRoleChangesNothingForWorkersEither() {
        try (ClientSession session = ClientSession.open(server, "joe")) {
            session.execute("SET SESSION AUTHORIZATION loose");
            assertThat(ForeignCode.inWorkers(session)).containsOnly("13 2");
        }
    }

    private java.util.List<MatchResult> logged(int from, String pattern) {
        return Pattern.compile(pattern)
                .matcher(server.log().substring(from))
                .results()
                .toList();
    }
}
