package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** set_client_filter() wherever it can be called, and how long its filter stays. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientFilterTest {
    private static final String SET = "SELECT set_client_filter('allow', '', '', 'acct', '')";

    @TestServer(tcp = true, started = PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'chroot'\n")
    private PostgresServer server;

    private ClientSession session;

    @BeforeAll
    void start() {
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE somebody LOGIN");
        server.query("REVOKE EXECUTE ON FUNCTION set_client_filter(text, text, text, text, text) FROM PUBLIC");
        server.query("CREATE FUNCTION tighten() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$" + SET + "$$");
    }

    @BeforeEach
    void login() {
        session = ClientSession.open(server, "postgres");
    }

    @AfterEach
    void logout() {
        session.close();
        assertThat(server.log()).doesNotContain("terminating any other active server processes");
    }

    private void assertTightened() {
        assertThat(session.query("SELECT denied('acct'), denied('chroot')")).isEqualTo("t|t");
        assertThat(session.shown("acct")).isEqualTo("client->error");
        assertThat(session.filters()).isEqualTo(3);
    }

    @Test
    void insideATransactionThatIsRolledBackItStays() {
        session.execute("BEGIN");
        session.query(SET);
        session.execute("ROLLBACK");
        assertTightened();
    }

    @Test
    void insideASubtransactionThatFailsItStays() {
        session.execute("BEGIN; SAVEPOINT s; " + SET);
        assertThat(session.error("SELECT 1/0")).contains("division by zero");
        session.execute("ROLLBACK TO s; COMMIT");
        assertTightened();
    }

    @Test
    void insideABlockWhoseExceptionIsCaughtItStays() {
        session.execute("DO $$ BEGIN PERFORM set_client_filter('allow', '', '', 'acct', ''); RAISE 'no'; EXCEPTION WHEN"
                + " OTHERS THEN NULL; END $$");
        assertTightened();
    }

    @Test
    void afterDiscardAllItStays() {
        session.query(SET);
        session.execute("DISCARD ALL");
        assertTightened();
        assertThat(session.error(SET)).startsWith("55000");
    }

    @Test
    void withParametersOverTheExtendedProtocol() {
        assertThat(session.query("SELECT set_client_filter(?, ?, ?, ?, ?)", "allow", "", null, "acct", ""))
                .isEqualTo("OK");
        assertTightened();
    }

    @Test
    void aFunctionOfItsOwnerMayBeUsedByOthers() {
        try (ClientSession other = ClientSession.open(server, "somebody")) {
            assertThat(other.error(SET)).startsWith("42501");
            assertThat(other.query("SELECT tighten()")).isEqualTo("OK");
            assertThat(other.query("SELECT denied('acct')")).isEqualTo("t");
        }
    }

    @Test
    void otherSessionsAreNotConcerned() {
        session.query(SET);
        try (ClientSession other = ClientSession.open(server, "postgres")) {
            assertThat(other.query("SELECT denied('acct')")).isEqualTo("f");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT set_client_filter('deny', '', '', '', '')",
                "SELECT set_client_filter('', '', '', '', '')",
                "SELECT set_client_filter('allow', '', '', 'acct', 'acct')",
                "SELECT set_client_filter('error', '', '', '', '')",
                "SELECT set_client_filter('kill', '', '', '', '')",
                "SELECT set_client_filter('allow', '', '', '', 'write')",
                "SELECT set_client_filter('allow', '', '', 'futex,exit_group', '')",
                "SELECT set_client_filter('allow', '', '', '*,acct', '')",
                "SELECT set_client_filter('allow', '', '', ' *', '')",
                "SELECT set_client_filter('allow', '', '', repeat('acct,', 100000), '')",
                "SELECT set_client_filter('allow', '', '', U&'\\00e4\\4e2d\\+01f600', '')"
            })
    void afterAnErrorNothingIsLoadedAndASecondTryIsAllowed(String mistake) {
        assertThat(session.error(mistake)).contains("ERROR");
        assertThat(session.filters()).isEqualTo(2);
        assertThat(session.query("SELECT denied('acct')")).isEqualTo("f");
        assertThat(session.query(SET)).isEqualTo("OK");
        assertTightened();
    }

    @Test
    void aStatementThatIsUsedAgainAndAgainCallsItEachTime() {
        session.execute("PREPARE s AS " + SET);
        session.execute("EXECUTE s");
        assertThat(session.error("EXECUTE s")).startsWith("55000");
    }

    @Test
    void aStrictFilterLeavesTheSessionUsable() {
        assertThat(session.query("SELECT set_client_filter('error', ?, '', '', '')", StrictPolicy.calls()))
                .isEqualTo("OK");
        assertThat(session.query("SELECT count(*) FROM (SELECT md5(i::text) FROM generate_series(1, 1000) i) s"))
                .isEqualTo("1000");
        assertThat(session.error("SELECT 1/0")).contains("division by zero");
        assertThat(session.error("COPY (SELECT 1) TO PROGRAM 'cat'")).contains("ERROR");
        assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
    }
}
