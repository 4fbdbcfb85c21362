package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** seccomp_recommend() where there is a profile, and what a server says that runs something else than it learnt on. */
@Tag("server")
class RecommendProfileTest {
    private static final String PRELOADED = "shared_preload_libraries = 'pgseccomp'\n";
    private static final String COPIES = "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'";
    private static final String SHELL =
            "cat > f; gzip < f > f.gz; zcat f.gz > g; cp -a f g; cp f h; test -f h; rm f f.gz g h; date; sleep 0";
    private static final String ELSEWHERE = "LOG:  the policy of pgseccomp was learnt on another system than this one";

    @TestServer
    private PostgresServer server;

    /** The main job: a profile, one thing more, the line for it. */
    @Test
    void whatTheProfileLacksIsAdded() {
        server.start(PRELOADED + "pgseccomp.profile = 'strict'\n");
        assertThat(server.psql(COPIES).exitCode()).isNotZero();
        server.stopFast();
        server.start(PRELOADED + "pgseccomp.profile = 'strict'\npgseccomp.learn = on\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                COPIES,
                "COPY (SELECT 1) TO PROGRAM '" + SHELL + "'",
                "CHECKPOINT",
                "SELECT count(*) FROM seccomp_processes()");
        String recommended = server.query("SELECT seccomp_recommend()");
        assertThat(recommended.lines())
                .contains(
                        "pgseccomp.profile = 'strict'",
                        "pgseccomp.learn = off",
                        "pgseccomp.session_syscall_allow = '@profile, @programs'")
                .anyMatch(line -> line.startsWith("pgseccomp.learnt_on = 'postgresql ")
                        && line.contains(", linux " + System.getProperty("os.version"))
                        && line.contains("pgseccomp 2.0"));
        server.stopFast();

        server.start(PRELOADED + recommended);
        server.query(COPIES);
        assertThat(server.log()).doesNotContain(ELSEWHERE);
        assertThat(server.query("SELECT string_agg(pid::text, ',') FROM seccomp_processes() WHERE NOT agrees"))
                .isEmpty();
        assertThat(server.query(
                        "SELECT string_agg(DISTINCT syscall, ',') FROM seccomp_denials WHERE syscall <> 'umask'"))
                .isEmpty();
    }

    @Test
    void theProfileCanBeNamedAndLeftOut() {
        server.start(PRELOADED + "pgseccomp.enabled = on\npgseccomp.learn = on\n");
        server.query("CREATE EXTENSION pgseccomp", "CREATE ROLE joe SUPERUSER LOGIN");
        assertThat(server.psqlAs("joe", COPIES).exitCode()).isZero();
        assertThat(server.query("SELECT seccomp_recommend()"))
                .as("as without profiles")
                .contains("pgseccomp.global_syscall_default = 'error'")
                .doesNotContain("@profile");
        assertThat(server.query("SELECT seccomp_recommend('baseline')"))
                .contains("# Nothing was seen that the profile does not allow.");
        assertThat(server.query("SELECT seccomp_recommend(profile => 'strict', roles => true)"))
                .contains("pgseccomp.session_roles = 'joe'", "session_syscall_allow.joe = '@profile, @programs")
                .doesNotContain("\npgseccomp.session_syscall_allow");
        assertThat(server.psql("SELECT seccomp_recommend('stric')").output()).contains("unknown profile \"stric\"");
    }

    @Test
    void theLogSaysWhatRunsNow() {
        String learnt =
                "pgseccomp.profile = 'baseline'\npgseccomp.learnt_on = 'postgresql 9.6.1, linux 2.6, plpgsql 0.9, nosuch 1'\n";
        server.start(PRELOADED + learnt);
        assertThat(server.log())
                .contains(
                        ELSEWHERE,
                        "postgresql 9.6.1 then, postgresql ",
                        "linux 2.6 then, linux ",
                        "plpgsql 0.9 then, plpgsql 1.0 now")
                .doesNotContain("nosuch 1 then");
        int length = server.log().length();
        server.reload(PRELOADED + "pgseccomp.profile = 'baseline'\npgseccomp.learnt_on = 'linux 2.4'\n");
        server.waitForLogAfter(length, "linux 2.4 then");
    }
}
