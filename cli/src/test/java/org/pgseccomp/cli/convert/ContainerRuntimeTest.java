package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** A real container under a profile that the tool wrote: runc loads it, and the kernel answers. */
class ContainerRuntimeTest {
    private static final List<Path> RUNTIMES =
            List.of(Path.of("/usr/sbin/runc"), Path.of("/usr/bin/runc"), Path.of("../target/runc/usr/sbin/runc"));

    /** Calls that do nothing with these arguments, whether they are allowed or not: all have something wrong. */
    private static final List<Call> CALLS = List.of(
            new Call("getpid"),
            new Call("mount"),
            new Call("bpf", 99),
            new Call("swapoff"),
            new Call("io_uring_setup"),
            new Call("unshare", 0x10000000),
            new Call("socket", 1, 1),
            new Call("socket", 1, 3),
            new Call("socket", 17, 3),
            new Call("socket", 16, 3, 0),
            new Call("socket", 16, 3, 9),
            new Call("ioctl", 99, 0x5412),
            new Call("ioctl", 99, 0x5413),
            new Call("prctl", 15),
            new Call("prctl", 1000),
            new Call("mprotect", 1, 0, 6),
            new Call("mprotect", 1, 0, 4),
            new Call("ptrace", 99));

    @TempDir
    private Path folder;

    private record Call(String name, List<Long> arguments) {
        Call(String name, long... arguments) {
            this(name, java.util.Arrays.stream(arguments).boxed().toList());
        }

        long[] six() {
            return java.util.Arrays.copyOf(
                    arguments.stream().mapToLong(Long::longValue).toArray(), 6);
        }
    }

    @Test
    void aContainerUnderTheBaselineGetsTheAnswersOfThePolicy() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64")
                && System.getProperty("user.name").equals("root"));
        Path runtime = RUNTIMES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(runtime != null, "there is no runc; script/bootstrap fetches it");
        assumeTrue(run(runtime, "null", "exit 0").equals("done\n"), "containers do not run here");

        NeutralPolicy policy = Policies.policy(Architecture.X86_64, Policies.ALL.get(0));
        String profile = new String(
                Formats.write(Format.OCI, policy, new Formats.Wishes("global", "x", false), new Remarks()), UTF_8);
        StringBuilder program = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (Call call : CALLS) {
            Syscall syscall = Architecture.X86_64.syscalls().named(call.name());
            long[] arguments = call.six();
            add(program, syscall.number(), arguments);
            Outcome outcome = policy.decisionOf(call.name()).of(arguments);
            expected.add(outcome.action() == Action.ALLOW ? "made" : "denied " + outcome.errno());
        }
        add(program, 999, new long[6]);
        expected.add("denied " + policy.unknown().errno());

        List<String> seen = run(runtime, profile, program.toString()).lines().toList();
        assertThat(seen).hasSize(expected.size() + 1);
        for (int i = 0; i < expected.size(); i++) {
            int errno = Integer.parseInt(seen.get(i));
            // A call that is made fails too, with an error of its own: no profile has that one.
            String answer = errno == Outcome.EACCES || errno == Outcome.ENOSYS ? "denied " + errno : "made";
            assertThat(answer)
                    .as(i < CALLS.size() ? CALLS.get(i).name() + " " + i : "999")
                    .isEqualTo(expected.get(i));
        }
    }

    private static void add(StringBuilder program, int number, long[] arguments) {
        program.append("$! = 0; syscall(").append(number);
        for (long argument : arguments) {
            program.append(", ").append(argument);
        }
        program.append("); print 0 + $!, \"\\n\";");
    }

    /** Runs a program of Perl, which every Debian has, and prints "done" behind what it prints. */
    private String run(Path runtime, String profile, String program) throws IOException, InterruptedException {
        Path bundle = Files.createTempDirectory(folder, "bundle");
        Path root = Files.createDirectories(bundle.resolve("root"));
        Files.createDirectories(root.resolve("usr"));
        Files.createDirectories(root.resolve("proc"));
        for (String link : List.of("bin", "lib", "lib64", "sbin")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr/" + link));
        }
        String perl = "$| = 1; " + program.replace("exit 0", "") + " print \"done\\n\";";
        Files.writeString(bundle.resolve("config.json"), """
                {"ociVersion": "1.0.2",
                 "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/", "noNewPrivileges": true,
                   "args": ["/usr/bin/perl", "-e", "%s"], "env": ["PATH=/usr/bin"]},
                 "root": {"path": "root"},
                 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                   {"destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"]}],
                 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}], "seccomp": %s}}
                """.formatted(
                        perl.replace("\\", "\\\\").replace("\"", "\\\""), profile));
        Path out = bundle.resolve("out");
        Process process = new ProcessBuilder(
                        runtime.toAbsolutePath().toString(),
                        "--root",
                        bundle.resolve("state").toString(),
                        "run",
                        "pgseccomp-" + ProcessHandle.current().pid() + "-" + bundle.getFileName())
                .directory(bundle.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
