package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a leader has written down for its parallel workers can be forged: it may select, and it may tighten, and no more. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForgedRecordsTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    autovacuum = off
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'loose, strict'
                    session_syscall_error.loose = ''
                    session_syscall_error.strict = 'chroot, mount'
                    pgseccomp.process_types = 'background_worker'
                    process_syscall_error.background_worker = ''
                    """;

    @TestServer(tcp = true, faults = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(CONFIGURATION);
        Syscalls.createFunctions(server);
        ForeignCode.create(server);
        server.query(
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i",
                "ANALYZE numbers",
                "CREATE ROLE loose SUPERUSER LOGIN",
                "CREATE ROLE strict SUPERUSER LOGIN");
        server.stop();
    }

    private void startWith(String fault) {
        server.environment("PGSECCOMP_FAULT", fault).start(CONFIGURATION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        record-missing       | It has written down nothing.
        record-unknown       | What it has written down is no policy of this server.
        record-empty         | What it has written down is no policy of this server.
        record-no-role       | What it has written down is no policy of this server.
        record-no-type       | What it has written down is no policy of this server.
        record-client-length | The length of its client filter is wrong.
        record-client        | Its client filter does not pass its proof.
        """)
    void whatSelectsNothingEndsTheWorkerAndTheQuery(String fault, String detail) {
        startWith(fault);
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute(ForeignCode.PARALLEL);
            assertThat(session.error("SELECT count(DISTINCT tried(i)) FROM numbers"))
                    .as("it ends before it can tell its leader why")
                    .contains("parallel worker failed to initialize");
            assertThat(session.query("SELECT 1")).as("the session goes on").isEqualTo("1");
        }
        assertThat(server.log())
                .contains("pgseccomp does not know which filters the leader of this parallel worker carries")
                .contains(detail)
                .doesNotContain("terminating any other active server processes");
    }

    /** The record names a policy that is less strict than the sessions', and is not the one of the role. */
    @ParameterizedTest
    @ValueSource(strings = {"record-loose-role", "record-loose-type"})
    void whatWouldLoosenGetsTheSessionsPolicyToo(String fault) {
        startWith(fault);
        for (String role : List.of("postgres", "strict")) {
            try (ClientSession session = ClientSession.open(server, role)) {
                assertThat(ForeignCode.inWorkers(session))
                        .isNotEmpty()
                        .allMatch(worker -> worker.startsWith("13 "), "chroot is refused");
            }
        }
    }

    /** Another session keeps the older policies there. */
    @Test
    void whatWasReplacedBeforeTheLeaderBeganIsNotItsOwn() {
        startWith("record-older");
        try (ClientSession before = ClientSession.open(server, "postgres")) {
            server.reload(CONFIGURATION.replace("_error = 'chroot'", "_error = 'chroot, mount'"));
            try (ClientSession after = ClientSession.open(server, "postgres")) {
                after.execute(ForeignCode.PARALLEL);
                assertThat(after.error("SELECT count(DISTINCT tried(i)) FROM numbers"))
                        .contains("parallel worker failed to initialize");
            }
            assertThat(server.log()).contains("What it has written down was replaced before it began.");
            assertThat(before.query("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aRolesOwnLooserPolicyIsCarriedAsItIs() {
        startWith("none");
        try (ClientSession session = ClientSession.open(server, "loose")) {
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty().containsOnly("14 " + session.filters());
        }
    }

    private static final String OF_DATABASES = CONFIGURATION + """
                    pgseccomp.session_databases = 'postgres, other'
                    database_syscall_error.postgres = 'acct, chroot'
                    database_syscall_error.other = 'acct'
                    """;

    /** PostgreSQL tells the worker its database, whatever the record says. */
    @Test
    void aRecordWithoutTheDatabaseDoesNotTakeItsFilterAway() {
        server.environment("PGSECCOMP_FAULT", "record-no-database").start(OF_DATABASES);
        try (ClientSession session = ClientSession.open(server, "loose")) {
            assertThat(ForeignCode.inWorkers(session)).isNotEmpty().containsOnly("13 " + session.filters());
        }
    }

    @Test
    void aRecordThatNamesAnotherDatabaseEndsTheWorker() {
        server.environment("PGSECCOMP_FAULT", "record-other-database").start(OF_DATABASES);
        try (ClientSession session = ClientSession.open(server, "loose")) {
            session.execute(ForeignCode.PARALLEL);
            assertThat(session.error("SELECT count(DISTINCT tried(i)) FROM numbers"))
                    .contains("filter of another database");
            assertThat(session.query("SELECT 1")).isEqualTo("1");
        }
    }

    /** A parallel worker in the name of members of a role, in a session whose role is none: it has the sessions' filter too. */
    @Test
    void aRecordThatNamesMembersOfARoleIsLookedUp() {
        server.environment("PGSECCOMP_FAULT", "record-members")
                .start(CONFIGURATION.replace("'loose, strict'", "'+loose, strict'"));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(ForeignCode.inWorkers(session))
                    .isNotEmpty()
                    .allMatch(worker -> worker.startsWith("13 "), "chroot is refused");
        }
        try (ClientSession session = ClientSession.open(server, "loose")) {
            assertThat(ForeignCode.inWorkers(session))
                    .as("its own")
                    .isNotEmpty()
                    .containsOnly("14 " + session.filters());
        }
    }
}
