package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What looks restrictive and is not is in the server's log when a policy is loaded, and so are roles that do not exist. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoubtsInTheLogTest {
    private static final String BASE = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'execve'\n";

    @TestServer(started = BASE)
    private PostgresServer server;

    @BeforeAll
    void makeRoles() {
        server.query(
                "CREATE ROLE joe SUPERUSER LOGIN",
                "CREATE ROLE ann SUPERUSER LOGIN",
                "CREATE ROLE \"Bob\" SUPERUSER LOGIN");
    }

    /** What was logged by a reload and the first login after it. */
    private String logOfReload(String configuration) {
        int before = server.log().length();
        server.reload(BASE + configuration);
        assertThat(server.psql("SELECT 1").output()).as("clients are not told").isEqualTo("1\n");
        return server.log().substring(before);
    }

    private static int count(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    @Test
    void aSiblingLeftOpenIsWarnedOfAtTheStart() {
        String start = server.log().substring(0, server.log().indexOf("database system is ready"));
        assertThat(start)
                .contains("WARNING:  the global policy denies \"execve\", but not \"execveat\"")
                .contains("DETAIL:  It is still possible to execute programs with execveat.")
                .contains("HINT:  Add execveat to \"pgseccomp.global_syscall_error\".")
                .contains("CONTEXT:  line 3 of configuration file");
        assertThat(count(start, "but not \"execveat\"")).isOne();
    }

    @Test
    void aReloadIsWarnedOfWhatItBrings() {
        String log = logOfReload(
                "pgseccomp.session_syscall_error = 'chroot, mount'\npgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = 'mount'\n");
        assertThat(log)
                .contains(
                        "WARNING:  the policy of role \"joe\" does not deny what \"pgseccomp.session_syscall_error\" denies: chroot")
                .doesNotContain("execveat")
                .doesNotContain("does not exist");
    }

    @Test
    void namesThatNoRoleHasAreToldOnce() {
        String configuration =
                "pgseccomp.session_roles = 'joe, \"Ann\", bob, nobody'\nsession_syscall_error.joe = 'mount, execveat'\n";
        assertThat(logOfReload(configuration))
                .contains("WARNING:  role \"Ann\" in parameter \"pgseccomp.session_roles\" does not exist")
                .contains(
                        "DETAIL:  There is a role \"ann\", which differs in case only and has the policy of all sessions.")
                .contains("WARNING:  role \"bob\" in parameter \"pgseccomp.session_roles\" does not exist")
                .contains("DETAIL:  There is a role \"Bob\", which differs in case only")
                .contains("HINT:  Write the name as it is, in double quotes if it has capital letters.")
                .contains("WARNING:  role \"nobody\" in parameter \"pgseccomp.session_roles\" does not exist")
                .contains("DETAIL:  Its settings are those of nobody until there is such a role.")
                .doesNotContain("role \"joe\"");
        assertThat(logOfReload(configuration)).doesNotContain("does not exist");
        assertThat(logOfReload(configuration.replace("nobody", "nobody, someone")))
                .contains("role \"someone\"", "role \"nobody\"");
    }

    @Test
    void aThousandRolesDoNotFillTheLog() {
        StringBuilder roles = new StringBuilder();
        StringBuilder lists = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            roles.append(i == 0 ? "" : ", ").append("many").append(i);
            lists.append("session_syscall_error.many" + i + " = 'socket(protocol: " + i + ")'\n");
        }
        String log = logOfReload("pgseccomp.session_roles = '" + roles + "'\n" + lists);
        assertThat(count(log, "but not \"io_uring_setup\"")).isEqualTo(20);
        assertThat(log)
                .contains("WARNING:  pgseccomp: there are 40 more warnings of this kind")
                .contains("WARNING:  40 more roles in parameter \"pgseccomp.session_roles\" do not exist");
        assertThat(count(log, "in parameter \"pgseccomp.session_roles\" does not exist"))
                .isEqualTo(20);
    }

    @Test
    void alterSystemTellsWhoCallsIt() {
        assertThat(server.psql("ALTER SYSTEM SET pgseccomp.session_syscall_error = 'socket'")
                        .output())
                .contains("the policy of sessions denies \"socket\", but not \"io_uring_setup\"");
        server.query("ALTER SYSTEM RESET pgseccomp.session_syscall_error");
    }
}
