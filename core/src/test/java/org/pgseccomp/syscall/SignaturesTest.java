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
        "X86_64, mmap, - 64 64 64 i32 64",
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
        "X86_64, ptrace, 64 i32 - -",
        "X86_64, clone, u32 - - - -",
        "X86_64, clone3, - 64",
        "X86_64, bpf, i32 - u32 - -",
        "X86_64, process_vm_readv, i32 - 64 - 64 64",
        "X86_64, sendto, i32 - 64 u32 - i32",
        "X86_64, umount2, - i32",
        "AARCH64, clone, u32 - - - -",
        "S390X, clone, - u32 - - -",
        "S390X, umount, -",
        "S390X, mmap, -",
        "S390X, ipc, u32 i32 64 - -",
        "S390X, sigsuspend, i32 i32 64",
        "S390X, s390_runtime_instr, i32 i32",
        "PPC64LE, mmap, - 64 64 64 i32 64",
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
        "X86_64, socket, domain type protocol",
        "X86_64, mmap, addr length prot flags fd offset",
        "S390X, mmap, arg",
        "X86_64, clone, flags stack parent_tid child_tid tls",
        "AARCH64, clone, flags stack parent_tid tls child_tid",
        "RISCV64, clone, flags stack parent_tid tls child_tid",
        "PPC64LE, clone, flags stack parent_tid tls child_tid",
        "S390X, clone, stack flags parent_tid child_tid tls",
        "X86_64, ioctl, fd request argp",
        "X86_64, openat, dirfd pathname flags mode",
        "X86_64, prlimit64, pid resource new_limit old_limit",
        "X86_64, mount, source target filesystemtype mountflags data",
        "X86_64, rt_sigaction, signum act oldact sigsetsize",
        "X86_64, fadvise64, fd offset len advice",
        "X86_64, signalfd4, fd mask sizemask flags",
        "X86_64, preadv2, fd iov iovcnt offset pos_h flags",
        "X86_64, fchmodat, dirfd pathname mode",
        "X86_64, io_uring_enter, fd to_submit min_complete flags argp argsz",
        "PPC64LE, sync_file_range2, fd flags offset nbytes",
        "X86_64, getppid, ''",
        "X86_64, vserver, ''"
    })
    void parametersHaveTheNamesOfTheManPagesInTheOrderOfTheArchitecture(
            Architecture architecture, String name, String expected) {
        Syscall call = architecture.syscalls().named(name);
        assertThat(String.join(" ", architecture.signatures().namesOf(call))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, socket, domain, 0",
        "X86_64, socket, FAMILY, 0",
        "X86_64, socket, arg0, 0",
        "X86_64, socket, Arg2, 2",
        "X86_64, socket, arg5, 5",
        "X86_64, socket, arg6, -1",
        "X86_64, socket, arg, -1",
        "X86_64, socket, arg10, -1",
        "X86_64, socket, '', -1",
        "X86_64, socket, colour, -1",
        "X86_64, ioctl, request, 1",
        "X86_64, ioctl, op, 1",
        "X86_64, ioctl, cmd, 1",
        "X86_64, fcntl, op, 1",
        "X86_64, prctl, op, 0",
        "X86_64, ptrace, op, 0",
        "X86_64, mmap, len, 1",
        "X86_64, mmap, length, 1",
        "X86_64, nanosleep, duration, 0",
        "X86_64, nanosleep, req, 0",
        "X86_64, clone, flags, 0",
        "X86_64, clone, clone_flags, 0",
        "S390X, clone, flags, 1",
        "S390X, clone, arg0, 0",
        "AARCH64, clone, tls, 3",
        "X86_64, clone, tls, 4",
        "X86_64, vserver, arg3, 3",
        "X86_64, vserver, fd, -1"
    })
    void aParameterIsFoundByAnyOfItsNames(Architecture architecture, String call, String name, int expected) {
        assertThat(architecture.signatures().indexOf(architecture.syscalls().named(call), name))
                .isEqualTo(expected);
    }

    /** prctl(2), keyctl(2): the man page counts from 1. */
    @ParameterizedTest
    @CsvSource({
        "prctl, arg0, 0",
        "prctl, arg1, 1",
        "prctl, arg2, 1",
        "prctl, arg5, 4",
        "keyctl, arg2, 1",
        "sysfs, arg2, 2"
    })
    void theManPagesNameCountsBeforeThePosition(String call, String name, int expected) {
        assertThat(Architecture.X86_64
                        .signatures()
                        .indexOf(Architecture.X86_64.syscalls().named(call), name))
                .isEqualTo(expected);
    }

    @Test
    void aMisspeltParameterHasANearestOne() {
        Syscall socket = Architecture.X86_64.syscalls().named("socket");
        assertThat(Architecture.X86_64.signatures().nearest(socket, "Domian")).isEqualTo("domain");
        assertThat(Architecture.X86_64.signatures().nearest(socket, "colour")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, socket, 0, 32, true, false",
        "X86_64, clone, 0, 32, false, false",
        "X86_64, unshare, 0, 64, false, false",
        "X86_64, mprotect, 2, 64, false, false",
        "X86_64, ioctl, 1, 32, false, false",
        "X86_64, fcntl, 1, 32, false, false",
        "X86_64, prctl, 0, 32, true, false",
        "X86_64, openat, 3, 16, false, false",
        "X86_64, chmod, 1, 16, false, false",
        "X86_64, lseek, 1, 64, true, false",
        "X86_64, mmap, 4, 32, true, false",
        "X86_64, rt_sigaction, 1, 64, false, true",
        "X86_64, execve, 0, 64, false, true",
        "X86_64, socket, 4, 64, false, false",
        "X86_64, vserver, 1, 64, false, false"
    })
    void aParameterIsComparedAsFarAsTheKernelLooks(
            Architecture architecture, String call, int index, int bits, boolean isSigned, boolean isPointer) {
        Parameter parameter =
                architecture.signatures().at(architecture.syscalls().named(call), index);
        assertThat(parameter.bits()).isEqualTo(bits);
        assertThat(parameter.isSigned()).isEqualTo(isSigned);
        assertThat(parameter.isPointer()).isEqualTo(isPointer);
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
                        .flatExtracting(Parameter::names)
                        .as(syscall.name())
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
    void textsAreSorted() {
        for (String text : List.of(SignatureTexts.COMMON, SignatureTexts.DIFFERING)) {
            assertThat(text.lines().map(line -> (line + " ").substring(0, (line + " ").indexOf(' '))))
                    .isSortedAccordingTo(String::compareTo)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void allNamesAndWhetherItIsOptionalAreRead() {
        assertThat(new SignatureTable("umount c/d/e:i f:u?\n").of("umount"))
                .containsExactly(
                        new Parameter(List.of("c", "d", "e"), ParameterKind.INT, false),
                        new Parameter("f", ParameterKind.UNSIGNED_INT, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a x:z\n", "a a:i b:i c:i d:i e:i f:i g:i\n"})
    void aBrokenLineIsRefused(String text) {
        assertThatThrownBy(() -> new SignatureTable(text).of("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
