package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * A strict policy in the text form of each architecture, for people to read and to compare. That the verdicts are right is tested
 * elsewhere; a change here is a change of layout. The new text is in target/golden.
 */
class GoldenDumpsTest {
    private static final Path EXPECTED = Path.of("src/test/resources/org/pgseccomp/bpf/golden");

    private static final List<String> ALLOWED = List.of(
            "access",
            "brk",
            "close",
            "epoll_ctl",
            "epoll_pwait",
            "epoll_wait",
            "exit_group",
            "faccessat",
            "futex",
            "getpid",
            "kill",
            "lseek",
            "mmap",
            "munmap",
            "openat",
            "prctl",
            "pread64",
            "pwrite64",
            "read",
            "recvfrom",
            "rt_sigreturn",
            "seccomp",
            "sendto",
            "setitimer",
            "write");

    private static final List<String> KILLS = List.of("bpf", "kexec_load", "mount", "ptrace");

    private static Filter strict(Architecture architecture) {
        List<Rule> rules = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            if (ALLOWED.contains(syscall.name())) {
                rules.add(new Rule(syscall, Action.ALLOW));
            } else if (KILLS.contains(syscall.name())) {
                rules.add(new Rule(syscall, Action.KILL));
            }
        }
        rules.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        return new Filter(architecture, Action.ERROR, rules);
    }

    @ParameterizedTest
    @EnumSource
    void theDumpIsTheOneThatWasRead(Architecture architecture) throws IOException {
        String dump = FilterCompiler.compile(strict(architecture)).toString(architecture);
        Path written = Path.of("target/golden").resolve(architecture.displayName() + ".txt");
        Files.createDirectories(written.getParent());
        Files.writeString(written, dump);
        assertThat(dump).isEqualTo(Files.readString(EXPECTED.resolve(architecture.displayName() + ".txt")));
    }
}
