package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Syscall;

/** A process that is stopped in a sleep and goes on has the kernel make restart_syscall, which no default action denies. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StopAndGoTest {
    private static final List<String> DEFAULTS = List.of("error", "terminate", "kill");

    @TestServer(tcp = true)
    private PostgresServer server;

    @BeforeAll
    void start() {
        StringBuilder policy = new StringBuilder(PostgresServer.ENABLED + "pgseccomp.session_roles = '"
                + DEFAULTS.stream().map(action -> "by_" + action).collect(Collectors.joining(", ")) + "'\n");
        String allOthers = Syscalls.ARCHITECTURE.syscalls().all().stream()
                .map(Syscall::name)
                .filter(name -> !name.equals("restart_syscall"))
                .collect(Collectors.joining(", "));
        for (String action : DEFAULTS) {
            policy.append("session_syscall_default.by_" + action + " = '" + action + "'\n");
            policy.append("session_syscall_allow.by_" + action + " = '" + allOthers + "'\n");
        }
        server.start(policy.toString());
        server.query("CREATE EXTENSION pgseccomp", "CREATE EXTENSION plperlu");
        DEFAULTS.forEach(action -> server.query("CREATE ROLE by_" + action + " SUPERUSER LOGIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "terminate", "kill"})
    void theSleepEndsWhenItWouldHaveEnded(String action) throws InterruptedException {
        try (ClientSession session = ClientSession.open(server, "by_" + action)) {
            ServerProcess process = session.process();
            Thread stops = new Thread(() -> {
                server.waitForQuery("SELECT state FROM pg_stat_activity WHERE pid = " + process.pid(), "active");
                PostgresServer.signal(process, "STOP");
                PostgresServer.signal(process, "CONT");
            });
            stops.start();
            // Perl's sleep is clock_nanosleep(2), and answers how long it slept.
            session.query("DO LANGUAGE plperlu $$ my $slept = 0; $slept = sleep(3);"
                    + " $slept >= 3 or elog(ERROR, \"slept $slept\"); $$");
            stops.join();
            assertThat(session.query("SELECT 'went on'")).isEqualTo("went on");
        }
        assertThat(server.log()).doesNotContain("terminated by signal");
    }

    @Test
    void whoNamesItIsHeardAsFarAsNobodyIsKilled() {
        assertThat(server.psql("SELECT set_client_filter('allow', '', '', '', 'restart_syscall')")
                        .output())
                .contains("the client filter of pgseccomp kills processes that call restart_syscall");
        assertThat(server.psql("SELECT set_client_filter('allow', '', '', '', '', 'restart_syscall')")
                        .output())
                .contains("cannot end a session")
                .contains("is made by the kernel when a process goes on after a stop");
        assertThat(server.psql(
                                "SELECT set_client_filter('allow', '', '', 'restart_syscall', '')",
                                "SELECT filter_action FROM seccomp_filter() WHERE syscall = 'restart_syscall'")
                        .output())
                .contains("client->error");
    }
}
