package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before a policy is enforced, it is tried on what was recorded. */
class SimulateCommandTest {
    private static final String TRACE = """
            10 execve("/usr/bin/postgres", [], 0x0) = 0
            10 socket(AF_INET, SOCK_STREAM, 0) = 3
            10 mount("a", "b", "c", 0, NULL) = -1 EPERM
            10 read(3, "", 1) = 0
            10 read(3, "", 1) = 0
            """;

    @TempDir
    private Path folder;

    private String out;
    private String err;

    private int simulate(String settings, String log, String... more) throws IOException {
        String[] arguments = new String[5 + more.length];
        arguments[0] = "simulate";
        arguments[1] = "--arch";
        arguments[2] = "x86_64";
        System.arraycopy(more, 0, arguments, 3, more.length);
        arguments[3 + more.length] =
                file("p.conf", "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n" + settings);
        arguments[4 + more.length] = file("log", log);
        CommandRun run = CommandRun.of(arguments);
        out = run.out().replace(folder.toString(), "DIR");
        err = run.err();
        return run.code();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void whatWouldBeDeniedComesFirst() throws IOException {
        assertThat(simulate("""
                        pgseccomp.session_syscall_error = 'mount, socket(domain: AF_INET)'
                        pgseccomp.session_syscall_warn = 'read'
                        """, TRACE)).isEqualTo(4);
        assertThat(out.lines().toList())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "In sessions (x86_64), of 4 recorded system calls 1 would be denied, and 1 with"
                                                + " some arguments."),
                        line -> assertThat(line)
                                .startsWith("  mount, recorded 1 times: error")
                                .contains("pgseccomp.session_syscall_error has mount (DIR/p.conf:3)"),
                        line -> assertThat(line).startsWith("  socket, recorded 1 times: error or allow"),
                        line -> assertThat(line).startsWith("  read, recorded 2 times: warn"));
    }

    @Test
    void nothingIsDenied() throws IOException {
        assertThat(simulate("pgseccomp.session_syscall_error = 'bpf'\n", TRACE)).isZero();
        assertThat(out).contains("0 would be denied, and 0 with some arguments.");
        assertThat(out.lines()).hasSize(1);
    }

    /** Nothing of the log was of the server's architecture: that is no answer. */
    @Test
    void recordsOfAnotherArchitectureAreMissing() throws IOException {
        String record =
                "type=SECCOMP msg=audit(1789000000.123:456): auid=4294967295 uid=110 gid=110 ses=4294967295 pid=4711"
                        + " comm=\"postgres\" exe=\"/usr/lib/postgresql/17/bin/postgres\" sig=0 arch=c00000b7 syscall=56 compat=0"
                        + " ip=0x7f code=0x7ffc0000\n";
        assertThat(simulate("pgseccomp.session_syscall_error = 'mount'\n", record, "--format", "json"))
                .isEqualTo(3);
        assertThat(JsonSchemas.valid(out).path("incomplete").booleanValue()).isTrue();
        assertThat(err).contains("aarch64");
    }

    /** In CI the exit code counts: what is denied without harm is shown, and fails nothing. */
    @Test
    void whatIsDoneWithoutIsNoDenial() throws IOException {
        String settings = "pgseccomp.session_syscall_error = 'clone3 = ENOSYS, statx = ENOSYS'\n";
        String calls = "10 clone3({flags=0}, 88) = 11\n10 statx(3, \"x\", 0, 0, 0x7ffe) = 0\n";
        assertThat(simulate(settings, TRACE + calls)).isZero();
        assertThat(out)
                .contains("0 would be denied, and 0 with some arguments; 2 without harm.")
                .contains("clone3, recorded 1 times: error(ENOSYS)");
        assertThat(simulate("pgseccomp.session_syscall_error = 'clone3, statx'\n", TRACE + calls))
                .isEqualTo(4);
        assertThat(simulate("pgseccomp.session_syscall_error = 'mount = ENOSYS'\n", TRACE))
                .isEqualTo(4);
        assertThat(simulate(settings, TRACE + calls, "--format", "json")).isZero();
        assertThat(JsonSchemas.valid(out).path("harmless").intValue()).isEqualTo(2);
    }

    @Test
    void ofARole() throws IOException {
        String roles = "pgseccomp.session_roles = joe\nsession_syscall_error.joe = 'mount'\n";
        assertThat(simulate(roles, TRACE)).isZero();
        assertThat(simulate(roles, TRACE, "--role", "joe")).isEqualTo(4);
        assertThat(simulate(roles, TRACE, "--role", "joe", "--type", "archiver"))
                .isEqualTo(2);
        assertThat(simulate(roles, TRACE, "--exe", "bash", "--role", "joe")).isZero();
        assertThat(out).contains("of 1 recorded");
    }

    /** No denial in half of a log is no answer. */
    @Test
    void whatTheLogMayLackIsSaid() throws IOException {
        assertThat(simulate("", TRACE + "10 rea\n")).isEqualTo(3);
        assertThat(err).contains("damaged");
        assertThat(simulate("", "Dear colleague,\n")).isEqualTo(3);
        assertThat(simulate("pgseccomp.session_syscall_error = 'mnount'\n", TRACE))
                .isEqualTo(1);
    }

    @Test
    void json() throws IOException {
        assertThat(simulate("pgseccomp.session_syscall_error = 'mount'\n", TRACE, "--format", "json"))
                .isEqualTo(4);
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.path("denied").asInt()).isEqualTo(1);
        assertThat(json.at("/calls/0/syscall").asText()).isEqualTo("mount");
        assertThat(json.at("/calls/0/result").asText()).isEqualTo("denied");
    }

    /** Of a server that learnt, to be filled in: how many calls it had no room for. */
    static final String OBSERVED = """
            pgseccomp-observed 1
            architecture 3221225534
            server 17
            learnt 1700000000 4000 %d 0
            uncounted 0 1
            subject client_backend postgres joe app 1700000000 1700000000
            call 41 5 1700000000 1700000000 8589934593 68719476739
            call 165 2 1700000000 1700000000
            subject archiver cp - - 1700000000 1700000000
            call 165 9 1700000000 1700000000
            end 10
            """;

    /** Calls 41 and 165 are socket and mount. */
    @Test
    void processesOfServersThatLearntAreJudgedUnderTheirOwnPolicy() throws IOException {
        String settings = """
                pgseccomp.session_syscall_error = 'socket(domain: AF_NETLINK)'
                pgseccomp.session_databases = 'app'
                database_syscall_terminate.app = 'mount'
                """;
        assertThat(simulate(settings, OBSERVED.formatted(0))).isEqualTo(4);
        assertThat(out).isEqualTo("""
                Of 3 calls that processes of servers were seen to make, 2 would be denied, 0 with some arguments, and 0 counted.
                  denied  client_backend, role "joe", database "app": socket with AF_NETLINK SOCK_RAW, recorded 5 times: error  \
                (pgseccomp.session_syscall_error has socket(domain: AF_NETLINK) (DIR/p.conf:3))
                  denied  client_backend, role "joe", database "app": mount, recorded 2 times: terminate  \
                (database_syscall_terminate.app has mount (DIR/p.conf:5))
                """);
        assertThat(simulate("pgseccomp.global_syscall_error = 'mount'\n", OBSERVED.formatted(0)))
                .isEqualTo(4);
        assertThat(out).contains("denied  archiver, program \"cp\": mount, recorded 9 times: error");
        assertThat(simulate("pgseccomp.session_syscall_error = 'bpf'\n", OBSERVED.formatted(0)))
                .isZero();
        assertThat(simulate("pgseccomp.session_syscall_error = 'bpf'\n", OBSERVED.formatted(7)))
                .isEqualTo(3);
        assertThat(err).contains("1 of the servers had no room to record all system calls");
    }

    @Test
    void filesOfManyServersAreAddedUp() throws IOException {
        String configuration = file("p.conf", """
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.enabled = on
                pgseccomp.session_syscall_error = 'mount'
                """);
        CommandRun run = CommandRun.of(
                "simulate",
                "--arch",
                "x86_64",
                "--format",
                "json",
                configuration,
                file("one", OBSERVED.formatted(0)),
                file("other", OBSERVED.formatted(0)));
        assertThat(run.code()).isEqualTo(4);
        JsonNode processes = JsonSchemas.valid(run.out()).path("processes");
        assertThat(processes.path("denied").asInt()).isEqualTo(1);
        assertThat(processes.at("/calls/0/calls").asInt()).isEqualTo(4);
        assertThat(processes.at("/calls/0/role").asText()).isEqualTo("joe");
        assertThat(processes.at("/calls/0/setting").asText()).isEqualTo("pgseccomp.session_syscall_error");
    }

    @Test
    void aFileThatIsNotWholeIsReadAsALog() throws IOException {
        assertThat(simulate(
                        "pgseccomp.session_syscall_error = 'mount'\n",
                        OBSERVED.formatted(0).replace("end 10", "")))
                .isEqualTo(4);
        assertThat(out).contains("In sessions");
    }

    private static final String OF_SERVER = """
            pgseccomp-observed 1
            architecture 3221225534
            server 17
            learnt 1767225600 3700 0 2
            uncounted 0 1
            subject archiver postgres - - 1767225600 1767225700
            call 91 5 1767225600 1767225700
            end 7
            """;

    private static final String OF_ARCHIVER = """
            shared_preload_libraries = 'pgseccomp'
            pgseccomp.enabled = on
            pgseccomp.process_types = 'archiver'
            process_syscall_error.archiver = 'fchmod'
            """;

    private CommandRun ofArchiver(String log) throws IOException {
        return CommandRun.of(
                "simulate", "--arch", "x86_64", "--server-version", "17", file("a.conf", OF_ARCHIVER), log);
    }

    /** Rotated or copied, it says the same. */
    @Test
    void aCompressedFileOfAServerSaysWhoMadeTheCallsToo() throws IOException {
        CommandRun plain = ofArchiver(file("seen", OF_SERVER));
        assertThat(plain.code()).as(plain.out()).isEqualTo(4);
        Path compressed = folder.resolve("seen.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(OF_SERVER.getBytes(StandardCharsets.US_ASCII));
        }
        CommandRun unpacked = ofArchiver(compressed.toString());
        assertThat(unpacked.out()).isEqualTo(plain.out()).contains("denied  archiver: fchmod");
        assertThat(unpacked.code()).isEqualTo(4);
        byte[] whole = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(whole, whole.length - 12));
        CommandRun cutOff = ofArchiver(compressed.toString());
        assertThat(cutOff.code()).isEqualTo(3);
        assertThat(cutOff.err()).contains("cannot be used as a whole (");
    }

    /** Of a newer version, or cut off: the calls are sessions' then, and that is told. */
    @Test
    void aFileOfAServerThatCannotBeUsedAsAWholeIsNotTakenInSilence() throws IOException {
        for (String damaged : List.of(
                OF_SERVER.replace("archiver", "nosuchtype"),
                OF_SERVER.replace("end 7\n", ""),
                OF_SERVER.replace("call 91", "call 9999"))) {
            CommandRun run = ofArchiver(file("seen", damaged));
            assertThat(run.code()).as(damaged).isEqualTo(3);
            assertThat(run.err()).contains("cannot be used as a whole (", "is judged as calls of sessions");
        }
    }
}
