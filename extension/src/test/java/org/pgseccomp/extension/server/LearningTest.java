package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgseccomp.learn: nothing is denied, everything is seen, and a policy is made of it. */
@Tag("server")
class LearningTest {
    private static final String LEARNING = PostgresServer.ENABLED + "pgseccomp.learn = on\n";
    private static final String PRELOADED = "shared_preload_libraries = 'pgseccomp'\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    private String calls(String where) {
        return server.query("SELECT coalesce(sum(calls), 0) FROM seccomp_observed WHERE " + where);
    }

    private void start(String more) {
        server.start(LEARNING + more);
    }

    private ServerProcess recorder() {
        return supervisor().child();
    }

    private ServerProcess supervisor() {
        return server.process("pgseccomp supervisor");
    }

    /** The main job: learn, recommend, enforce. */
    @Test
    void whatWasSeenIsAllowedAndNothingElse() {
        start("");
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN", "CREATE ROLE \"Web-App\" SUPERUSER LOGIN");
        String used = "SELECT denied('acct')";
        String workload = "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'";
        server.query(used, workload, "CHECKPOINT", "SELECT count(*) FROM seccomp_processes()");
        assertThat(server.psqlAs("joe", "SELECT denied('mount')").exitCode()).isZero();
        assertThat(server.psqlAs("Web-App", "SELECT denied('mount')").exitCode())
                .isZero();
        // What a stop and a start need, each after the other.
        server.stopFast();
        start("");
        server.stopFast();
        start("");
        String recommended = server.query("SELECT seccomp_recommend()");
        assertThat(server.query("SELECT seccomp_recommend()").replaceAll("(?m)^#.*", ""))
                .as("two runs")
                .isEqualTo(recommended.replaceAll("(?m)^#.*", ""));
        server.stopFast();

        server.start(PRELOADED + recommended);
        assertThat(server.query(used)).isEqualTo("f");
        assertThat(server.query(workload, "CHECKPOINT", "SELECT denied('chroot')"))
                .isEqualTo("t");
        assertThat(server.query("SELECT string_agg(pid::text, ',') FROM seccomp_processes() WHERE NOT agrees"))
                .isEmpty();
        assertThat(server.psqlAs("joe", used).output())
                .as("a role that never did this")
                .isEqualTo("t\n");
        assertThat(server.psqlAs("Web-App", used).output()).isEqualTo("t\n");
        assertThat(server.query("SELECT count(*) > 10 FROM seccomp_observed"))
                .as("what was seen, in a server that enforces")
                .isEqualTo("t");
        server.reload();
        assertThat(server.stopFast()).isZero();
    }

    @Test
    void everyCallIsCountedOnce() {
        start("");
        Syscalls.createFunctions(server);
        server.query("CREATE ROLE joe SUPERUSER LOGIN");
        String call = "SELECT count(probe_syscall(" + Syscalls.number("swapoff") + ")) FROM generate_series(1, N)";
        server.query(call.replace("N", "12345"));
        server.psqlAs("joe", call.replace("N", "7"));
        assertThat(server.query(
                        "SELECT process_type, role, database, program, syscallnum, calls, first_seen <= last_seen,"
                                + " arguments IS NULL FROM seccomp_observed WHERE syscall = 'swapoff' ORDER BY role"))
                .isEqualTo("client_backend|joe|postgres|postgres|" + Syscalls.number("swapoff") + "|7|t|t\n"
                        + "client_backend|postgres|postgres|postgres|" + Syscalls.number("swapoff") + "|12345|t|t");
    }

    @Test
    void theToolReadsTheFileOfTheServer() throws IOException {
        start("");
        Syscalls.createFunctions(server);
        server.query("SELECT denied('swapoff')");
        server.stopFast();
        server.waitUntilGone();
        Command.Result result = Command.run(new ProcessBuilder(
                System.getenv("PGSECCOMP_TEST_TOOL"),
                "learn",
                "-q",
                server.data().resolve("pgseccomp_observed").toString()));
        assertThat(result.output().strip().split(",", -1))
                .contains("swapoff", "recvfrom")
                .doesNotContain("swapon");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void processesAreToldApart() {
        start(
                "archive_mode = on\narchive_command = 'cp %p /dev/null'\nautovacuum_naptime = 1\nmax_parallel_workers = 4\n");
        Syscalls.createFunctions(server);
        server.query(
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) i",
                "CREATE ROLE joe SUPERUSER LOGIN",
                "SELECT pg_switch_wal()",
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'");
        try (ClientSession session = ClientSession.open(server, "joe")) {
            session.execute(ForeignCode.PARALLEL);
            session.query("SELECT count(*) FROM numbers");
        }
        server.baseBackup().close();
        server.waitForQuery(
                "SELECT string_agg(DISTINCT process_type || ':' || program, ' ' ORDER BY process_type || ':' || program)"
                        + " FROM seccomp_observed WHERE process_type || ':' || program IN ('archiver:cp', 'archiver:postgres',"
                        + " 'autovacuum_worker:postgres', 'client_backend:cat', 'walsender:postgres')",
                "archiver:cp archiver:postgres autovacuum_worker:postgres client_backend:cat walsender:postgres");
        assertThat(server.query(
                        "SELECT DISTINCT role, database FROM seccomp_observed WHERE process_type = 'parallel_worker'"))
                .isEqualTo("joe|postgres");
        for (String type : List.of("postmaster", "checkpointer", "walwriter", "background_writer")) {
            assertThat(calls("process_type = '" + type + "'")).as(type).isNotEqualTo("0");
        }
        assertThat(calls("process_type = 'other'")).isEqualTo("0");
        server.query("CHECKPOINT");
        assertThat(server.query("SELECT string_agg(activity, ', ') FROM seccomp_unexercised() WHERE exercised"))
                .contains(
                        "checkpoint",
                        "autovacuum",
                        "parallel query",
                        "archiving",
                        "base backup",
                        "COPY to and from programs")
                .doesNotContain("crash recovery", "logical", "shutdown");
    }

    @Test
    void theArgumentThatDecidesIsShown() {
        start("");
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(
                        server.query(
                                "SELECT arguments FROM seccomp_observed WHERE process_type = 'postmaster' AND syscall = 'socket'"))
                .contains("AF_UNIX SOCK_STREAM");
        assertThat(
                        server.query(
                                "SELECT count(*) FROM seccomp_observed WHERE process_type = 'starting' AND syscall = 'mmap' AND arguments LIKE '%PROT_READ|PROT_WRITE%'"))
                .isEqualTo("1");
        // A session loads libraries, and they are files.
        server.query("CREATE EXTENSION plperl", "DO LANGUAGE plperl ''");
        assertThat(server.query("SELECT DISTINCT arguments LIKE '%PROT_READ|PROT_EXEC of a file%' FROM seccomp_observed"
                        + " WHERE process_type = 'client_backend' AND syscall = 'mmap' AND program = 'postgres'"
                        + " AND arguments LIKE '%PROT_EXEC%'"))
                .isEqualTo("t");
    }

    @Test
    void nothingIsEnforcedAndTheServerSaysSo() {
        start("pgseccomp.global_syscall_error = 'acct'\npgseccomp.session_syscall_error = 'acct'\n");
        assertThat(server.log()).contains("NO SYSTEM CALL FILTER IS IN FORCE");
        Syscalls.createFunctions(server);
        assertThat(server.query("SELECT denied('acct')")).isEqualTo("f");
        assertThat(server.psql("SELECT * FROM seccomp_filter()").output())
                .contains("no system call filter is in force: pgseccomp.learn is on")
                .contains("learn->allow");
        assertThat(server.psql("SELECT set_client_filter('allow', NULL, NULL, 'mount', NULL)")
                        .output())
                .contains("no system call filter is in force", "learning");
        assertThat(server.psql("SELECT set_client_filter('allow', NULL, NULL, 'muont', NULL)")
                        .output())
                .contains("muont");
        assertThat(calls("syscall = 'seccomp'"))
                .as("what a client filter takes")
                .isEqualTo("1");
    }

    @Test
    void aPolicyThatIsWrongIsRefusedAllTheSame() {
        assertThat(server.startExpectingFailure(LEARNING + "pgseccomp.session_syscall_error = 'muont'\n"))
                .contains("muont");
    }

    @Test
    void aRecorderThatIsKilledIsReplaced() {
        start("");
        Syscalls.createFunctions(server);
        String call = "SELECT probe_syscall(" + Syscalls.number("swapon") + ")";
        server.query(call);
        for (int i = 0; i < 3; i++) {
            PostgresServer.signal(recorder(), "KILL");
            server.query(call);
        }
        assertThat(server.query("SELECT process_type, role, calls FROM seccomp_observed WHERE syscall = 'swapon'"))
                .isEqualTo("client_backend|postgres|4");
        server.waitForLog("the recorder was terminated by signal 9");
        assertThat(server.stopFast()).isZero();
    }

    /** The kernel delivers a call once: to a recorder that is killed before it answers. */
    @ParameterizedTest
    @ValueSource(strings = {"recorder-dies-asked", "recorder-dies-decided"})
    void aCallThatTheRecorderDiedWithIsAnsweredByTheNextOneAndCountedOnce(
            String fault, @TestServer(faults = true) PostgresServer faulty) {
        faulty.environment("PGSECCOMP_FAULT", fault).start(LEARNING);
        Syscalls.createFunctions(faulty);
        faulty.query("SELECT count(probe_syscall(" + Syscalls.number("swapon") + ")) FROM generate_series(1, 20)");
        assertThat(faulty.query("SELECT sum(calls) FROM seccomp_observed WHERE syscall = 'swapon'"))
                .isEqualTo("20");
        assertThat(faulty.log()).contains("the recorder was terminated by signal 9");
        assertThat(faulty.stopFast()).isZero();
    }

    @Test
    void aSupervisorThatIsKilledIsReplaced() {
        start("");
        Syscalls.createFunctions(server);
        ServerProcess recorder = recorder();
        ServerProcess killed = supervisor();
        PostgresServer.signal(killed, "KILL");
        server.query("SELECT probe_syscall(" + Syscalls.number("swapon") + ")");
        server.waitForLog("that process takes its place");
        server.query("SELECT 'a process begins'");
        assertThat(Files.exists(Path.of("/proc", Long.toString(killed.pid()))))
                .as("a zombie")
                .isFalse();
        // The new supervisor's recorder is killed too.
        PostgresServer.signal(recorder.child(), "KILL");
        server.query("SELECT probe_syscall(" + Syscalls.number("swapon") + ")");
        assertThat(calls("syscall = 'swapon'")).isEqualTo("2");
        assertThat(server.stopFast()).isZero();
    }

    @Test
    void withoutRecorderAndSupervisorTheServerEndsAndSaysWhy() {
        start("");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            ServerProcess recorder = recorder();
            PostgresServer.signal(supervisor(), "STOP");
            PostgresServer.signal(recorder, "KILL");
            PostgresServer.signal(supervisor(), "KILL");
            server.waitForLog(
                    "LOG:  pgseccomp: the processes that learn are gone, and the server ends because no system call can be answered any more");
            assertThat(session.error("SELECT 1")).matches("(57P0|08006)(?s:.*)");
        }
        server.waitForLog("database system is shut down");
        server.stop();
        server.waitUntilGone();
        start("");
        assertThat(server.log()).contains("are known from before");
    }

    @Test
    void whatWasSeenAddsUpOverStopsOfEveryKind() {
        start("");
        Syscalls.createFunctions(server);
        String call = "SELECT probe_syscall(" + Syscalls.number("swapon") + ")";
        server.query(call);
        server.stopFast();
        server.waitUntilGone();
        start("");
        server.query(call, call);
        server.stop();
        start("");
        server.query(call);
        try (ClientSession victim = ClientSession.open(server, "postgres")) {
            PostgresServer.signal(victim.process(), "KILL");
            server.waitForLog("all server processes terminated; reinitializing");
            server.waitUntilConnected();
        }
        server.query(call);
        assertThat(calls("syscall = 'swapon'")).isEqualTo("5");
        assertThat(server.query("SELECT string_agg(activity, ', ') FROM seccomp_unexercised() WHERE exercised"))
                .contains("crash recovery", "shutdown");
        PostgresServer.signal(server.postmaster(), "KILL");
        server.stop();
        start("");
        assertThat(calls("syscall = 'swapon'"))
                .as("after a postmaster was killed")
                .isEqualTo("5");

        server.query("CREATE ROLE another SUPERUSER LOGIN");
        try (ClientSession session = ClientSession.open(server, "another")) {
            session.query(call);
            server.query("SELECT seccomp_observed_reset()");
            assertThat(calls("syscall = 'swapon'")).isEqualTo("0");
            // Others come first, and more than there were before.
            for (int i = 0; i < 12; i++) {
                server.query("CREATE ROLE other_" + i + " LOGIN");
                server.psqlAs("other_" + i, "SELECT 1");
            }
            server.query(call);
            session.query(call);
        }
        assertThat(
                        server.query(
                                "SELECT process_type, role, calls FROM seccomp_observed WHERE syscall = 'swapon' ORDER BY role"))
                .as("a process keeps its name")
                .isEqualTo("client_backend|another|1\nclient_backend|postgres|1");
    }

    @Test
    void aFileThatCannotBeUsedIsKeptAndSaid() throws IOException {
        start("");
        server.query("CREATE EXTENSION pgseccomp");
        server.stopFast();
        server.waitUntilGone();
        Path file = server.data().resolve("pgseccomp_observed");
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String damaged : List.of(
                text.substring(0, text.length() / 2),
                text.replace("pgseccomp-observed 1", "pgseccomp-observed 2"),
                text.replaceFirst("call \\d+ ", "call 4000 "),
                text + "call 1 1 1 1\n")) {
            Files.writeString(file, damaged, StandardCharsets.ISO_8859_1);
            start("");
            assertThat(server.log()).contains("cannot use the file \"pgseccomp_observed\" and begins anew");
            if (damaged.contains("call 4000 ")) {
                long line = damaged.lines()
                                .takeWhile(one -> !one.startsWith("call 4000 "))
                                .count()
                        + 1;
                assertThat(server.log()).contains("Line " + line + " cannot be read: there is no such system call.");
            }
            assertThat(server.data().resolve("pgseccomp_observed.bad")).hasContent(damaged);
            server.stopFast();
            server.waitUntilGone();
        }
    }

    @Test
    void membersOfPgMonitorMayLookAndNobodyElse() {
        start("");
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE nobody LOGIN",
                "CREATE ROLE monitor LOGIN IN ROLE pg_monitor");
        for (String statement : List.of(
                "SELECT count(*) FROM seccomp_observed",
                "SELECT count(*) FROM seccomp_recommend()",
                "SELECT count(*) FROM seccomp_unexercised()")) {
            assertThat(server.psqlAs("nobody", statement).output()).contains("permission denied");
            assertThat(server.psqlAs("monitor", statement).exitCode()).isZero();
        }
        assertThat(server.psqlAs("monitor", "SELECT seccomp_observed_reset()").output())
                .contains("permission denied");
    }

    @Test
    void withoutFiltersThereIsNothingToLearn() {
        server.start(PRELOADED + "pgseccomp.enabled = off\npgseccomp.learn = on\n");
        assertThat(server.log()).contains("pgseccomp.learn has no effect while pgseccomp.enabled is off");
        assertThat(server.data().resolve("pgseccomp_observed")).doesNotExist();
    }

    @Test
    void anOldKernelAndAnotherListenerAreSaid(@TestServer(faults = true) PostgresServer faulty) {
        assertThat(faulty.environment("PGSECCOMP_FAULT", "old-kernel").startExpectingFailure(LEARNING))
                .contains("pgseccomp.learn needs Linux 5.5 or newer");
        assertThat(faulty.environment("PGSECCOMP_FAULT", "learn-busy").startExpectingFailure(LEARNING))
                .contains("another program already listens");
    }
}
