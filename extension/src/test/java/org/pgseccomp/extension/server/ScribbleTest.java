package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Native code in one session writes nonsense to the memory that the extension shares with all processes. Nothing crashes, nothing hangs,
 * and others can log in.
 */
@Tag("server")
class ScribbleTest {
    private static final String LEARNT = "/memfd:pgseccomp-observed";
    private static final int EACCES = 13;
    private static final int WAYS = 5;

    private static final List<String> STATEMENTS = List.of(
            "SELECT count(d::text) FROM seccomp_denials d",
            "SELECT seccomp_denials_info()",
            "SELECT count(f::text) FROM seccomp_filter() f",
            "SELECT count(p::text) FROM seccomp_processes() p",
            "SELECT count(o::text) FROM seccomp_observed o",
            "SELECT count(r::text) FROM seccomp_recommend() r",
            "SELECT count(u::text) FROM seccomp_unexercised() u");

    @TestServer(tcp = true)
    private PostgresServer server;

    private void start(String configuration) {
        server.start(configuration);
        Syscalls.createFunctions(server);
        server.query(
                "CREATE FUNCTION scribble_mappings() RETURNS text AS 'pgseccomp_scribble' LANGUAGE C",
                "CREATE FUNCTION scribble(int8, int8, int4, int4) RETURNS int4 AS 'pgseccomp_scribble' LANGUAGE C",
                "CREATE FUNCTION scribble_prctl(int4, int8, int8, int8, int8, int4) RETURNS void"
                        + " AS 'pgseccomp_scribble' LANGUAGE C");
    }

    /** A line of scribble_mappings(). */
    private record Mapping(String address, String length, String permissions, String name) {
        static Mapping of(String line) {
            String[] words = line.split(" ", -1);
            return new Mapping(words[0], words[1], words[2], words[3]);
        }

        String scribble(int how) {
            return "SELECT scribble(" + address + ", " + length + ", " + how + ", 42)";
        }
    }

    private static List<Mapping> mappings(ClientSession session) {
        return session.query("SELECT scribble_mappings()")
                .lines()
                .filter(line -> !line.isEmpty())
                .map(Mapping::of)
                .toList();
    }

    private static Mapping named(ClientSession session, String name) {
        List<Mapping> found = mappings(session).stream()
                .filter(mapping -> mapping.name.equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    /** Asks for everything, in a new session; no answer takes long, and none is an internal error. */
    private void assertServes() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.execute("SET statement_timeout = '15s'");
            for (String statement : STATEMENTS) {
                assertThat(session.answer(statement)).as(statement).matches("(?s)\\d+|\\(.*");
            }
            assertThat(session.query("SELECT 1")).isEqualTo("1");
        }
    }

    /** A session that is at work until it is told to end. */
    private Thread atWork(AtomicBoolean end, String statement, List<String> answers) {
        Thread thread = new Thread(() -> {
            while (!end.get()) {
                try (ClientSession session = ClientSession.open(server, "postgres")) {
                    answers.add(session.answer(statement));
                }
            }
        });
        thread.start();
        return thread;
    }

    /** Mappings that every process can write to, smallest first: they have no name, and neither has PostgreSQL's own, which is larger. */
    private static List<Mapping> writable(ClientSession session) {
        List<Mapping> anonymous = mappings(session).stream()
                .filter(mapping -> mapping.name.startsWith("/dev/zero"))
                .sorted(java.util.Comparator.comparingLong(mapping -> Long.parseLong(mapping.length)))
                .toList();
        assertThat(anonymous)
                .as("the counters, the table of processes, PostgreSQL's")
                .hasSize(3);
        return anonymous.subList(0, 2);
    }

    /**
     * Pids that are none, of others, of the postmaster: nobody is locked out, and a crash restart leaves nothing of it. Sessions that are
     * there may end: what is written may be the mark by which a parallel worker ends its leader, and native code can end any session.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nonsenseInTheTableOfProcesses(int how) {
        start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'chroot'\n");
        for (int i = 0; i < 5; i++) {
            try (ClientSession session = ClientSession.open(server, "postgres")) {
                String answer = session.answer(writable(session).get(1).scribble(how));
                assertThat(answer).matches("(?s)0|57P01 .*");
            }
            assertServes();
        }
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.answer(writable(session).get(1).scribble(how));
            try (ClientSession victim = ClientSession.open(server, "postgres")) {
                PostgresServer.signal(victim.process(), "KILL");
                server.waitForLog("all server processes terminated; reinitializing");
            }
        }
        server.waitUntilConnected();
        assertServes();
        assertThat(server.query("SELECT count(*) > 0 AND bool_and(agrees) FROM seccomp_processes()"
                        + " WHERE backend_type = 'client backend'"))
                .isEqualTo("t");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query(PostgresServer.ALWAYS_PARALLEL);
            assertThat(session.query("SELECT denied('chroot')")).isEqualTo("t");
            assertThat(session.query("SELECT count(*) > 0 FROM pg_class")).isEqualTo("t");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nonsenseInTheMemoryOfAServerThatEnforces(int how) throws InterruptedException {
        start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'chroot'\n");
        AtomicBoolean end = new AtomicBoolean();
        List<String> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> work = List.of(
                atWork(end, "SELECT denied('chroot')", answers),
                atWork(end, "SELECT count(d::text) FROM seccomp_denials d", answers));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.query("SELECT denied('chroot')")).isEqualTo("t");
            Mapping counters = writable(session).get(0);
            for (int i = 0; i < 20; i++) {
                assertThat(session.query(counters.scribble(how))).isEqualTo("0");
            }
            assertServes();
            assertThat(session.query("SELECT denied('chroot')")).isEqualTo("t");
        } finally {
            end.set(true);
            for (Thread thread : work) {
                thread.join(30_000);
                assertThat(thread.isAlive()).as("a session hangs").isFalse();
            }
        }
        assertThat(answers).isNotEmpty().allMatch(answer -> answer.matches("t|\\d+"));
        server.query("SELECT seccomp_denials_reset()");
        assertThat(server.query("SELECT denied('chroot')", "SELECT syscall, count FROM seccomp_denials"))
                .as("a reset mends it")
                .startsWith("t\nchroot|");
        assertThat(server.log()).doesNotContain("terminated by signal").doesNotContain("PANIC");
        assertThat(server.stopFast()).isZero();
    }

    /** All that processes share while a server learns can be read only, and stays so whatever native code tries. */
    @Test
    void theMemoryOfAServerThatLearnsCannotBeWritten() {
        server.start("");
        server.query("CREATE FUNCTION scribble_mappings() RETURNS text AS 'pgseccomp_scribble' LANGUAGE C");
        List<String> without = writable();
        server.query("DROP FUNCTION scribble_mappings()");
        server.stopFast();
        start(PostgresServer.ENABLED + "pgseccomp.learn = on\n");
        assertThat(writable()).isEqualTo(without);
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            Mapping mapping = named(session, LEARNT);
            assertThat(mapping.permissions).isEqualTo("r--s");
            for (int how = 0; how < WAYS; how++) {
                assertThat(session.query(mapping.scribble(how))).isEqualTo("" + EACCES);
            }
        }
        assertServes();
        assertThat(server.stopFast()).isZero();
    }

    /** Lengths differ from start to start. */
    private List<String> writable() {
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            return mappings(session).stream()
                    .filter(mapping -> mapping.permissions.contains("w"))
                    .map(mapping -> mapping.name.replaceAll("\\d+", "N"))
                    .sorted()
                    .toList();
        }
    }

    /** What a process tells the recorder is made up by native code. */
    @Test
    void nonsenseThatIsToldToTheRecorder() {
        start(PostgresServer.ENABLED + "pgseccomp.learn = on\n");
        String recorder = server.process("pgseccomp supervisor").child().toString();
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            // Names, identities and leaders; not the messages that begin anew or save.
            for (int message : new int[] {1, 2, 3}) {
                for (String words : List.of("-1, -1, -1", "0, 0, 0", "1, 1, 1", "9223372036854775807, -2, -2")) {
                    session.query("SELECT scribble_prctl(1885827939, " + message + ", " + words + ", 500)");
                }
                // The number of the first word in the higher bits.
                for (long offset : new long[] {1, 13, 15, 16, 255, 1L << 50}) {
                    session.query("SELECT scribble_prctl(1885827939, " + (message | offset << 8) + ", -1, -1, -1, 50)");
                }
            }
            session.query("SELECT scribble_prctl(1885827939, 2, 9999, 0, 0, 1)");
            session.query("SELECT scribble_prctl(1885827939, -1, -1, -1, -1, 3000)");
            assertServes();
        }
        assertThat(server.process("pgseccomp supervisor").child().toString()).isEqualTo(recorder);
        assertThat(server.log()).doesNotContain("terminated by signal");
        assertThat(server.stopFast()).isZero();
    }
}
