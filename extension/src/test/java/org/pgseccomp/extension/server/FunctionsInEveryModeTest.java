package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.extension.server.Command.Result;

/**
 * Every function of the extension, as the catalog has them, in every state of a server, called by every kind of role with every kind of
 * argument: it answers rows, or an error that is meant, and the server goes on.
 */
@Tag("server")
class FunctionsInEveryModeTest {
    private static final String CONFIGURATION = "shared_preload_libraries = 'pgseccomp'\nwal_level = replica\n";
    private static final String ENFORCING =
            "pgseccomp.enabled = on\npgseccomp.global_syscall_error = 'chroot'\npgseccomp.session_syscall_error = 'mount'\n";
    private static final String LEARNING = ENFORCING + "pgseccomp.learn = on\n";

    /** What an error may be: a missing privilege, a state in which it cannot be done, an argument that is wrong, a limit. */
    private static final String MEANT = "(?s)(42501|0A000|55000|22023|22004|54000) .*";

    /** Statements that make values of each type that functions take. A type without them fails the test. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "text",
            List.of(
                    "NULL",
                    "''",
                    "'*'",
                    "' '",
                    "','",
                    "'allow'",
                    "'kill'",
                    "'read,,write'",
                    "'mount, raed'",
                    "'Autovacuum_Worker'",
                    "'autovacuum worker'",
                    "'client backend'",
                    "'postmaster'",
                    "''''",
                    "'\"'",
                    "E'\\\\'",
                    "E'a\\nb\\r\\t'",
                    "E'\\x01\\x7f'",
                    "E'gr\\u00fc\\u00df \\U0001F600'",
                    "'%s%n%d'",
                    "'99999999999999999999'",
                    "'-1'",
                    "repeat('x', 100000)",
                    "repeat('read,', 200000)",
                    "repeat('\"', 70000)"),
            "integer",
            List.of("NULL", "0", "1", "-1", "2147483647", "-2147483648", "4194304", "4194305"),
            "bigint",
            List.of("NULL", "0", "-1", "9223372036854775807", "-9223372036854775808"),
            "boolean",
            List.of("NULL", "true", "false"),
            "name",
            List.of("NULL", "''", "'postgres'", "repeat('x', 63)"),
            "oid",
            List.of("NULL", "0", "10", "4294967295"));

    /** How a server can be when it is asked. */
    enum Mode {
        OFF("pgseccomp.enabled = off\n"),
        LEARNING(FunctionsInEveryModeTest.LEARNING),
        ENFORCING(FunctionsInEveryModeTest.ENFORCING),
        AFTER_A_CRASH(FunctionsInEveryModeTest.ENFORCING),
        LEARNING_AFTER_A_CRASH(FunctionsInEveryModeTest.LEARNING),
        STANDBY(FunctionsInEveryModeTest.ENFORCING),
        LEARNING_STANDBY(FunctionsInEveryModeTest.LEARNING),
        STANDBY_OFF("pgseccomp.enabled = off\n");

        private final String lines;

        Mode(String lines) {
            this.lines = lines;
        }
    }

    @TestServer(tcp = true)
    private PostgresServer server;

    private void createRoles(String extension) {
        server.query(
                "CREATE EXTENSION pgseccomp" + extension,
                "CREATE ROLE nobody LOGIN",
                "CREATE ROLE monitor LOGIN IN ROLE pg_monitor",
                "CREATE ROLE granted LOGIN",
                "DO $$ DECLARE f oid; BEGIN FOR f IN " + FUNCTIONS
                        + " LOOP EXECUTE 'GRANT EXECUTE ON FUNCTION ' || f::regprocedure || ' TO granted'; END LOOP; END $$");
    }

    private static final String FUNCTIONS =
            "SELECT objid FROM pg_depend WHERE deptype = 'e' AND classid = 'pg_proc'::regclass"
                    + " AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pgseccomp')";

    /** Calls of all functions: with NULLs, and with each value in the place of each argument. */
    private List<String> calls() {
        List<String> calls = new ArrayList<>();
        String functions = server.query("SELECT proname, oidvectortypes(proargtypes) FROM pg_proc WHERE oid IN ("
                + FUNCTIONS + ") ORDER BY 1, 2");
        for (String line : functions.lines().toList()) {
            String name = line.substring(0, line.indexOf('|'));
            String types = line.substring(line.indexOf('|') + 1);
            if (types.isEmpty()) {
                calls.add(call(name, List.of()));
                continue;
            }
            addCalls(calls, name, List.of(types.split(", ")));
        }
        assertThat(calls).hasSizeGreaterThan(2);
        return calls;
    }

    private static void addCalls(List<String> calls, String name, List<String> types) {
        for (int i = 0; i < types.size(); i++) {
            assertThat(VALUES).as("%s takes %s: values for it", name, types).containsKey(types.get(i));
            for (String value : VALUES.get(types.get(i))) {
                List<String> arguments = new ArrayList<>();
                for (int j = 0; j < types.size(); j++) {
                    // The first argument of a client filter is an action.
                    String other = types.get(j).equals("text") ? (j == 0 ? "'allow'" : "''") : "NULL";
                    arguments.add((i == j ? value : other) + "::" + types.get(j));
                }
                calls.add(call(name, arguments));
            }
        }
        calls.add(call(name, types.stream().map(type -> "NULL::" + type).toList()));
    }

    /** All values go through the output functions of their types. */
    private static String call(String name, List<String> arguments) {
        return "SELECT count(f::text) FROM " + name + "(" + String.join(", ", arguments) + ") f";
    }

    private void assertAnswered(PostgresServer asked, List<String> calls, Mode mode) {
        String before = asked.query("SELECT pg_postmaster_start_time()");
        int crashes = crashes(asked);
        for (String role : List.of("postgres", "monitor", "granted", "nobody")) {
            ClientSession session = ClientSession.open(asked, role);
            Set<String> forbidden = new HashSet<>();
            for (String call : calls) {
                String function = call.replaceFirst(".* FROM (\\w+)\\(.*", "$1");
                // Privileges do not depend on arguments, and not each role needs all of them in each mode.
                if (forbidden.contains(function)
                        || (role.equals("granted")
                                && mode != Mode.ENFORCING
                                && call.contains("::")
                                && !call.contains("(NULL"))) {
                    continue;
                }
                String answer = session.answer("/* " + mode + ", " + role + " */ " + call);
                assertThat(answer).as("%s as %s, %s", call, role, mode).matches("\\d{1,4}|" + MEANT);
                if (answer.startsWith("42501 ")) {
                    forbidden.add(function);
                }
                if (role.equals("nobody")) {
                    assertThat(answer).as(call).startsWith("42501 ");
                } else if (!role.equals("monitor")) {
                    assertThat(answer).as("%s as %s", call, role).doesNotStartWith("42501 ");
                }
                // A client filter stays.
                if (call.contains("set_client_filter") && answer.equals("1")) {
                    session.close();
                    session = ClientSession.open(asked, role);
                }
            }
            session.close();
        }
        assertThat(crashes(asked)).as(asked.log()).isEqualTo(crashes);
        assertThat(asked.query("SELECT pg_postmaster_start_time()")).isEqualTo(before);
        assertThat(asked.log()).doesNotContain("PANIC");
    }

    private static int crashes(PostgresServer server) {
        return server.log().split("was terminated by signal", -1).length;
    }

    private void crash() {
        try (ClientSession victim = ClientSession.open(server, "postgres")) {
            PostgresServer.signal(victim.process(), "KILL");
            server.waitForLog("all server processes terminated; reinitializing");
            server.waitUntilConnected();
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersRowsOrAnErrorThatIsMeant(Mode mode) {
        boolean onStandby = mode.name().contains("STANDBY");
        server.start(CONFIGURATION + (onStandby ? "" : mode.lines));
        createRoles("");
        PostgresServer asked = server;
        if (onStandby) {
            asked = server.baseBackup().withTcp();
            asked.start(CONFIGURATION + mode.lines);
            assertThat(asked.query("SELECT pg_is_in_recovery()")).isEqualTo("t");
        } else if (mode.name().contains("CRASH")) {
            crash();
        }
        assertAnswered(asked, calls(), mode);
    }

    /** Databases that were not updated yet, under this library. */
    @ParameterizedTest
    @EnumSource(names = {"OFF", "LEARNING", "ENFORCING"})
    void soDoTheFunctionsOfTheOriginal(Mode mode) throws IOException {
        Path script = server.extensionFolder().resolve("pgseccomp--1.0.sql");
        Files.writeString(script, UpgradeTest.VERSION_1_0);
        try {
            server.start(CONFIGURATION + mode.lines);
            createRoles(" VERSION '1.0'");
            assertAnswered(server, calls(), mode);
        } finally {
            Files.delete(script);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LEARNING", "ENFORCING"})
    void soTheyDoInASingleUserServer(Mode mode) throws IOException {
        server.start(CONFIGURATION + mode.lines);
        createRoles("");
        server.query(
                "CREATE FUNCTION outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE n text;"
                        + " BEGIN EXECUTE statement INTO n; RETURN n; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE || ' error'; END $$");
        List<String> calls = calls();
        server.stopFast();
        // One that sets a client filter ends what the others can do.
        String statements = calls.stream()
                .filter(call -> !call.contains("set_client_filter") || call.contains("repeat"))
                .map(call -> "SELECT outcome($x$" + call + "$x$)\n")
                .collect(Collectors.joining());
        Path file = server.folder().resolve("statements");
        Files.writeString(file, statements + "SELECT 'the ' || 'end'\n");
        Result single = Command.run(Command.asServerUser(
                        List.of(
                                server.program("postgres"),
                                "--single",
                                "-D",
                                server.data().toString(),
                                "postgres"),
                        Map.of())
                .redirectInput(file.toFile()));
        assertThat(single.exitCode()).as(single.output()).isZero();
        assertThat(single.output()).contains("the end").doesNotContain("PANIC");
        assertThat(single.output()
                        .lines()
                        .filter(line -> line.contains("outcome = \""))
                        .toList())
                .hasSize(statements.split("\n").length)
                .allSatisfy(line -> assertThat(line.replaceFirst(".*outcome = \"([^\"]*)\".*", "$1"))
                        .matches("\\d{1,4}|" + MEANT));
    }

    /** Nothing is denied while a server learns, and whoever watches denials goes on. */
    @Test
    void whileLearningThereAreNoDenials() {
        server.start(CONFIGURATION + LEARNING);
        createRoles("");
        assertThat(server.query("SELECT count(*) FROM seccomp_denials")).endsWith("0");
        String info = "SELECT not_counted, since = pg_postmaster_start_time() FROM seccomp_denials_info()";
        assertThat(server.query(info)).endsWith("0|t");
        server.query("SELECT seccomp_denials_reset()");
        assertThat(server.query(info)).as("there was nothing to reset").endsWith("0|t");
        assertThat(server.psqlAs("monitor", "SELECT * FROM seccomp_denials").output())
                .contains("no system call filter is in force");
    }
}
