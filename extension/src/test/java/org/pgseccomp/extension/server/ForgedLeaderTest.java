package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Native code has a parallel worker started in the name of another session, whose policy is looser: the worker looks up what that
 * session carries, and has the sessions' policy and files beside it.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedLeaderTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
                    autovacuum = off
                    pgseccomp.session_syscall_error = 'chroot'
                    pgseccomp.session_paths = '@data, @libraries, @share, /proc/self'
                    pgseccomp.session_roles = 'loose, strict'
                    session_syscall_error.loose = ''
                    session_paths.loose = ''
                    session_syscall_error.strict = 'chroot, mount'
                    """;

    /** Of chroot(NULL) and of opening a file that is in no list: EFAULT is the answer where the call is made. */
    private static final String LOOSE = "14 0 ";

    private static final String TIGHT = "13 13 ";

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void start() throws IOException {
        Landlock.assumeOffered();
        server.start(CONFIGURATION);
        server.query(
                "CREATE ROLE loose SUPERUSER LOGIN",
                "CREATE ROLE strict SUPERUSER LOGIN",
                "CREATE FUNCTION leader_forged(int4) RETURNS text AS 'pgseccomp_leader' LANGUAGE C");
    }

    private static String worker(ClientSession session, ClientSession leader) {
        return session.query("SELECT leader_forged(" + leader.process().pid() + ")");
    }

    @Test
    void inItsOwnNameAWorkerHasItsLeadersPolicy() {
        for (String role : List.of("postgres", "strict", "loose")) {
            try (ClientSession session = ClientSession.open(server, role)) {
                assertThat(worker(session, session))
                        .as(role)
                        .isEqualTo((role.equals("loose") ? LOOSE : TIGHT) + session.filters());
            }
        }
    }

    @Test
    void inTheNameOfALooserSessionItIsNoLooser() {
        try (ClientSession loose = ClientSession.open(server, "loose")) {
            for (String role : List.of("postgres", "strict")) {
                try (ClientSession session = ClientSession.open(server, role)) {
                    assertThat(worker(session, loose)).as(role).startsWith(TIGHT);
                }
            }
        }
    }

    /** What no session is: the checkpointer has written down nothing that a parallel worker may carry. */
    @Test
    void inTheNameOfAProcessThatIsNoSessionThereIsNone() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            long checkpointer = server.process("checkpointer").pid();
            assertThat(session.error("SELECT leader_forged(" + checkpointer + ")"))
                    .contains("parallel worker failed to initialize");
            assertThat(session.query("SELECT 1")).as("the session goes on").isEqualTo("1");
        }
    }
}
