package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/** The action terminate ends a session, with a name for the reason, and nothing else; wherever it is made. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminateTest {
    private static final int CHROOT = Syscalls.number("chroot");
    private static final int ACCT = Syscalls.number("acct");
    private static final int SYMLINK = Syscalls.number("symlinkat");
    private static final String ENDED = "57P01 FATAL: terminating session: pgseccomp denied system call \"%s\"";

    private static final String SPOOFED =
            "RAISE EXCEPTION 'terminating session: pgseccomp denied system call \"x\"'" + " USING ERRCODE = '57P01';";

    @TestServer(tcp = true)
    private PostgresServer server;

    private String started;
    private ClientSession bystander;

    @BeforeAll
    void start() {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.global_syscall_terminate = 'acct'\n"
                + "pgseccomp.session_syscall_terminate = 'chroot, symlink, symlinkat'\n"
                + "pgseccomp.session_roles = 'errs, strict, free'\n"
                + "session_syscall_terminate.free = ''\n"
                + "session_syscall_terminate.errs = 'chroot'\n"
                + "session_syscall_error.errs = 'symlink, symlinkat'\n"
                + "session_syscall_default.strict = 'terminate'\n"
                + "session_syscall_allow.strict = '" + StrictPolicy.calls()
                + ",mmap,munmap,mprotect,newfstatat,fstat,getdents64,getrandom,epoll_create1,fadvise64,pipe2,prlimit64'\n"
                + "session_syscall_terminate.strict = ''\n"
                + "pgseccomp.process_types = 'autovacuum_worker'\n"
                + "process_syscall_error.autovacuum_worker = 'pivot_root'\n");
        server.query(
                "CREATE EXTENSION pgseccomp",
                DenialsTest.CREATE_FUNCTION,
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION perl_call(int4) RETURNS int4 LANGUAGE plperlu AS 'syscall($_[0], -1, -1); return $!+0;'",
                "CREATE FUNCTION perl_symlink(text) RETURNS bool LANGUAGE plperlu AS 'return symlink(\"nowhere\", $_[0]);'",
                "CREATE TABLE numbers AS SELECT generate_series(1, 5000) AS i",
                "CREATE ROLE errs SUPERUSER LOGIN",
                "CREATE ROLE free SUPERUSER LOGIN",
                "CREATE ROLE strict SUPERUSER LOGIN");
        started = server.query("SELECT pg_postmaster_start_time()");
        bystander = ClientSession.open(server, "postgres");
    }

    @AfterAll
    void stop() {
        bystander.close();
    }

    @AfterEach
    void allOthersWentOn() {
        assertThat(bystander.query("SELECT 'still here'")).isEqualTo("still here");
        assertThat(server.log())
                .doesNotContain("terminating any other active server processes")
                .doesNotContain("PANIC");
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(started);
    }

    /** The answer to a statement that ends its session, and that the session has ended. */
    private String end(String role, String... statements) {
        ClientSession session = ClientSession.open(server, role);
        int before = server.log().length();
        String answer = "";
        for (String statement : statements) {
            answer = answer.contains("FATAL") ? answer : session.answer(statement);
        }
        String next = session.answer("SELECT 1");
        assertThat(next).as("after %s", answer).isNotEqualTo("1");
        server.waitForLogAfter(before, "FATAL:  terminating session: pgseccomp denied system call");
        return answer.contains("FATAL") ? answer : next;
    }

    @Test
    void aStatementThatFailsEndsWithTheReason() {
        Path location = server.newTableSpaceFolder();
        Result result = server.psql("CREATE TABLESPACE t LOCATION '" + location + "'");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output())
                .contains("FATAL:  57P01: terminating session: pgseccomp denied system call \"symlink\"")
                .contains("The error was: could not create symbolic link")
                .contains("Remove \"symlink\" from \"pgseccomp.session_syscall_terminate\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "signal handler",
                "spinlock",
                "lwlock",
                "critical section",
                "alternate stack",
                "thread",
            })
    void itEndsTheSessionFromEverywhere(String place) {
        assertThat(end("postgres", "SELECT denied_in('" + place + "', " + CHROOT + ")"))
                .startsWith(String.format(ENDED, "chroot"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "signal handler",
                "spinlock",
                "lwlock",
                "critical section",
                "alternate stack",
                "thread",
                "child"
            })
    void anErrorIsAnErrorEverywhere(String place) {
        try (ClientSession session = ClientSession.open(server, "errs")) {
            assertThat(session.query("SELECT denied_in('" + place + "', " + SYMLINK + ", 3)"))
                    .isEqualTo("-13");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void anErrorInsideOfMallocLeavesItWhole() {
        try (ClientSession session = ClientSession.open(server, "errs")) {
            assertThat(session.query("SELECT denied_in('malloc', 0)")).isEqualTo("0");
            session.query(
                    "SELECT set_client_filter('allow', NULL, NULL, 'mmap(flags: MAP_PRIVATE|MAP_ANONYMOUS), symlinkat', NULL)");
            assertThat(session.query("SELECT denied_in('malloc', 0, 3)"))
                    .as("from another place, by brk")
                    .isEqualTo("0");
            assertThat(session.query("SELECT count >= 3 FROM seccomp_denials WHERE syscall = 'mmap'"))
                    .isEqualTo("t");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void errnoIsWhatItWas() {
        try (ClientSession session = ClientSession.open(server, "errs")) {
            session.query("SELECT set_client_filter('allow', NULL, NULL, 'sched_getaffinity', NULL)");
            assertThat(session.query("SELECT denied_in('beside errno', 0)")).isEqualTo("-13");
            assertThat(session.query("SELECT count FROM seccomp_denials WHERE syscall = 'sched_getaffinity'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void anErrorThatIsCaughtDoesNotSaveIt() {
        assertThat(end(
                        "postgres",
                        "DO $$ BEGIN PERFORM denied_in('plain', " + CHROOT
                                + ") / 0; EXCEPTION WHEN OTHERS THEN NULL; END $$",
                        "SELECT 1"))
                .startsWith(String.format(ENDED, "chroot"));
    }

    @Test
    void aLaterFilterDoesNotWeakenIt() {
        assertThat(end(
                        "postgres",
                        "SELECT set_client_filter('allow', NULL, NULL, 'chroot', NULL, '')",
                        "SELECT denied_in('plain', " + CHROOT + ")"))
                .startsWith(String.format(ENDED, "chroot"));
    }

    @Test
    void aClientFilterCanAskForIt() {
        try (ClientSession session = ClientSession.open(server, "errs")) {
            assertThat(session.query("SELECT denied_in('plain', " + Syscalls.number("pivot_root") + ") <> -13"))
                    .isEqualTo("t");
        }
        assertThat(end(
                        "errs",
                        "SELECT set_client_filter('allow', NULL, NULL, NULL, NULL, 'chroot, pivot_root')",
                        "SELECT denied_in('plain', " + Syscalls.number("pivot_root") + ")"))
                .startsWith(String.format(ENDED, "pivot_root"));
    }

    @Test
    void theGlobalListEndsSessionsWhateverTheirOwnListSays() {
        assertThat(end("errs", "SELECT denied_in('plain', " + ACCT + ")")).startsWith(String.format(ENDED, "acct"));
    }

    @Test
    void underADefaultOfTerminateUnseenCallsAreErrors() {
        try (ClientSession session = ClientSession.open(server, "strict")) {
            assertThat(session.answer("COPY (SELECT 1) TO PROGRAM 'true'")).contains("ERROR");
            assertThat(session.query("SELECT denied_in('thread', " + CHROOT + ")"))
                    .as("no thread begins, as clone is no error that could be seen")
                    .isEqualTo("-13");
        }
        assertThat(end("strict", "SELECT denied_in('plain', " + CHROOT + ")")).contains("chroot");
    }

    @Test
    void aProgramSeesAnErrorAndTheSessionGoesOn() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.error("COPY (SELECT 1) TO PROGRAM 'ln -s nowhere " + server.folder() + "/l'"))
                    .contains("child process exited with exit code 1");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void aParallelWorkerEndsItsLeader() {
        assertThat(end(
                        "postgres",
                        PostgresServer.ALWAYS_PARALLEL,
                        "SELECT count(*) FROM numbers WHERE denied_in('plain', " + CHROOT + ") = 0"))
                .startsWith(String.format(ENDED, "chroot"));
    }

    /** Neither does an error that the leader has caught, or that it never hears of, save the session. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$ BEGIN PERFORM count(*) FROM numbers WHERE denied_in('plain', %d) = 0;"
                        + " EXCEPTION WHEN OTHERS THEN NULL; END $$",
                "DO $$ BEGIN PERFORM count(*) FROM numbers WHERE denied_in('plain', %d) = 0;"
                        + " EXCEPTION WHEN OTHERS THEN RAISE 'another error'; END $$",
            })
    void aParallelWorkerEndsItsLeaderWhateverThatMakesOfTheError(String statement) {
        assertThat(end("postgres", PostgresServer.ALWAYS_PARALLEL, statement.replace("%d", String.valueOf(CHROOT))))
                .startsWith(String.format(ENDED, "chroot"));
    }

    /** Only a parallel worker of its own ends a session; whoever says the same words does not. */
    @Test
    void anErrorThatReadsLikeAParallelWorkersIsAnErrorLikeOthers() {
        server.query(
                "CREATE FUNCTION spoofed() RETURNS int4 LANGUAGE plpgsql PARALLEL SAFE AS $$ BEGIN " + SPOOFED
                        + " END $$",
                "CREATE FUNCTION on_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + SPOOFED + " END $$",
                "CREATE TABLE trapped (i int4)",
                "CREATE TRIGGER spoofed BEFORE INSERT ON trapped FOR EACH ROW EXECUTE FUNCTION on_insert()",
                "CREATE EXTENSION dblink");
        String here = "host=127.0.0.1 port=" + server.port() + " user=postgres dbname=postgres";
        int before = server.log().length();
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            for (String statement : new String[] {
                "DO $$ BEGIN " + SPOOFED + " END $$",
                "SELECT spoofed()",
                "INSERT INTO trapped VALUES (1)",
                "SELECT dblink_exec('" + here + "', 'DO $$ BEGIN " + SPOOFED.replace("'", "''") + " END $$')",
            }) {
                assertThat(session.error(statement))
                        .as(statement)
                        .startsWith("57P01 ERROR: terminating session: pgseccomp denied system call \"x\"");
                assertThat(session.query("SELECT 'alive'")).as(statement).isEqualTo("alive");
            }
            session.execute(PostgresServer.ALWAYS_PARALLEL);
            assertThat(session.error("SELECT count(*) FROM numbers WHERE spoofed() = 0"))
                    .as("in a parallel worker that was denied nothing")
                    .startsWith("57P01 ERROR: terminating session");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
        }
        assertThat(server.log().substring(before)).doesNotContain("FATAL:");
    }

    @Test
    void inPerlAndInAnExpressionThatIsCompiled() {
        assertThat(end("postgres", "SELECT perl_call(" + CHROOT + ")")).startsWith(String.format(ENDED, "chroot"));
        assertThat(end(
                        "postgres",
                        "SET jit = on",
                        "SET jit_above_cost = 0",
                        "SET jit_inline_above_cost = 0",
                        "SELECT sum(denied_in('plain', " + CHROOT + ") + i) FROM numbers"))
                .startsWith(String.format(ENDED, "chroot"));
    }

    /** Where this PostgreSQL has PL/Python: the one that script/bootstrap installs. */
    @Test
    void inPython() {
        assumeThat(server.query("SELECT count(*) FROM pg_available_extensions WHERE name = 'plpython3u'"))
                .isEqualTo("1");
        server.query("CREATE EXTENSION plpython3u", """
                CREATE FUNCTION python_call(number int4) RETURNS int4 LANGUAGE plpython3u AS $$
                import ctypes
                c = ctypes.CDLL(None, use_errno = True)
                c.syscall(number, -1, -1)
                return ctypes.get_errno()
                $$""");
        try (ClientSession session = ClientSession.open(server, "errs")) {
            assertThat(session.query("SELECT python_call(" + SYMLINK + ")")).isEqualTo("13");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
        }
        assertThat(end("postgres", "SELECT python_call(" + CHROOT + ")")).startsWith(String.format(ENDED, "chroot"));
    }

    /** It seems to be set, and has no effect. */
    @Test
    void anotherHandlerTakesNoExplanationAway() {
        Path made = Path.of(server.folder() + "/made");
        Path never = Path.of(server.folder() + "/never");
        try (ClientSession session = ClientSession.open(server, "free")) {
            session.query("SELECT perl_symlink('" + made + "')");
            assertThat(made).as("where it is not denied").isSymbolicLink();
        }
        server.query("SELECT seccomp_denials_reset()");
        try (ClientSession session = ClientSession.open(server, "errs")) {
            session.query("SELECT denied_in('other handler', " + SYMLINK + ")");
            session.query("SELECT perl_symlink('" + never + "')");
            assertThat(session.query("SELECT 'alive'")).isEqualTo("alive");
            assertThat(Files.isSymbolicLink(never)).isFalse();
        }
        assertThat(server.query("SELECT syscall FROM seccomp_denials")).startsWith("symlink");
    }
}
