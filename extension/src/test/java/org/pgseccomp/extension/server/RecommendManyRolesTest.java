package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recommendations for servers with many roles. */
@Tag("server")
class RecommendManyRolesTest {
    /** Role i was seen to make those of these calls whose bits are set in its number. */
    private static final List<String> CALLS = List.of(
            "chroot",
            "mount",
            "acct",
            "swapon",
            "swapoff",
            "pivot_root",
            "bpf",
            "ptrace",
            "setns",
            "sync",
            "reboot",
            "init_module",
            "delete_module");

    private static final int FIRST_SEEN = 1795632580;

    @TestServer(tcp = true)
    private PostgresServer server;

    private static List<String> callsOf(int role) {
        List<String> calls = new ArrayList<>();
        for (int bit = 0; bit < CALLS.size(); bit++) {
            if ((role >> bit & 1) != 0) {
                calls.add(CALLS.get(bit));
            }
        }
        return calls;
    }

    /** Every role makes calls of its own, and forty that all make; fewer, where there would be more than a server keeps. */
    private void writeObserved(int roles, String prefix) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "pgseccomp-observed 1",
                "architecture " + Integer.toUnsignedString(Syscalls.ARCHITECTURE.auditArch()),
                "server " + PostgresServer.VERSION,
                "learnt " + FIRST_SEEN + " 10 0 0",
                "uncounted 0 1 3"));
        for (int role = 1; role <= roles; role++) {
            lines.add("subject client_backend postgres " + prefix + role + " d " + FIRST_SEEN + " " + FIRST_SEEN);
            // Which loads a library.
            lines.add("call " + Syscalls.number("mprotect") + " 1 " + FIRST_SEEN + " " + FIRST_SEEN);
            for (int number = 200; number < (roles > 2000 ? 212 : 240); number++) {
                lines.add("call " + number + " 5 " + FIRST_SEEN + " " + FIRST_SEEN);
            }
            for (String call : callsOf(role)) {
                lines.add("call " + Syscalls.number(call) + " 1 " + FIRST_SEEN + " " + FIRST_SEEN);
            }
        }
        lines.add("end " + lines.size());
        Path file = server.data().resolve("pgseccomp_observed");
        Files.write(file, lines);
        Command.giveToServerUser(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 2000, 5000})
    void everyRoleHasItsList(int roles) throws IOException {
        writeObserved(roles, "r");
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        long before = System.nanoTime();
        String recommended = server.query("SELECT seccomp_recommend()");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        assertThat(recommended.lines().filter(line -> line.startsWith("session_syscall_allow.r")))
                .hasSize(roles);
        for (int role : List.of(1, 2, 63, 64, 65, 255, roles)) {
            List<String> list = recommended
                    .lines()
                    .filter(line -> line.startsWith("session_syscall_allow.r" + role + " = "))
                    .toList();
            assertThat(list).hasSize(1);
            List<String> allowed =
                    List.of(list.get(0).replaceAll(".*'(.*)'", "$1").split(","));
            assertThat(CALLS.stream().filter(allowed::contains).toList()).isEqualTo(callsOf(role));
        }
        String named = recommended
                .lines()
                .filter(line -> line.startsWith("pgseccomp.session_roles = "))
                .findFirst()
                .orElseThrow();
        assertThat(named.split(",")).hasSize(roles);
    }

    /** What is recommended is a configuration that a server starts with. */
    @Test
    void aServerLoadsTheListsOfFiveHundred() throws IOException {
        writeObserved(500, "r");
        server.start(PostgresServer.ENABLED);
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE r5 LOGIN", "CREATE ROLE r320 LOGIN");
        String recommended = server.query("SELECT seccomp_recommend()");
        server.stopFast();
        server.start("shared_preload_libraries = 'pgseccomp'\n" + recommended);
        for (int role : List.of(5, 320)) {
            for (String call : List.of("chroot", "mount", "acct", "bpf")) {
                assertThat(server.psqlAs("r" + role, "SELECT denied('" + call + "')")
                                .output())
                        .as("%s of r%d", call, role)
                        .isEqualTo(callsOf(role).contains(call) ? "f\n" : "t\n");
            }
        }
    }

    /** A server that learns goes on from the file; what it takes to read so much is not what sessions do. */
    @Test
    void askingIsNotLearnt() throws IOException {
        writeObserved(500, "r");
        server.start(PostgresServer.ENABLED + "pgseccomp.learn = on\n");
        server.query("CREATE EXTENSION pgseccomp");
        for (String function : List.of("seccomp_observed", "seccomp_recommend", "seccomp_unexercised")) {
            server.query("SELECT count(*) FROM " + function + "()");
        }
        assertThat(server.query("SELECT sum(calls) FROM seccomp_observed WHERE role = 'r500' AND syscallnum = 200"))
                .isEqualTo("5");
        assertThat(
                        server.query(
                                "SELECT count(*) FROM seccomp_observed WHERE role = 'postgres' AND syscall IN ('clone', 'pipe2', 'ppoll', 'getppid')"))
                .isEqualTo("0");
        assertThat(
                        server.query(
                                "SELECT count(*) > 0, max(last_seen) > now() - interval '1 hour' FROM seccomp_observed WHERE role = 'postgres'"))
                .isEqualTo("t|t");
        assertThat(server.stopFast()).isZero();
    }

    @Test
    void aSessionThatMayNotStartAProcessHearsOfIt() throws IOException {
        writeObserved(500, "r");
        server.start(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'pipe2'\n");
        server.query("CREATE EXTENSION pgseccomp");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(session.error("SELECT count(*) FROM seccomp_recommend()"))
                    .contains(
                            "pgseccomp could not read what was observed",
                            "The filters of this process do not allow pipe2",
                            "pgseccomp learn");
            assertThat(session.query("SELECT 1")).isEqualTo("1");
        }
    }

    /** Aliases are made of the names. */
    @Test
    void namesThatNeedAliasesHaveOneEach() throws IOException {
        writeObserved(200, "Web%20App%27s%20");
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        String recommended = server.query("SELECT seccomp_recommend()");
        assertThat(recommended
                        .lines()
                        .filter(line -> line.startsWith("session_syscall_allow.role_web_app_s_"))
                        .map(line -> line.substring(0, line.indexOf(" = ")))
                        .distinct())
                .hasSize(200);
        server.stopFast();
        server.start("shared_preload_libraries = 'pgseccomp'\n" + recommended);
        server.query("CREATE ROLE \"Web App's 7\" LOGIN");
        assertThat(server.psqlAs("Web App's 7", "SELECT 1").output()).isEqualTo("1\n");
    }

    /** More than a hundred kilobytes of names. */
    @Test
    void longNamesHaveNoLimitTogether() throws IOException {
        writeObserved(1500, "x".repeat(59));
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            assertThat(
                            session.query(
                                    "SELECT count(*) FROM seccomp_recommend() AS line WHERE line LIKE 'session_syscall_allow.%'"))
                    .isEqualTo("1500");
            assertThat(session.query("SELECT count(*) > 0 FROM seccomp_unexercised()"))
                    .isEqualTo("t");
        }
    }
}
