package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.extension.server.Command.Result;

/** A server whose lists are the groups of its processes works, and does nothing beyond them. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupsInForceTest {
    private PostgresServer server;

    @BeforeAll
    void start() {
        server = PostgresServer.create();
        server.start(PostgresServer.ENABLED
                + """
                pgseccomp.global_syscall_default = 'error'
                pgseccomp.global_syscall_allow = '%s'
                pgseccomp.session_syscall_default = 'error'
                pgseccomp.session_syscall_allow = '%s'
                pgseccomp.session_roles = 'executing, linking, perl'
                session_syscall_default.executing = 'error'
                session_syscall_allow.executing = '%s'
                session_syscall_default.linking = 'error'
                session_syscall_allow.linking = '%s'
                session_syscall_default.perl = 'error'
                session_syscall_allow.perl = '%s'
                autovacuum_naptime = 1
                fsync = on
                """.formatted(
                                "@postgresql-server, @programs, @pl-perl",
                                "@postgresql-session",
                                "@postgresql-session, @programs",
                                "@postgresql-session, @dblink",
                                "@postgresql-session, @pl-perl"));
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE refused SUPERUSER LOGIN",
                "CREATE ROLE executing SUPERUSER LOGIN",
                "CREATE ROLE linking SUPERUSER LOGIN",
                "CREATE ROLE perl SUPERUSER LOGIN");
    }

    @AfterAll
    void close() {
        server.stop();
        server.close();
    }

    /** All but those of the role that tries what its group does not allow. */
    private String denials() {
        return server.query(
                "SELECT string_agg(concat_ws(' ', backend_type, role, database, syscall, count), ', ') FROM seccomp_denials"
                        + " WHERE role IS DISTINCT FROM 'refused'");
    }

    @Test
    void sessionsAndTheServerWork() {
        server.query(
                "CREATE TABLE worked AS SELECT i, repeat('x', i % 50) AS t FROM generate_series(1, 200000) i",
                "CREATE INDEX ON worked (i)",
                "SET work_mem = '64kB'",
                "SELECT count(*) FROM (SELECT * FROM worked ORDER BY t, i) sorted",
                "SET parallel_setup_cost = 0",
                "SET parallel_tuple_cost = 0",
                "SELECT count(DISTINCT t) FROM worked WHERE i % 3 = 0",
                "VACUUM FULL worked",
                "CHECKPOINT",
                "DELETE FROM worked WHERE i < 100000",
                "SELECT pg_sleep(2)",
                "CREATE DATABASE another STRATEGY file_copy",
                "DROP DATABASE another",
                "SELECT pg_ls_waldir() LIMIT 1",
                "DROP TABLE worked",
                "SELECT pg_switch_wal()");
        assertThat(denials()).isEmpty();
    }

    @Test
    void programsRunWhereTheirGroupIsAllowed() {
        String copy =
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null && test -r /etc/passwd && gzip -c /etc/passwd | gzip -d > /dev/null'";
        assertThat(server.psqlAs("refused", copy).exitCode()).isNotZero();
        Result executed = server.psqlAs("executing", copy);
        assertThat(executed.exitCode()).as(executed.output()).isZero();
        assertThat(denials()).isEmpty();
    }

    @Test
    void othersAreConnectedToWhereTheirGroupIsAllowed() {
        // Which asks libpq for its options, and libpq the system for the name of the user.
        assertThat(server.psqlAs("linking", "CREATE EXTENSION dblink").exitCode())
                .isZero();
        String connect = "SELECT * FROM dblink('host=" + server.folder() + " port=" + server.port()
                + " dbname=postgres user=postgres', 'SELECT 42') AS t (i int)";
        assertThat(server.psqlAs("refused", connect).exitCode()).isNotZero();
        assertThat(server.psqlAs("linking", connect).output()).contains("42");
        assertThat(denials()).isEmpty();
    }

    @Test
    void perlRunsWhereItsGroupIsAllowed() {
        Result executed = server.psqlAs(
                "perl",
                "CREATE EXTENSION plperl",
                "DO LANGUAGE plperl $$ my %h = map { $_ => 1 } 1 .. 1000; elog(NOTICE, scalar keys %h); $$");
        assertThat(executed.output()).contains("1000");
    }
}
