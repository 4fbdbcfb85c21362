package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.policy.ProcessType;

/**
 * What a type of processes cannot do without is refused, by name, at a start and where it is written: a server under such a policy did not
 * start, did not stop, hung, or restarted ({@code script/denied-calls --types}).
 */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class NeededCallsOfTypesTest {
    /** What every auxiliary process needs. */
    private static final String OF_ALL =
            "brk clock_nanosleep close epoll_ctl epoll_wait exit_group fdatasync fsync ftruncate"
                    + " futex getpid kill lseek munmap newfstatat openat pwrite64 pwritev read rename rt_sigreturn sync_file_range unlink write";

    @TestServer(tcp = true, fsync = true)
    private PostgresServer server;

    /** What a type needs beside that. */
    record Needs(String type, String calls) {
        List<String> all() {
            return List.of(calls.split(" ", -1));
        }

        /** In whatever server: some C libraries make newfstatat in the place of fstat. */
        List<String> certain() {
            return all().stream().filter(call -> !call.equals("fstat")).toList();
        }

        @Override
        public String toString() {
            return type;
        }
    }

    private static final List<Needs> NEEDS = List.of(
            new Needs(
                    "startup",
                    "access chmod fallocate fstat getdents64 mkdir mmap pread64 rt_sigprocmask setitimer symlink"),
            new Needs("checkpointer", "fstat getdents64 mmap pread64 rt_sigprocmask"),
            new Needs("autovacuum_launcher", "fallocate fstat mmap rt_sigprocmask"),
            new Needs("logical_replication_launcher", "fallocate fstat mmap rt_sigprocmask"),
            new Needs("walsummarizer", "fallocate fstat getdents64 mmap pread64 rt_sigprocmask"),
            new Needs("background_writer", "fstat mmap rt_sigprocmask"),
            new Needs("walwriter", "fallocate fstat mmap rt_sigprocmask"),
            new Needs("archiver", "fstat mmap rt_sigprocmask"),
            new Needs("walreceiver", "fallocate fstat mmap rt_sigprocmask"),
            new Needs("io_worker", "fstat mmap pread64 preadv rt_sigprocmask"),
            new Needs("background_worker", "rt_sigprocmask"));

    static List<Needs> needs() {
        return NEEDS;
    }

    private static boolean isTold(String type) {
        return DeniedTypes.types().contains(type);
    }

    private static String configuration(String types) {
        return PostgresServer.ENABLED + "pgseccomp.process_types = '" + types + "'\n";
    }

    @ParameterizedTest
    @MethodSource("needs")
    void isRefusedAtAStart(Needs needs) {
        assumeTrue(isTold(needs.type()));
        String log = server.startExpectingFailure(configuration(needs.type()) + "process_syscall_error." + needs.type()
                + " = '" + String.join(",", needs.all()) + "'\n");
        String begin = "FATAL:  the " + needs.type() + " filter of pgseccomp does not allow ";
        assertThat(log).contains(begin);
        String names = log.substring(log.indexOf(begin) + begin.length())
                .lines()
                .findFirst()
                .orElse("");
        // Those that every worker of a database needs are told before.
        if (!needs.type().endsWith("_worker") || needs.type().equals("io_worker")) {
            assertThat(names.split(", ")).containsAll(needs.certain()).isSubsetOf(needs.all());
        }
    }

    @ParameterizedTest
    @MethodSource("needs")
    void isRefusedWhereItIsWritten(Needs needs) {
        assumeTrue(isTold(needs.type()));
        server.start(configuration(needs.type()));
        for (String action : List.of("error", "kill")) {
            String setting = "process_syscall_" + action + "." + needs.type();
            for (String call : needs.certain()) {
                assertThat(server.psql("ALTER SYSTEM SET " + setting + " = '" + call + "'")
                                .output())
                        .contains("the " + needs.type() + " filter of pgseccomp ", " " + call);
            }
        }
        assertThat(server.stopFast()).isZero();
    }

    /** Auxiliary processes that have nothing else are not of much use, and take nobody down. */
    @Test
    void aServerWhoseProcessesHaveNothingElseIsNotLost() {
        List<String> types = new ArrayList<>();
        StringBuilder policies = new StringBuilder();
        for (Needs needs : NEEDS) {
            if (isTold(needs.type()) && !needs.type().equals("background_worker")) {
                types.add(needs.type());
                policies.append("process_syscall_default." + needs.type() + " = 'error'\n");
                policies.append("process_syscall_allow." + needs.type() + " = '"
                        + (OF_ALL + " " + String.join(" ", needs.all())).replace(' ', ',')
                        + (PostgresServer.VERSION < 16 ? ",pselect6" : "") + "'\n");
            }
        }
        server.start(configuration(String.join(",", types)) + policies);
        server.query(
                "CREATE TABLE t AS SELECT repeat('x', 900) FROM generate_series(1, 3000)",
                "CREATE DATABASE other",
                "CHECKPOINT",
                "DROP DATABASE other");
        LostServer.assertNotLost(server);
        server.stop();
    }

    /** From a server that learns, with all processes that one server has, to one that enforces. */
    @Test
    void whatLearningRecommendsIsAccepted() {
        String all =
                "archive_mode = on\narchive_command = 'cp %p /dev/null'\nautovacuum_naptime = 1\nlogging_collector = on\n"
                        + "log_filename = 'server.log'\n"
                        + (PostgresServer.VERSION >= 17 ? "summarize_wal = on\n" : "");
        String learning = PostgresServer.ENABLED + "pgseccomp.learn = on\n" + all;
        server.start(learning);
        server.query(
                "CREATE EXTENSION IF NOT EXISTS pgseccomp",
                "CREATE TABLE seen (i int)",
                "SELECT pg_switch_wal()",
                "CHECKPOINT");
        server.stopFast();
        server.start(learning);
        server.waitForQuery("SELECT count(*) > 0 FROM seccomp_observed WHERE process_type = 'autovacuum_worker'", "t");
        String recommended = server.query("SELECT seccomp_recommend()");
        server.stopFast();

        server.start("shared_preload_libraries = 'pgseccomp'\n" + recommended + "\n" + all);
        assertThat(server.query("SHOW pgseccomp.process_types")
                        .replaceAll("[\\s\"]", "")
                        .split(","))
                .contains(DeniedTypes.types().stream()
                        .filter(type -> ProcessType.named(type).isToldEarly(PostgresServer.VERSION))
                        .filter(type -> !type.matches(
                                "wal(sender|receiver)|slotsync_worker|background_worker|logical_replication_worker"))
                        .toArray(String[]::new));
        assertThat(server.query("SELECT string_agg(pid::text, ',') FROM seccomp_processes() WHERE NOT agrees"))
                .isEmpty();
        server.query("CREATE DATABASE other", "DROP DATABASE other", "CHECKPOINT");
        assertThat(server.stopFast()).isZero();
        assertThat(server.log()).doesNotContain("terminated by signal");
    }

    /** What a standby cannot do once more ends it, at each start again; a primary does without. */
    @Test
    void aStandbyIsToldWhatItsPrimaryMustNotDo() {
        String noPrograms = PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'execve, execveat'\n";
        String restoring = "restore_command = 'false'\n";
        server.start(PostgresServer.ENABLED + restoring);
        PostgresServer standby = server.baseBackup();
        server.stop();
        standby.start(
                PostgresServer.ENABLED
                        + "pgseccomp.global_syscall_error = 'mkdir, mkdirat, symlink, symlinkat'\nlog_min_messages = warning\n");
        assertThat(standby.log())
                .contains(
                        "WARNING:  the global policy denies \"mkdir\" to a server that recovers from another one",
                        "WARNING:  the global policy denies \"symlink\" to a server that recovers from another one",
                        "DETAIL:  Where the other server makes a tablespace, this one cannot make it once more");
        standby.stop();
        assertThat(standby.startExpectingFailure(noPrograms + restoring))
                .contains("the global filter of pgseccomp does not allow execve", "run restore_command");
        if (isTold("startup")) {
            String types = "pgseccomp.process_types = 'startup'\nprocess_syscall_error.startup = 'execve'\n";
            assertThat(standby.startExpectingFailure(PostgresServer.ENABLED + types + restoring))
                    .contains("the startup filter of pgseccomp does not allow execve");
        }
        standby.start(noPrograms);
        assertThat(standby.query("SELECT pg_is_in_recovery()")).isEqualTo("t");
        standby.stop();
        server.start(noPrograms + restoring);
        assertThat(server.log()).doesNotContain("recovers from another one");
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }
}
