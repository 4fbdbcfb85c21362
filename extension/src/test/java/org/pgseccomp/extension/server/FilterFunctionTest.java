package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pgseccomp.extension.server.Syscalls.number;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.extension.server.Command.Result;

/** The SQL function seccomp_filter(). */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterFunctionTest {
    @TestServer
    private PostgresServer server;

    private void createExtension() {
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    @Test
    void itHasARowForTheDefaultAndEachRuleInBothContexts() {
        server.start(PostgresServer.ENABLED + """
                pgseccomp.global_syscall_error = '  SYMLINKAT , mount,mount,"umount2" '
                pgseccomp.global_syscall_log = 'chdir'
                pgseccomp.global_syscall_kill = 'ptrace'
                pgseccomp.global_syscall_allow = 'read'
                """);
        createExtension();
        String expected = ("chdir|%d|log\ndefault|-1|allow\nmount|%d|error\nptrace|%d|kill\nsymlinkat|%d|error\n"
                        + "umount2|%d|error")
                .formatted(number("chdir"), number("mount"), number("ptrace"), number("symlinkat"), number("umount2"));
        for (String context : new String[] {"global", "session"}) {
            assertThat(server.query("SELECT trim(syscall, '<>'), syscallnum, regexp_replace(filter_action, '.*->', '')"
                            + " FROM seccomp_filter() WHERE context = '" + context + "' ORDER BY 1"))
                    .as(context)
                    .isEqualTo(expected);
        }
        assertThat(server.query("SELECT * FROM seccomp_filter() WHERE syscallnum IN (-1, " + number("mount")
                        + ") ORDER BY context, syscallnum"))
                .isEqualTo(("<default>|-1|global->allow|global\nmount|%1$d|global->error|global\n"
                                + "<default>|-1|session->allow|session\nmount|%1$d|global->error|session")
                        .formatted(number("mount")));
        assertThat(server.query("SELECT count(*) FROM seccomp_filter()")).isEqualTo("12");
    }

    @Test
    void anEmptyPolicyHasTheDefaultOnly() {
        server.start(PostgresServer.ENABLED);
        createExtension();
        assertThat(server.query("SELECT * FROM seccomp_filter()"))
                .isEqualTo("<default>|-1|global->allow|global\n<default>|-1|session->allow|session");
    }

    @Test
    void itAnswersTheSameHoweverOftenAndByWhomItIsCalled() {
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'symlink, symlinkat'\n");
        createExtension();
        String rows = "SELECT md5(string_agg(f::text, ';')) FROM seccomp_filter() f";
        String first = server.query(rows);
        assertThat(server.query(rows, "SELECT pg_backend_pid() > 0", rows)).isEqualTo(first + "\nt\n" + first);
        assertThat(server.query("SELECT count(DISTINCT m) FROM generate_series(1, 200) i,"
                        + " LATERAL (SELECT i * 0 || md5(string_agg(f::text, ';')) AS m FROM seccomp_filter() f) x"))
                .isEqualTo("1");
    }

    @Test
    void aRoleNeedsThePrivilegeToExecuteIt() {
        server.start(PostgresServer.ENABLED);
        createExtension();
        server.query("CREATE ROLE nobody LOGIN");
        Result refused = server.psqlAs("nobody", "SELECT * FROM seccomp_filter()");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("42501").contains("permission denied for function seccomp_filter");
        server.query("GRANT EXECUTE ON FUNCTION seccomp_filter() TO nobody");
        assertThat(server.psqlAs("nobody", "SELECT * FROM seccomp_filter()").exitCode())
                .isZero();
        server.query("DROP OWNED BY nobody", "DROP ROLE nobody");
    }

    @Test
    void itIsAnErrorWhereTheExtensionIsLoadedAndNotEnabled() {
        server.start("shared_preload_libraries = 'pgseccomp'\n");
        createExtension();
        Result result = server.psql("SELECT * FROM seccomp_filter()");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("0A000").contains("pgseccomp is not enabled");
    }

    @Test
    void itIsAnErrorWhereTheExtensionIsNotLoaded() {
        server.start(PostgresServer.ENABLED);
        createExtension();
        server.stop();
        server.start("");
        Result result = server.psql("SELECT * FROM seccomp_filter()");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("shared_preload_libraries");
        server.query("DROP EXTENSION pgseccomp");
        assertThat(server.psql("CREATE EXTENSION pgseccomp").output()).contains("shared_preload_libraries");
    }
}
