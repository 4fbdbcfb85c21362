package org.pgseccomp.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;

/** What policies stop, and where it is said that they do. That the kernel agrees is shown by ExposureProofTest. */
class ExposureTest {
    private static final ServerFacts FACTS = ServerFacts.among(List.of(
            new Setting("server data_directory", "/data"),
            new Setting("server config_file", "/data/postgresql.conf"),
            new Setting("server hba_file", "/data/pg_hba.conf")));

    private static List<Finding> under(Level level, boolean isPostmaster, ServerFacts facts, String... settings) {
        List<Setting> written = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2) {
            written.add(new Setting(settings[i], settings[i + 1]));
        }
        PolicyResult read = PolicyReader.read(Architecture.X86_64, level, written);
        return Exposure.of(Guarded.by(
                ((PolicyResult.Accepted) read).stack(), level, written, SettingSuffixes.NONE, isPostmaster, facts));
    }

    private static Finding of(String attack, String... settings) {
        return named(attack, under(Level.SESSION, false, FACTS, settings));
    }

    private static Finding named(String attack, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.attack().name().equals(attack))
                .findFirst()
                .orElseThrow();
    }

    private static void assertStopped(Finding finding, String by) {
        assertThat(finding.verdict()).as(finding.stoppedBy()).isEqualTo(Verdict.STOPPED);
        assertThat(finding.stoppedBy()).isEqualTo(by);
    }

    @Test
    void withoutPgseccompAllIsOpenOrLeftToTheKernel() {
        List<Finding> findings = Exposure.of(Guarded.byNothing(Architecture.X86_64, FACTS));
        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.OPEN, Verdict.KERNEL);
        assertThat(named("copy-program", findings).stoppedBy()).isEmpty();
        assertThat(named("load-module", findings).stoppedBy()).isEqualTo("CAP_SYS_MODULE");
    }

    /** An attack is stopped only if every way is: each call that does it, and a ring that is asked to. */
    @Test
    void allWaysHaveToBeStopped() {
        String errors = "pgseccomp.session_syscall_error";
        assertThat(of("replace-session", errors, "execve").verdict()).isEqualTo(Verdict.OPEN);
        assertStopped(
                of("replace-session", errors, "execve, execveat"),
                "session filter, pgseccomp.session_syscall_error: execve, execveat");
        assertThat(of("af-alg", errors, "socket(domain: AF_ALG)").verdict()).isEqualTo(Verdict.OPEN);
        assertStopped(
                of("af-alg", errors, "socket(domain: AF_ALG), io_uring_setup"),
                "session filter, pgseccomp.session_syscall_error: socket");
        assertThat(of("af-alg", errors, "socket(domain: AF_ALG; type: SOCK_RAW), io_uring_setup")
                        .verdict())
                .isEqualTo(Verdict.OPEN);
    }

    @Test
    void theFilterIsNamedThatStopsIt() {
        assertStopped(
                of(
                        "bpf",
                        "pgseccomp.global_syscall_kill",
                        "bpf",
                        "pgseccomp.session_syscall_kill",
                        "",
                        "pgseccomp.session_syscall_error",
                        "bpf"),
                "global filter, pgseccomp.global_syscall_kill: bpf");
        assertStopped(
                of("bpf", "pgseccomp.session_syscall_default", "error", "pgseccomp.session_syscall_allow", "read"),
                "session filter, not in pgseccomp.session_syscall_allow: bpf");
        assertStopped(
                of("bpf", "pgseccomp.session_syscall_error", "ptrace", "session_syscall_error.joe", "bpf"),
                "role filter, session_syscall_error.joe: bpf");
        assertThat(of("bpf", "pgseccomp.session_syscall_warn", "bpf")).satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.WARNED);
            assertThat(finding.stoppedBy()).isEqualTo("session filter, pgseccomp.session_syscall_warn: bpf");
        });
        assertThat(of("bpf", "pgseccomp.session_syscall_log", "bpf").verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void filesAndPortsStopIt() {
        assertThat(of("ssh-key", "pgseccomp.session_paths", "@data, /var/lib/postgresql:rw")
                        .verdict())
                .isEqualTo(Verdict.OPEN);
        assertThat(of("ssh-key", "pgseccomp.session_paths", "@data").stoppedBy())
                .startsWith("files, pgseccomp.session_paths: /var/lib/postgresql/.ssh");
        assertThat(of("configuration", "pgseccomp.session_paths", "@data, @config:rw")
                        .verdict())
                .isEqualTo(Verdict.OPEN);
        assertStopped(
                of("configuration", "pgseccomp.session_paths", "@data"),
                "files, pgseccomp.session_paths: {config_file}");
        assertThat(of("change-tables", "pgseccomp.session_paths", "@data").verdict())
                .isEqualTo(Verdict.OPEN);
        // A list of ports does not see MPTCP and the first data.
        assertThat(of("tcp", "pgseccomp.session_connect_ports", "none").verdict())
                .isEqualTo(Verdict.OPEN);
        String detours =
                "io_uring_setup, socket(protocol: 262), socket(domain: AF_SMC), sendto(flags: with MSG_FASTOPEN),"
                        + " sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN)";
        assertThat(of("tcp", "pgseccomp.session_connect_ports", "none", "pgseccomp.session_syscall_error", detours)
                        .verdict())
                .isEqualTo(Verdict.STOPPED);
        assertThat(of("tcp", "pgseccomp.session_connect_ports", "443", "pgseccomp.session_syscall_error", detours)
                        .verdict())
                .isEqualTo(Verdict.OPEN);
    }

    @Test
    void isolationStopsIt() {
        assertStopped(of("trace-stranger"), "isolation (pgseccomp.isolate_processes)");
        assertThat(of("trace-stranger", "pgseccomp.isolate_processes", "off").verdict())
                .isEqualTo(Verdict.OPEN);
        assertStopped(
                of("trace-server", "pgseccomp.isolate_processes", "off"), "undumpable processes (pgseccomp.enabled)");
        assertThat(named("trace-stranger", under(Level.GLOBAL, true, FACTS)).verdict())
                .isEqualTo(Verdict.OPEN);
        ServerFacts withoutLandlock = ServerFacts.among(List.of(new Setting("server isolation", "missing")));
        assertThat(named("trace-stranger", under(Level.SESSION, false, withoutLandlock))
                        .verdict())
                .isEqualTo(Verdict.OPEN);
        assertThat(of("trace-stranger", "pgseccomp.global_syscall_error", "landlock_restrict_self")
                        .verdict())
                .isEqualTo(Verdict.OPEN);
    }

    /** Landlock cannot only warn, and neither do filters stop anything then. */
    @Test
    void aTrialStopsNothing() {
        assertThat(of("bpf", "pgseccomp.warn_only", "on", "pgseccomp.session_syscall_error", "bpf")
                        .verdict())
                .isEqualTo(Verdict.WARNED);
        assertThat(of("users", "pgseccomp.warn_only", "on", "pgseccomp.session_paths", "@data")
                        .verdict())
                .isEqualTo(Verdict.OPEN);
    }

    /** With io_method = io_uring, sessions have a ring from their postmaster. */
    @Test
    void aRingThatIsInheritedIsAWay() {
        ServerFacts ring = ServerFacts.among(List.of(new Setting("server io_method", "io_uring")));
        String[] policy = {"pgseccomp.session_syscall_error", "io_uring_setup, socket(domain: AF_ALG)"};
        assertThat(named("io-uring-calls", under(Level.SESSION, false, ring, policy))
                        .verdict())
                .isEqualTo(Verdict.OPEN);
        assertThat(named("af-alg", under(Level.SESSION, false, ring, policy)).verdict())
                .isEqualTo(Verdict.OPEN);
        assertThat(of("io-uring-calls", policy).verdict()).isEqualTo(Verdict.STOPPED);
        assertThat(of("af-alg", policy).verdict()).isEqualTo(Verdict.STOPPED);
    }
}
