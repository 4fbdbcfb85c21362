package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arguments system calls have. What is expected comes from the man pages of section 2. */
class SignaturesTest {
    /** unimplemented(2), and calls of ppc64le that only its 32 bit ABI had. */
    private static final Set<String> NEVER_THERE = Set.of(
            "afs_syscall",
            "break",
            "epoll_ctl_old",
            "epoll_wait_old",
            "ftime",
            "getpmsg",
            "gtty",
            "idle",
            "lock",
            "mpx",
            "multiplexer",
            "prof",
            "profil",
            "putpmsg",
            "security",
            "stty",
            "timerfd",
            "tuxcall",
            "ulimit",
            "vm86",
            "vserver");

    private static List<Parameter> of(Architecture architecture, String name) {
        return architecture.signatures().of(architecture.syscalls().named(name));
    }

    /** What is shown of a call: "number" of the bits that the kernel looks at, "-" for what is hidden. */
    private static String shown(Architecture architecture, String name) {
        int word = ShownArguments.of(of(architecture, name));
        StringBuilder shown = new StringBuilder();
        for (int i = 0; (word >>> (4 * i) & 0xf) != 0 && i < 6; i++) {
            shown.append(i == 0 ? "" : " ");
            shown.append(
                    switch (word >>> (4 * i) & 0xf) {
                        case ShownArguments.HIDDEN -> "-";
                        case ShownArguments.INT -> "i32";
                        case ShownArguments.UNSIGNED_INT -> "u32";
                        case ShownArguments.UNSIGNED_SHORT -> "u16";
                        case ShownArguments.WHOLE -> "64";
                        default -> "?";
                    });
        }
        return shown.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, socket, i32 i32 i32",
        "X86_64, getppid, ''",
        "X86_64, openat, i32 - i32 u16",
        "X86_64, getdents64, u32 - u32",
        "X86_64, read, u32 - 64",
        "X86_64, lseek, u32 64 u32",
        "X86_64, kill, i32 i32",
        "X86_64, execve, - - -",
        "X86_64, mount, - - - 64 -",
        "X86_64, rt_sigaction, i32 - - 64",
        "X86_64, futex, - i32 u32 - - -",
        "X86_64, brk, -",
        "X86_64, mmap, - 64 64 64 64 64",
        "X86_64, munmap, - 64",
        "X86_64, mprotect, - 64 64",
        "X86_64, mremap, - 64 64 64 -",
        "X86_64, madvise, - 64 i32",
        "X86_64, shmat, i32 - i32",
        "X86_64, set_robust_list, - 64",
        "X86_64, io_submit, - 64 -",
        "X86_64, io_setup, u32 -",
        "X86_64, fcntl, u32 u32 -",
        "X86_64, ioctl, u32 u32 -",
        "X86_64, prctl, i32 - - - -",
        "X86_64, arch_prctl, i32 -",
        "X86_64, ptrace, 64 64 - -",
        "X86_64, clone, 64 - - - -",
        "X86_64, clone3, - 64",
        "X86_64, bpf, i32 - u32 - -",
        "X86_64, process_vm_readv, i32 - 64 - 64 64",
        "X86_64, sendto, i32 - 64 u32 - i32",
        "X86_64, umount2, - i32",
        "AARCH64, clone, 64 - - - -",
        "S390X, clone, - 64 - - -",
        "S390X, umount, -",
        "S390X, mmap, -",
        "S390X, ipc, u32 i32 64 - -",
        "S390X, sigsuspend, i32 i32 64",
        "S390X, s390_runtime_instr, i32 i32",
        "PPC64LE, mmap, - 64 64 64 64 64",
        "PPC64LE, sigsuspend, 64",
        "PPC64LE, subpage_prot, - 64 -",
        "PPC64LE, sync_file_range2, i32 u32 64 64",
        "RISCV64, riscv_flush_icache, - - 64"
    })
    void onlyWhatIsNoAddressIsShownAndOnlyAsMuchAsTheKernelLooksAt(
            Architecture architecture, String name, String expected) {
        assertThat(shown(architecture, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, socket, family type protocol",
        "X86_64, mmap, addr len prot flags fd off",
        "X86_64, clone, flags newsp parent_tidptr child_tidptr tls",
        "AARCH64, clone, flags newsp parent_tidptr tls child_tidptr",
        "RISCV64, clone, flags newsp parent_tidptr tls child_tidptr",
        "PPC64LE, clone, flags newsp parent_tidptr tls child_tidptr",
        "S390X, clone, newsp flags parent_tidptr child_tidptr tls",
        "X86_64, ioctl, fd cmd arg"
    })
    void parametersHaveTheKernelsNamesInTheOrderOfTheArchitecture(
            Architecture architecture, String name, String expected) {
        List<String> names = new ArrayList<>();
        for (Parameter parameter : of(architecture, name)) {
            names.add(parameter.name());
        }
        assertThat(String.join(" ", names)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyCallThatTheKernelHasHasASignature(Architecture architecture) {
        List<String> without = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            List<Parameter> parameters = architecture.signatures().of(syscall);
            if (parameters == null) {
                without.add(syscall.name());
            } else {
                assertThat(parameters)
                        .extracting(Parameter::name)
                        .doesNotHaveDuplicates()
                        .allMatch(name -> name.matches("[a-z0-9_]+"));
            }
        }
        assertThat(NEVER_THERE).containsAll(without);
        assertThat(without).hasSizeLessThan(30);
    }

    @Test
    void ofACallWithoutSignatureNothingIsKnown() {
        assertThat(of(Architecture.X86_64, "vserver")).isNull();
        assertThat(ShownArguments.of(null)).isZero();
        assertThat(ShownArguments.of(List.of())).as("known to have none").isNotZero();
    }

    @Test
    void namesThatBeginOrEndAlikeAreToldApart() {
        SignatureTable table = SignatureTable.parse("mount a:p\nmount2 b:i\numount c:i d:u?\n");
        assertThat(table.of("mount")).containsExactly(new Parameter("a", ParameterKind.POINTER, false));
        assertThat(table.of("mount2")).containsExactly(new Parameter("b", ParameterKind.INT, false));
        assertThat(table.of("umount")).last().isEqualTo(new Parameter("d", ParameterKind.UNSIGNED_INT, true));
        assertThat(table.of("moun")).isNull();
        assertThat(table.of("")).isNull();
        assertThat(table.of("mount3")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b x:i\na x:i\n", "a x:i\na x:i\n"})
    void aTableOutOfOrderIsRefused(String text) {
        assertThatThrownBy(() -> SignatureTable.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a x:z\n", "a a:i b:i c:i d:i e:i f:i g:i\n"})
    void aBrokenLineIsRefused(String text) {
        assertThatThrownBy(() -> SignatureTable.parse(text).of("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
