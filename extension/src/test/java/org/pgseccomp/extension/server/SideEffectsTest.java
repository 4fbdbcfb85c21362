package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the extension leaves alone in the processes of the server, and what it changes on purpose. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SideEffectsTest {
    private static final int SIGSYS = 31;

    private static final String POLICY = "pgseccomp.enabled = on\npgseccomp.global_syscall_error = 'mount, symlink'\n";
    private static final String ADJUSTMENT = "123";

    @TestServer
    private PostgresServer server;

    /** What the probe logged when the postmaster loaded it. */
    private String stateOfThePostmaster() {
        return server.log()
                .lines()
                .filter(line -> line.contains("pgseccomp_probe: "))
                .findFirst()
                .map(line -> line.substring(line.indexOf("pgseccomp_probe: ")))
                .orElseThrow(() -> new AssertionError("the probe logged nothing: " + server.log()));
    }

    /** A state with the one handler that pgseccomp installs. */
    private static String withHandler(String state) {
        return state.replaceFirst("handling=(.{" + (SIGSYS - 1) + "}).", "handling=$1h");
    }

    @Test
    void signalsTimersLocaleAndDescriptorsOfThePostmasterAreAsWithoutTheExtension() {
        server.start("shared_preload_libraries = 'pgseccomp_probe'\n");
        String without = withHandler(stateOfThePostmaster());
        server.stop();
        server.start("shared_preload_libraries = 'pgseccomp, pgseccomp_probe'\npgseccomp.isolate_processes = off\n"
                + POLICY);
        assertThat(stateOfThePostmaster())
                .isEqualTo(without)
                .contains("locale=")
                .contains("children=0");
    }

    /** What its children enter ({@code isolation.c}); they close it. */
    @Test
    void theRulesOfIsolationAreOneDescriptorMoreInThePostmaster() {
        String apart = "shared_preload_libraries = 'pgseccomp, pgseccomp_probe'\n" + POLICY;
        server.start(apart + "pgseccomp.isolate_processes = off\n");
        int without = descriptorsOfThePostmaster();
        String ofSession = server.query("SELECT count(*) FROM pg_ls_dir('/proc/self/fd')");
        server.stop();
        server.start(apart);
        assertThat(descriptorsOfThePostmaster()).isEqualTo(without + 1);
        assertThat(server.query("SELECT count(*) FROM pg_ls_dir('/proc/self/fd')"))
                .isEqualTo(ofSession);
    }

    private int descriptorsOfThePostmaster() {
        return Integer.parseInt(stateOfThePostmaster().replaceFirst(".*descriptors=(\\d+).*", "$1"));
    }

    @Test
    void signalsOfTheRunningProcessesAreAsWithoutTheExtension() {
        server.start("");
        String without = signalsOfTheRunningProcesses();
        server.stop();
        server.start(PostgresServer.ENABLED);
        // All inherit the handler of SIGSYS from the postmaster, and nothing else.
        Matcher caught = Pattern.compile("SigCgt ([0-9a-f]{16})").matcher(without);
        assertThat(signalsOfTheRunningProcesses())
                .isEqualTo(caught.replaceAll(
                        match -> "SigCgt %016x".formatted(Long.parseLong(match.group(1), 16) | 1L << (SIGSYS - 1))));
    }

    /** A process has its title before it has its handlers: looks until nothing has changed for a while. */
    private String signalsOfTheRunningProcesses() {
        String before = "";
        String now = signalsOfTheProcessesNow();
        while (!now.equals(before)) {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            before = now;
            now = signalsOfTheProcessesNow();
        }
        return now;
    }

    private String signalsOfTheProcessesNow() {
        StringBuilder seen = new StringBuilder();
        for (String title : new String[] {"checkpointer", "background writer", "walwriter", "autovacuum launcher"}) {
            append(seen, title, server.process(title));
        }
        append(seen, "postmaster", server.postmaster());
        return seen.toString();
    }

    private static void append(StringBuilder out, String title, ServerProcess process) {
        // What is blocked changes while a process works; its handlers and threads do not.
        for (String field : new String[] {"SigIgn", "SigCgt", "Threads"}) {
            out.append(title)
                    .append(' ')
                    .append(field)
                    .append(' ')
                    .append(process.status(field))
                    .append('\n');
        }
        // Only root may read the timers of an undumpable process.
        if (Command.IS_ROOT) {
            out.append(title).append(" timers ").append(process.read("timers")).append('\n');
        }
    }

    @Test
    void signalsTimersAndLocaleOfABackendAreAsWithoutTheExtension() {
        server.start("");
        server.createProbe();
        String without = withHandler(server.query("SELECT probe_state()"));
        server.stop();
        server.start("shared_preload_libraries = 'pgseccomp'\n" + POLICY);
        assertThat(server.query("SELECT probe_state()")).isEqualTo(without);
    }

    @Test
    void callingSeccompFilterLeavesTheBackendAsItWas() {
        server.start("shared_preload_libraries = 'pgseccomp'\n" + POLICY);
        server.createProbe();
        String[] states = server.query(
                        "SET client_min_messages = warning",
                        "CREATE EXTENSION IF NOT EXISTS pgseccomp",
                        "SELECT probe_state()",
                        "SELECT count(*) FROM seccomp_filter()",
                        "SELECT probe_state()")
                .split("\n", -1);
        assertThat(states).hasSize(3);
        assertThat(states[2]).isEqualTo(states[0]);
    }

    @Test
    void noProcessIsDumpable() {
        server.start("shared_preload_libraries = 'pgseccomp'\n" + POLICY);
        assertEveryProcessIsUndumpable();
    }

    private void assertEveryProcessIsUndumpable() {
        server.createProbe();
        assertThat(server.query("SELECT probe_dumpable()")).isEqualTo("0");
        assertThat(server.process("checkpointer").owner()).isEqualTo("root");
        for (String title : new String[] {"background writer", "walwriter", "autovacuum launcher"}) {
            assertThat(server.process(title).owner()).as("owner of %s", title).isEqualTo("root");
        }
        assertThat(server.postmaster().owner()).isEqualTo("root");
    }

    @Test
    void withoutTheExtensionProcessesAreDumpable() {
        server.start("");
        server.createProbe();
        assertThat(server.query("SELECT probe_dumpable()")).isEqualTo("1");
        assertThat(server.process("checkpointer").owner()).isNotEqualTo("root");
    }

    @Test
    void theChildrenTakeTheirOutOfMemoryScoreAndStayUndumpable() {
        server.environment("PG_OOM_ADJUST_FILE", "/proc/self/oom_score_adj");
        server.environment("PG_OOM_ADJUST_VALUE", ADJUSTMENT);
        server.start("shared_preload_libraries = 'pgseccomp'\nlogging_collector = on\n" + POLICY);
        int own = new ServerProcess(ProcessHandle.current().pid()).oomScoreAdjustment();
        // It has the score of its children while it forks one.
        Await.until(
                "the postmaster has its own score",
                Duration.ofSeconds(10),
                () -> server.postmaster().oomScoreAdjustment() == own);
        for (String title : new String[] {"logger", "checkpointer", "walwriter", "autovacuum launcher"}) {
            assertThat(server.process(title).oomScoreAdjustment()).as(title).isEqualTo(Integer.parseInt(ADJUSTMENT));
        }
        assertThat(server.query("SELECT pg_read_file('/proc/self/oom_score_adj')"))
                .isEqualTo(ADJUSTMENT);
        assertEveryProcessIsUndumpable();
    }

    @Test
    void theScoreIsTakenUnderAPolicyThatForbidsProgramsAndLinks() {
        server.environment("PG_OOM_ADJUST_FILE", "/proc/self/oom_score_adj");
        server.environment("PG_OOM_ADJUST_VALUE", ADJUSTMENT);
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_log = 'prctl'\n"
                + "pgseccomp.global_syscall_error = 'execve, symlink, symlinkat, mount'\n");
        assertThat(server.process("checkpointer").oomScoreAdjustment()).isEqualTo(Integer.parseInt(ADJUSTMENT));
    }

    /** PostgreSQL calls prctl in each child (PR_SET_PDEATHSIG), and the score of an undumpable child takes it too. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "kill"})
    void aPolicyThatForbidsPrctlIsRefused(String action) {
        assertThat(server.startExpectingFailure(
                        PostgresServer.ENABLED + "pgseccomp.global_syscall_" + action + " = 'prctl'\n"))
                .contains("the global filter of pgseccomp does not allow prctl")
                .doesNotContain("global filter loaded");
    }
}
