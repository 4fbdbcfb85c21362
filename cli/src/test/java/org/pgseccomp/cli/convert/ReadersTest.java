package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;

/** What the formats of others mean, by their own documentation. */
class ReadersTest {
    private final Remarks remarks = new Remarks();

    private NeutralPolicy read(Format format, String text, String... capabilities) throws SourceException {
        return Formats.read(format, text.getBytes(UTF_8), Architecture.X86_64, Set.of(capabilities), remarks);
    }

    private static String answer(NeutralPolicy policy, String call, long... arguments) {
        long[] all = java.util.Arrays.copyOf(arguments, 6);
        Outcome outcome = policy.decisionOf(call).of(all);
        return outcome.action() == Action.ERROR
                ? org.pgseccomp.constant.Errnos.nameOf(outcome.errno())
                : outcome.action().settingName();
    }

    private static String docker(String rules) {
        return "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [" + rules.replace('\'', '"') + "]}";
    }

    @Test
    void anErrorThatIsNotWrittenIsEperm() throws SourceException {
        NeutralPolicy policy =
                read(Format.OCI, docker("{'names': ['mount'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 38}"));
        assertThat(answer(policy, "read")).isEqualTo("EPERM");
        assertThat(answer(policy, "mount")).isEqualTo("ENOSYS");
    }

    @ParameterizedTest
    @CsvSource({
        "EQ, 5, 0, 5, allow",
        "EQ, 5, 0, 6, EPERM",
        "NE, 5, 0, 6, allow",
        "NE, 5, 0, 5, EPERM",
        "LT, 5, 0, 4, allow",
        "LT, 5, 0, 5, EPERM",
        "LE, 5, 0, 5, allow",
        "LE, 5, 0, 6, EPERM",
        "GT, 5, 0, 6, allow",
        "GT, 5, 0, 5, EPERM",
        "GE, 5, 0, 5, allow",
        "GE, 5, 0, 4, EPERM",
        // seccomp_rule_add(3): MASKED_EQ has the mask first, and then the value
        "MASKED_EQ, 12, 4, 5, allow",
        "MASKED_EQ, 12, 4, 8, EPERM",
        "LT, 0, 0, 0, EPERM",
        "EQ, 4294967295, 0, 4294967295, allow",
        "EQ, 18446744073709551615, 0, -1, allow",
    })
    void comparisonsAreThoseOfLibseccomp(String operator, String value, String second, long argument, String expected)
            throws SourceException {
        NeutralPolicy policy = read(
                Format.OCI,
                docker(
                        "{'names': ['personality', 'lseek'], 'action': 'SCMP_ACT_ALLOW', 'args': [{'index': 1, 'op': 'SCMP_CMP_"
                                + operator + "', 'value': " + value + ", 'valueTwo': " + second + "}]}"));
        assertThat(answer(policy, "lseek", 0, argument)).isEqualTo(expected);
    }

    @Test
    void whatTheKernelDoesNotLookAtIsNotCompared() throws SourceException {
        NeutralPolicy policy = read(
                Format.OCI,
                docker(
                        "{'names': ['socket'], 'action': 'SCMP_ACT_ALLOW', 'args': [{'index': 0, 'op': 'SCMP_CMP_NE', 'value': 40}]}"));
        assertThat(answer(policy, "socket", 40L | 1L << 40)).isEqualTo("EPERM");
        assertThat(answer(policy, "socket", 1)).isEqualTo("allow");
    }

    /** As Docker's kernelGreaterEqualThan says: a rule that new kernels exclude is none on them. pgseccomp needs 4.14. */
    @Test
    void rulesForOldKernelsOnlyDoNotLoosen() throws SourceException {
        for (String version : List.of("4.8", "99.0")) {
            NeutralPolicy policy = read(
                    Format.OCI,
                    docker("{'names': ['bpf'], 'action': 'SCMP_ACT_ALLOW', 'excludes': {'minKernel': '" + version
                            + "'}}"));
            assertThat(answer(policy, "bpf")).as(version).isEqualTo("EPERM");
        }
        for (String rule : List.of(
                "{'names': ['bpf'], 'name': 'mount', 'action': 'SCMP_ACT_ALLOW'}",
                "{'names': ['personality'], 'action': 'SCMP_ACT_ALLOW', 'args': [{'index': 0, 'op': 'SCMP_CMP_EQ', 'value': '010'}]}")) {
            assertThatThrownBy(() -> read(Format.OCI, docker(rule))).as(rule).isInstanceOf(SourceException.class);
        }
        for (String condition : List.of("'includes': {'Caps': ['CAP_BPF']}", "'excludes': {'foo': ['x']}")) {
            String rule = "{'names': ['bpf'], 'action': 'SCMP_ACT_ALLOW', " + condition + "}";
            assertThatThrownBy(() -> read(Format.OCI, docker(rule)))
                    .as(condition)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("unknown field");
        }
    }

    @Test
    void rulesForCapabilitiesHoldWhereTheseAre() throws SourceException {
        String rules = "{'names': ['mount'], 'action': 'SCMP_ACT_ALLOW', 'includes': {'caps': ['CAP_SYS_ADMIN']}},"
                + "{'names': ['clone3'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 38, 'excludes': {'caps': ['CAP_SYS_ADMIN']}},"
                + "{'names': ['ptrace'], 'action': 'SCMP_ACT_ALLOW', 'includes': {'minKernel': '4.8'}},"
                + "{'names': ['fchmod'], 'action': 'SCMP_ACT_ALLOW', 'includes': {'arches': ['arm64']}},"
                + "{'names': ['fchown'], 'action': 'SCMP_ACT_ALLOW', 'excludes': {'arches': ['amd64']}},"
                + "{'names': ['truncate'], 'action': 'SCMP_ACT_ALLOW', 'includes': {'minKernel': '6.19'}}";
        NeutralPolicy without = read(Format.OCI, docker(rules));
        assertThat(answer(without, "mount")).isEqualTo("EPERM");
        assertThat(answer(without, "clone3")).isEqualTo("ENOSYS");
        assertThat(answer(without, "ptrace")).isEqualTo("allow");
        assertThat(answer(without, "fchmod")).isEqualTo("EPERM");
        assertThat(answer(without, "fchown")).isEqualTo("EPERM");
        assertThat(answer(without, "truncate")).isEqualTo("EPERM");
        assertThat(remarks.all()).anyMatch(each -> each.message().contains("--cap CAP_SYS_ADMIN"));
        NeutralPolicy with = read(Format.OCI, docker(rules), "CAP_SYS_ADMIN");
        assertThat(answer(with, "mount")).isEqualTo("allow");
        assertThat(answer(with, "clone3")).isEqualTo("EPERM");
    }

    @Test
    void namesThatNobodyHasAreToldOfAndThoseOfOthersAreNot() throws SourceException {
        read(Format.OCI, docker("{'names': ['chown32', 'readd', 's390_pci_mmio_read'], 'action': 'SCMP_ACT_ALLOW'}"));
        assertThat(remarks.all()).hasSize(1);
        assertThat(remarks.all().get(0).message()).contains("\"readd\"").contains("it stays denied");
    }

    @Test
    void whatCannotBeDeniedIsSaidToBeLooser() throws SourceException {
        read(
                Format.OCI,
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"new_call\"], \"action\": \"SCMP_ACT_ERRNO\"}]}");
        assertThat(remarks.all()).anyMatch(each -> each.message().contains("LOOSER"));
        assertThat(remarks.anyChange()).isTrue();
    }

    /** systemd says "Unknown key name" of them and goes on. */
    @Test
    void settingsOfSystemdInAnotherSectionHaveNoEffect() throws SourceException {
        NeutralPolicy policy = read(Format.SYSTEMD, """
                [Unit]
                SystemCallFilter=~mount
                [Service]
                SystemCallArchitectures=native
                SystemCallFilter=~bpf
                SystemCallErrorNumber=EPERM
                [Install]
                MemoryDenyWriteExecute=yes
                """);
        assertThat(answer(policy, "mount")).isEqualTo("allow");
        assertThat(answer(policy, "bpf")).isEqualTo("EPERM");
        assertThat(answer(policy, "mprotect")).isEqualTo("allow");
        assertThat(remarks.all())
                .extracting(Remarks.Remark::line, Remarks.Remark::message)
                .containsExactly(
                        tuple(2, "SystemCallFilter= has no effect in [Unit], and is left out"),
                        tuple(8, "MemoryDenyWriteExecute= has no effect in [Install], and is left out"));
        assertThat(remarks.anyChange()).isFalse();
    }

    @Test
    void listsOfSystemdAllowWhatSystemdAlwaysAllows() throws SourceException {
        NeutralPolicy policy = read(Format.SYSTEMD, """
                [Service]
                SystemCallArchitectures=native
                SystemCallFilter=read write @swap
                SystemCallFilter=~swapoff mprotect
                SystemCallFilter=~bpf:EPERM
                SystemCallErrorNumber=EACCES
                """);
        assertThat(answer(policy, "read")).isEqualTo("allow");
        assertThat(answer(policy, "execve")).isEqualTo("allow");
        assertThat(answer(policy, "swapon")).isEqualTo("allow");
        assertThat(answer(policy, "swapoff")).isEqualTo("EACCES");
        assertThat(answer(policy, "mprotect")).isEqualTo("EACCES");
        assertThat(answer(policy, "bpf")).isEqualTo("EPERM");
        assertThat(answer(policy, "openat")).isEqualTo("EACCES");
        assertThat(remarks.anyChange()).isFalse();
    }

    @Test
    void listsOfWhatSystemdDeniesKillWhereNothingElseIsWritten() throws SourceException {
        NeutralPolicy policy = read(
                Format.SYSTEMD,
                "SystemCallArchitectures=native\nSystemCallFilter=~@mount ptrace:EPERM\nSystemCallFilter=umount2\nSystemCallLog=openat\n");
        assertThat(answer(policy, "mount")).isEqualTo("kill");
        assertThat(answer(policy, "ptrace")).isEqualTo("EPERM");
        assertThat(answer(policy, "umount2")).isEqualTo("allow");
        assertThat(answer(policy, "openat")).isEqualTo("log");
    }

    @Test
    void otherSettingsOfSystemdAreFiltersToo() throws SourceException {
        NeutralPolicy policy = read(Format.SYSTEMD, """
                SystemCallArchitectures=native
                RestrictAddressFamilies=AF_UNIX AF_INET
                MemoryDenyWriteExecute=yes
                RestrictNamespaces=user
                LockPersonality=yes
                """);
        assertThat(answer(policy, "socket", 1)).isEqualTo("allow");
        assertThat(answer(policy, "socket", 16)).isEqualTo("EAFNOSUPPORT");
        assertThat(answer(policy, "mmap", 0, 0, 6)).isEqualTo("EPERM");
        assertThat(answer(policy, "mmap", 0, 0, 4)).isEqualTo("allow");
        assertThat(answer(policy, "mprotect", 0, 0, 4)).isEqualTo("EPERM");
        assertThat(answer(policy, "shmat", 0, 0, 0x8000)).isEqualTo("EPERM");
        assertThat(answer(policy, "unshare", 0x10000000)).isEqualTo("allow");
        assertThat(answer(policy, "unshare", 0x20000)).isEqualTo("EPERM");
        assertThat(answer(policy, "clone3")).isEqualTo("ENOSYS");
        assertThat(answer(policy, "setns", 3, 0)).isEqualTo("EPERM");
        assertThat(remarks.all()).singleElement().matches(each -> each.message().contains("LockPersonality="));
    }

    @Test
    void linesOfMinijailAreReadAsItsManualSays() throws SourceException {
        NeutralPolicy policy = read(Format.MINIJAIL, """
                # comment
                read: arg0 == 0; return EBADF
                write: 1
                open: return EACCES
                mmap: arg2 in ~PROT_EXEC || arg2 in ~PROT_WRITE
                openat: arg2 & O_CREAT
                socket: arg0 == AF_UNIX && arg1 == 1 || \\
                    arg0 == AF_INET
                {getpid, getppid}: 1
                gettid[arch=arm64,riscv64]: 1
                kill: { arg1 == 9; return EPERM, arg1 < 16, return EINVAL }
                """);
        assertThat(answer(policy, "read", 0)).isEqualTo("allow");
        assertThat(answer(policy, "read", 1)).isEqualTo("EBADF");
        assertThat(answer(policy, "open")).isEqualTo("EACCES");
        assertThat(answer(policy, "mmap", 0, 0, 5)).isEqualTo("allow");
        assertThat(answer(policy, "mmap", 0, 0, 6)).isEqualTo("kill");
        assertThat(answer(policy, "openat", 0, 0, 0x42)).isEqualTo("allow");
        assertThat(answer(policy, "openat", 0, 0, 2)).isEqualTo("kill");
        assertThat(answer(policy, "socket", 1, 1)).isEqualTo("allow");
        assertThat(answer(policy, "socket", 1, 2)).isEqualTo("kill");
        assertThat(answer(policy, "socket", 2, 2)).isEqualTo("allow");
        assertThat(answer(policy, "getppid")).isEqualTo("allow");
        assertThat(answer(policy, "gettid")).isEqualTo("kill");
        assertThat(answer(policy, "kill", 1, 9)).isEqualTo("EPERM");
        assertThat(answer(policy, "kill", 1, 8)).isEqualTo("allow");
        assertThat(answer(policy, "kill", 1, 20)).isEqualTo("EINVAL");
        assertThat(answer(policy, "execve")).isEqualTo("kill");
        assertThat(remarks.anyChange()).isFalse();
    }

    @Test
    void pseudoCodeIsThatOfLibseccomp() throws Exception {
        String profile =
                docker("{'names': ['read', 'write'], 'action': 'SCMP_ACT_ALLOW'}, {'names': ['lseek'], 'action':"
                        + " 'SCMP_ACT_ALLOW', 'args': [{'index': 1, 'op': 'SCMP_CMP_EQ', 'value': 7}]}");
        String ours = new String(
                Formats.write(Format.PFC, read(Format.OCI, profile), new Formats.Wishes("global", "x", false), remarks),
                UTF_8);
        org.junit.jupiter.api.Assumptions.assumeTrue(
                System.getProperty("os.arch").equals("amd64"));
        assertThat(sorted(ours))
                .isEqualTo(sorted(SeccompLibrary.pseudoCode(profile).replaceAll(" \\[priority: [0-9]+\\]", "")));
    }

    /** libseccomp has the calls in an order of its own, and kills for other architectures. */
    private static String sorted(String code) {
        return code.lines()
                .filter(line -> !line.equals("action ERRNO(13);") && !line.equals("action KILL;"))
                .sorted()
                .collect(java.util.stream.Collectors.joining("\n"));
    }
}
