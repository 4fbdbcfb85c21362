package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

/** What somebody is told who writes in a list what is no system call. */
class UnknownSyscallTest {
    private static Rejection rejection(Architecture architecture, String written) {
        PolicyResult result = PolicyReader.read(
                architecture, Level.GLOBAL, List.of(new Setting("pgseccomp.global_syscall_error", "read, " + written)));
        assertThat(result).isInstanceOf(PolicyResult.Rejected.class);
        return ((PolicyResult.Rejected) result).first();
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, pread, pread64",
        "X86_64, pwrite, pwrite64",
        "X86_64, umount, umount2",
        "X86_64, fstatat, newfstatat",
        "X86_64, newfstat, fstat",
        "X86_64, SYS_mount, mount",
        "X86_64, __NR_mount, mount",
        "X86_64, '\"ACCT\"', acct",
        "X86_64, muont, mount",
        "AARCH64, epoll_wait, epoll_pwait",
        "AARCH64, unlink, unlinkat",
        "AARCH64, dup2, dup3"
    })
    void theRightNameIsSaid(Architecture architecture, String written, String right) {
        Rejection rejection = rejection(architecture, written);
        assertThat(rejection.message()).startsWith("unknown system call \"");
        assertThat(rejection.detail())
                .startsWith("Element 2, ")
                .contains(" at character 7, is not a system call of " + architecture.displayName());
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + right + "\"?");
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, mmap2, 'i386 and arm have it, with 32 bits', mmap",
        "X86_64, chown32, 'i386 and arm have it, with 32 bits', chown",
        "X86_64, arm_fadvise64_64, 'arm has it, with 32 bits', fadvise64",
        "X86_64, _llseek, ppc64le has it, lseek",
        "AARCH64, chown32, 'i386 and arm have it, with 32 bits', fchownat",
        "AARCH64, open, x86_64 has it, openat"
    })
    void whoHasACallIsSaid(Architecture architecture, String written, String who, String right) {
        Rejection rejection = rejection(architecture, written);
        assertThat(rejection.detail())
                .endsWith("is not a system call of " + architecture.displayName() + " (" + who + ").");
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + right + "\"?");
    }

    @ParameterizedTest
    @CsvSource({"X86_64, socketcall, ppc64le", "X86_64, s390_sthyi, s390x", "AARCH64, arch_prctl, x86_64"})
    void whatOnlyAnotherArchitectureHasIsNotLikenedToSomethingElse(
            Architecture architecture, String written, String who) {
        Rejection rejection = rejection(architecture, written);
        assertThat(rejection.detail()).endsWith(" (" + who + " has it).");
        assertThat(rejection.hint()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"X86_64, 257, openat", "X86_64, 165, mount", "AARCH64, 56, openat"})
    void theNameOfANumberIsSaid(Architecture architecture, String number, String name) {
        Rejection rejection = rejection(architecture, number);
        assertThat(rejection.message())
                .isEqualTo("unknown system call \"" + number + "\" in parameter \"pgseccomp.global_syscall_error\"");
        assertThat(rejection.detail())
                .isEqualTo("Element 2, \"" + number
                        + "\" at character 7, is a number; the system call of that number is \"" + name + "\" on "
                        + architecture.displayName() + ".");
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + name + "\"? Numbers differ between architectures.");
    }

    @ParameterizedTest
    @CsvSource({"999", "fopen", "zzzzzzzzzzzz", "4294967296", "99999999999999999999"})
    void ofWhatIsLikeNothingNothingIsSaid(String written) {
        Rejection rejection = rejection(Architecture.X86_64, written);
        assertThat(rejection.detail()).endsWith("is not a system call of x86_64.");
        assertThat(rejection.hint()).doesNotContain("Write", "Numbers differ");
    }
}
