package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.syscall.Syscall;

/** Whatever a session asks set_client_filter for, it gets OK or an error with a name, and the server goes on. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
    /** All of them where all versions are tested (script/test). */
    private static final int CALLS = System.getenv("PGSECCOMP_TEST_ALL") == null ? 2_000 : 10_000;

    private static final long SEED = 5;
    private static final String CALL = "SELECT set_client_filter(?, ?, ?, ?, ?, ?)";
    private static final String[] ACTIONS = {
        "allow", "log", "error", "kill", "terminate", "ERROR", "", "trap", "*", "allow\u0001"
    };
    private static final String[] HOSTILE = {
        "*",
        "*,*",
        "\"",
        "\"\"",
        ",",
        ",,,",
        "'; DROP TABLE pg_class; --",
        "%s%n%n",
        "\\",
        "\u0001",
        "\u00e9",
        "\ud83d\ude00",
        "\u212aill",
        "-1",
        "4294967295",
        "read read",
        "\"read\"\"write\"",
        "read,read,read",
        " ",
        "\t\n",
        "${x}",
        "NULL"
    };

    @TestServer(
            tcp = true,
            started = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'chroot, swapoff'\n"
                    + "pgseccomp.session_syscall_log = 'acct'\n")
    private PostgresServer server;

    private final Random random = new Random(SEED);
    private List<Syscall> syscalls;

    @BeforeAll
    void start() {
        server.query("CREATE EXTENSION pgseccomp");
        syscalls = Syscalls.ARCHITECTURE.syscalls().all();
    }

    @Test
    void everyAnswerIsOkOrAnErrorWithAName() {
        Map<String, Integer> answers = new HashMap<>();
        String start = server.query("SELECT pg_postmaster_start_time()");
        ClientSession session = ClientSession.open(server, "postgres");
        for (int i = 0; i < CALLS; i++) {
            Object[] arguments = arguments();
            String answer = session.answer(CALL, arguments);
            answers.merge(answer.substring(0, Math.min(5, answer.length())), 1, Integer::sum);
            assertThat(answer)
                    .as("call %d of seed %d: %s", i, SEED, List.of(arguments).toString())
                    .matches("(?s)OK|(22023|42710|55000|54000|22P02|42602|2202E|55P02|0A000) ERROR: .+");
            if (answer.equals("OK") || random.nextInt(50) == 0) {
                if (answer.equals("OK")) {
                    assertThat(session.answer("SELECT 1")).isEqualTo("1");
                    assertThat(session.answer(CALL, arguments)).contains("ERROR");
                }
                session.close();
                session = ClientSession.open(server, "postgres");
            }
        }
        session.close();
        assertThat(answers.get("OK")).as("%s", answers).isBetween(CALLS / 100, CALLS);
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(start);
        assertThat(server.log()).doesNotContain("terminated by signal").doesNotContain("terminating any other active");
    }

    private Object[] arguments() {
        // Some are meant well: what a session needs is allowed, and what is listed exists.
        boolean meantWell = random.nextInt(25) == 0;
        Object[] arguments = new Object[6];
        arguments[0] = meantWell ? ACTIONS[random.nextInt(3)] : ACTIONS[random.nextInt(ACTIONS.length)];
        for (int i = 1; i < 6; i++) {
            arguments[i] = list(meantWell);
        }
        if (meantWell) {
            arguments[1] = StrictPolicy.calls();
            arguments[2] = "";
            arguments[4] = "";
            arguments[5] = "";
        }
        return arguments;
    }

    private String list(boolean meantWell) {
        StringJoiner names = new StringJoiner(random.nextInt(50) == 0 ? " " : ",");
        int length = random.nextInt(100) == 0 ? 20_000 : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            names.add(
                    !meantWell && random.nextInt(10) == 0
                            ? HOSTILE[random.nextInt(HOSTILE.length)]
                            : syscalls.get(random.nextInt(syscalls.size())).name());
        }
        return names.toString();
    }
}
