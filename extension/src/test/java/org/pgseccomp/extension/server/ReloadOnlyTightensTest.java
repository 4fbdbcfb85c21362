package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pgseccomp.reload_only_tightens: what a reload would allow that was not allowed before, for anybody, is refused. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadOnlyTightensTest {
    private static final String FIXED = PostgresServer.ENABLED + "pgseccomp.reload_only_tightens = on\n";
    private static final String FIRST = FIXED + """
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_roles = 'joe'
                    session_syscall_error.joe = 'mount'
                    """;

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void create() {
        server.start(FIRST);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        server.stop();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        a call is allowed again               | error = '' ~ roles = 'joe' ~ error.joe = 'mount'                       | system call "chroot" less strictly
        its action is milder                  | error = '' ~ log = 'chroot' ~ roles = 'joe' ~ error.joe = 'mount'      | The action would be log; it is error.
        only one role's policy is looser      | error = 'chroot' ~ roles = 'joe' ~ error.joe = ''                      | system call "mount" less strictly
        a role falls back to a looser session | error = 'chroot' ~ roles = ''                                          | system call "mount" less strictly
        a role gets lists of its own          | error = 'chroot' ~ roles = 'joe, new' ~ error.joe = 'mount' ~ error.new = 'acct' | system call "chroot" less strictly
        """)
    void isRefused(String what, String settings, String message) {
        server.start(FIRST);
        int before = server.log().length();
        server.reload(FIXED + written(settings));
        assertThat(server.log().substring(before))
                .contains(message)
                .contains("pgseccomp: the reload has changed no policy")
                .contains("restart the server to loosen a policy");
        assertDenied("postgres", "t|f");
        assertDenied("joe", "f|t");
        server.stop();
        // A restart may do what a reload may not.
        server.start(FIXED + written(settings));
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aRoleThatCouldNotLogInIsNotLetInByAReload() {
        server.start(FIRST.replace("'joe'", "'joe, closed'") + "session_syscall_error.closed = 'raed'\n");
        int before = server.log().length();
        server.reload(FIRST.replace("'joe'", "'joe, closed'") + "session_syscall_error.closed = 'mount, chroot'\n");
        assertThat(server.log().substring(before))
                .contains("the new policy would let role \"closed\" log in")
                .contains("pgseccomp: the reload has changed no policy");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        a database loses its filter    | pgseccomp.session_databases = ''                                       | would take the filter of its own from database "postgres"
        its list is shorter            | pgseccomp.session_databases = postgres ~ database_syscall_error.postgres = 'acct' | system call "bpf" less strictly
        it only warns                  | pgseccomp.session_databases = postgres ~ database_syscall_warn.postgres = 'acct, bpf' | system call "acct" less strictly
        members of a role get less     | pgseccomp.session_databases = postgres ~ database_syscall_error.postgres = 'acct, bpf' ~ pgseccomp.session_roles = '+joe' ~ session_syscall_error.joe = '' | system call "chroot" less strictly
        """)
    void isRefusedOfADatabase(String what, String settings, String message) {
        String common = FIXED + "pgseccomp.session_syscall_error = 'chroot'\n";
        server.start(
                common + "pgseccomp.session_databases = postgres\ndatabase_syscall_error.postgres = 'acct, bpf'\n");
        int before = server.log().length();
        server.reload(common + settings.replace("~", "\n") + "\n");
        assertThat(server.log().substring(before)).contains(message).contains("the reload has changed no policy");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('chroot'), denied('acct'), denied('bpf')"))
                    .isEqualTo("t|t|t");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        more calls for all and for a role     | error = 'chroot, mount, acct' ~ roles = 'joe' ~ error.joe = 'mount, chroot' | t | t
        a role falls back to a stricter session | error = 'chroot, mount' ~ roles = ''                                   | t | t
        the same policy, written otherwise    | error = '  CHROOT' ~ roles = 'joe,alice' ~ error.joe = '"mount"'          | f | t
        """)
    void isTaken(String what, String settings, String mountForAll, String mountForJoe) {
        server.start(FIRST);
        int before = server.log().length();
        server.reload(FIXED + written(settings));
        assertThat(server.log().substring(before))
                .contains("new session policies are in force")
                .doesNotContain("has changed no policy");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo("t|" + mountForAll);
        }
        try (ClientSession session = ClientSession.open(server, "joe")) {
            assertThat(session.query("SELECT denied('mount')")).isEqualTo(mountForJoe);
        }
    }

    private void assertDenied(String role, String chrootAndMount) {
        try (ClientSession session = ClientSession.open(server, role)) {
            assertThat(session.query("SELECT denied('chroot'), denied('mount')"))
                    .isEqualTo(chrootAndMount);
        }
    }

    /** {@code error = 'x' ~ error.joe = 'y' ~ roles = 'z'} as lines of a configuration. */
    private static String written(String settings) {
        StringBuilder lines = new StringBuilder();
        for (String setting : settings.split("~", -1)) {
            String line = setting.strip();
            if (line.startsWith("roles")) {
                lines.append("pgseccomp.session_");
            } else {
                lines.append(line.substring(0, line.indexOf('=')).contains(".") ? "" : "pgseccomp.")
                        .append("session_syscall_");
            }
            lines.append(line).append('\n');
        }
        return lines.toString();
    }
}
