package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.pgseccomp.extension.server.Command.Result;

/**
 * Every call that a backend makes is denied, one at a time, to a role of its own, as an error and as the end of the session, while a
 * session does a bit of everything. It ends as the policy says, and the server goes on.
 *
 * <p>What was seen is written to target/denied-calls-VERSION.md. The tables of docs/denied-calls.md come from a longer life
 * ({@link DeniedCallsMeasurement}).
 */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class DeniedCallsTest {
    static final String CALLS =
            "access brk chmod clock_nanosleep clone clone3 close connect dup dup2 epoll_create1 epoll_ctl epoll_wait execve"
                    + " exit_group fadvise64 fallocate fcntl fdatasync fstat fsync ftruncate futex getdents64 geteuid getpid"
                    + " getppid getrandom getrusage kill link lseek madvise mkdir mmap mprotect mremap munmap newfstatat openat"
                    + " pipe2 prctl pread64 prlimit64 pwrite64 pwritev read readlink recvfrom rename rmdir rseq rt_sigaction"
                    + " rt_sigprocmask rt_sigreturn sendto setitimer set_robust_list signalfd4 socket symlink"
                    + " sync_file_range sysinfo truncate umask unlink wait4 write";

    private static final String DENIED = "pgseccomp denied system call \"";

    private final Map<String, String> seen = new ConcurrentSkipListMap<>();

    @TestServer
    private PostgresServer server;

    @Test
    void theSessionEndsAsThePolicySaysAndTheServerGoesOn() throws IOException {
        List<String> all = List.of(CALLS.split(" ", -1));
        List<String> calls = System.getenv("PGSECCOMP_TEST_ALL") == null
                ? IntStream.range(0, all.size())
                        .filter(i -> i % 3 == 0)
                        .mapToObj(all::get)
                        .toList()
                : all;
        server.start(configuration(calls));
        prepare(calls);
        String start = server.query("SELECT pg_postmaster_start_time()");
        List<String> roles = new ArrayList<>();
        calls.forEach(call -> roles.addAll(List.of("e_" + call, "t_" + call)));
        roles.parallelStream().forEach(this::deny);
        assertThat(server.query("SELECT pg_postmaster_start_time()")).isEqualTo(start);
        assertThat(crashes()).isEmpty();
        server.stop();
        write();
        assertThat(seen.values())
                .as("every outcome was met")
                .anyMatch(outcome -> outcome.startsWith("refused"))
                .anyMatch(outcome -> outcome.contains("FATAL"))
                .anyMatch(outcome -> outcome.contains("ERROR"))
                .anyMatch(outcome -> outcome.startsWith("nothing"));
        assertThat(all).allSatisfy(call -> assertThat(rowOf(call)).isNotEmpty());
        seen.forEach((role, outcome) ->
                assertThat(outcome.equals("refused")).as(role).isEqualTo(isRefusedAsDocumented(role)));
    }

    /** The cells of a call in the table of sessions, or in the only one; the first is its name. */
    private static List<String> rowOf(String call) {
        try {
            String document = Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/denied-calls.md"));
            return document.substring(Math.max(0, document.indexOf("## Denied to sessions")))
                    .lines()
                    .filter(line -> line.startsWith("| `" + call + "` |"))
                    .findFirst()
                    .map(line -> List.of(line.substring(2).split(" \\| ", -1)))
                    .orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRefusedAsDocumented(String role) {
        return DeniedCallsTable.ofThisVersion(rowOf(role.substring(2)).get(role.startsWith("e_") ? 1 : 2))
                .startsWith("refused");
    }

    private static String configuration(List<String> calls) {
        StringBuilder settings = new StringBuilder(PostgresServer.ENABLED);
        List<String> roles = new ArrayList<>();
        for (String call : calls) {
            roles.add("e_" + call);
            roles.add("t_" + call);
            settings.append("session_syscall_error.e_" + call + " = '" + call + "'\n");
            settings.append("session_syscall_terminate.t_" + call + " = '" + call + "'\n");
        }
        return settings + "pgseccomp.session_roles = '" + String.join(", ", roles) + "'\nmax_connections = 40\n";
    }

    private void prepare(List<String> calls) {
        StringBuilder roles = new StringBuilder();
        calls.forEach(call -> roles.append(
                "CREATE ROLE e_" + call + " SUPERUSER LOGIN; CREATE ROLE t_" + call + " SUPERUSER LOGIN;"));
        server.query(
                roles.toString(),
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION perl(text) RETURNS text LANGUAGE plperlu AS 'return `echo $_[0]`'",
                DenialsTest.CREATE_FUNCTION,
                "CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS i");
    }

    /** A bit of everything that makes system calls. */
    private String[] workload(String role) {
        String file = server.folder() + "/" + role;
        return new String[] {
            "\\set ON_ERROR_STOP off",
            "CREATE TABLE t_" + role + " (i int PRIMARY KEY, t text)",
            "INSERT INTO t_" + role + " SELECT i, repeat('x', 200) FROM numbers",
            "CREATE INDEX ON t_" + role + " (t)",
            "SET work_mem = 64; SELECT count(*) FROM (SELECT random() AS r FROM numbers ORDER BY r) AS s",
            "VACUUM t_" + role,
            "TRUNCATE t_" + role,
            "DROP TABLE t_" + role,
            "COPY (SELECT 1) TO '" + file + "'",
            "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
            "SELECT count(*) FROM pg_ls_dir('.')",
            "CREATE TABLESPACE s_" + role + " LOCATION '" + server.newTableSpaceFolder() + "'",
            "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 's_" + role + "'",
            "DROP TABLESPACE s_" + role,
            "SET log_statement_stats = on; SELECT 1; SET log_statement_stats = off",
            PostgresServer.ALWAYS_PARALLEL + "; SELECT count(*) FROM numbers",
            "SELECT perl('x')",
            // glibc 2.35 and later aborts a process whose new thread cannot register for restartable sequences
            // (pthread_create.c).
            role.endsWith("_rseq") ? "SELECT 1" : "SELECT denied_in('thread', " + Syscalls.number("getppid") + ")",
            "SELECT denied_in('malloc', 0)",
            "SELECT gen_random_uuid()",
            "SELECT pg_sleep(0.01)",
            "LISTEN c; NOTIFY c",
            "SET statement_timeout = '50ms'; SELECT pg_sleep(1)",
            "RESET statement_timeout",
            "SELECT pg_switch_wal()",
            "CHECKPOINT",
            "SELECT 'went' || ' on'"
        };
    }

    private void deny(String role) {
        String call = role.substring(2);
        boolean terminates = role.startsWith("t_");
        Result result = server.psqlAs(role, workload(role));
        assertThat(crashes())
                .as("a crash, while %s and others were at work", role)
                .isEmpty();
        String output = result.output();
        String outcome;
        if (output.contains("cannot log in, since its pgseccomp settings are not valid")) {
            outcome = "refused";
        } else {
            String problems = problems(output);
            outcome = problems.isEmpty() ? "nothing" : problems;
            boolean isNamed = output.contains(DENIED + call + "\"");
            if (terminates && isNamed) {
                assertThat(output).as(role).contains("terminating session: " + DENIED + call + "\"");
                assertThat(output).as(role).doesNotContain("went on");
            } else {
                assertThat(output.contains("went on") || output.contains("Permission denied"))
                        .as("%s: %s", role, output)
                        .isTrue();
            }
        }
        seen.put(role, outcome);
    }

    /** The errors, each once, without what differs from run to run, but for the one that every run has. */
    private static String problems(String output) {
        List<String> problems = new ArrayList<>();
        String problem = null;
        for (String line : output.split("\n", -1)) {
            boolean begins = line.matches("(.*: )?(ERROR|FATAL|WARNING): .*");
            if (begins) {
                problem = line.replaceFirst(".*?(ERROR|FATAL|WARNING): +([0-9A-Z]{5}: )?", "$1: ")
                        .replaceAll("/tmp/[^\" ]*/", ".../")
                        .replaceAll("\"[^\"]*([0-9]{4,}|[et]_[a-z0-9_]+)[^\"]*\"", "\"…\"")
                        .replace("|", "\\|");
            }
            boolean isUsual = problem == null || problem.contains("canceling statement due to statement timeout");
            if (begins && !isUsual && !problems.contains(problem) && problems.size() < 2) {
                problems.add(problem);
            }
        }
        return String.join("; ", problems)
                + (output.contains("DETAIL:  " + DENIED) ? "" : problems.isEmpty() ? "" : " (not explained)");
    }

    /** Processes that died, with what they were doing. */
    private List<String> crashes() {
        return server.log()
                .lines()
                .filter(line -> line.contains("terminated by signal")
                        || line.contains("PANIC")
                        || line.contains("Failed process was running"))
                .toList();
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| call | `error` | `terminate` |");
        lines.add("|---|---|---|");
        for (String call : new TreeMap<>(seen)
                .keySet().stream()
                        .filter(role -> role.startsWith("e_"))
                        .map(role -> role.substring(2))
                        .toList()) {
            lines.add("| `" + call + "` | " + shown("e_" + call) + " | " + shown("t_" + call) + " |");
        }
        Path folder = Path.of(System.getProperty("basedir", "."), "../target");
        Files.createDirectories(folder);
        Files.write(folder.resolve("denied-calls-" + PostgresServer.VERSION + ".md"), lines);
    }

    private String shown(String role) {
        return seen.get(role);
    }
}
