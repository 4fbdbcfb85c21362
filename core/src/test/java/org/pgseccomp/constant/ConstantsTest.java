package org.pgseccomp.constant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.NativeProgram;

/** What is expected comes from the kernel's headers, from libc's, and from the man pages. */
class ConstantsTest {
    private static final List<String> TEXTS = List.of(
            ConstantTexts.COMMON,
            ConstantTexts.X86_64,
            ConstantTexts.AARCH64,
            ConstantTexts.RISCV64,
            ConstantTexts.PPC64LE,
            ConstantTexts.S390X);

    /** Libc's headers that have the names which programs write, and then what only the kernel's have. */
    private static final List<String> HEADERS = List.of(
            "errno.h",
            "fcntl.h",
            "sched.h",
            "signal.h",
            "time.h",
            "unistd.h",
            "netinet/in.h",
            "netinet/tcp.h",
            "netinet/udp.h",
            "sys/epoll.h",
            "sys/eventfd.h",
            "sys/fanotify.h",
            "sys/file.h",
            "sys/inotify.h",
            "sys/ioctl.h",
            "sys/ipc.h",
            "sys/mman.h",
            "sys/mount.h",
            "sys/msg.h",
            "sys/personality.h",
            "sys/prctl.h",
            "sys/ptrace.h",
            "sys/quota.h",
            "sys/random.h",
            "sys/reboot.h",
            "sys/resource.h",
            "sys/sem.h",
            "sys/shm.h",
            "sys/signalfd.h",
            "sys/socket.h",
            "sys/stat.h",
            "sys/swap.h",
            "sys/timerfd.h",
            "sys/timex.h",
            "sys/uio.h",
            "sys/wait.h",
            "sys/xattr.h",
            "asm/termbits.h",
            "linux/blktrace_api.h",
            "linux/capability.h",
            "linux/falloc.h",
            "linux/fiemap.h",
            "linux/futex.h",
            "linux/io_uring.h",
            "linux/keyctl.h",
            "linux/kexec.h",
            "linux/landlock.h",
            "linux/loop.h",
            "linux/mempolicy.h",
            "linux/netlink.h",
            "linux/nsfs.h",
            "linux/openat2.h",
            "linux/perf_event.h",
            "linux/seccomp.h",
            "linux/securebits.h",
            "linux/serial.h",
            "linux/sockios.h",
            "linux/userfaultfd.h");

    /** Libc means something else with these: signals that it keeps to itself, and what is not needed with 64 bits. */
    private static final Set<String> OF_LIBC = Set.of("SIGRTMIN", "SIGRTMAX", "O_LARGEFILE");

    private static long value(Architecture architecture, String name) {
        return Constants.named(architecture, name).value();
    }

    @ParameterizedTest
    @CsvSource({
        "X86_64, AF_UNIX, 1",
        "X86_64, AF_NETLINK, 16",
        "X86_64, PF_PACKET, 17",
        "X86_64, SOCK_STREAM, 1",
        "X86_64, SOCK_CLOEXEC, 0x80000",
        "X86_64, SOCK_NONBLOCK, 0x800",
        "X86_64, IPPROTO_TCP, 6",
        "X86_64, PROT_EXEC, 4",
        "X86_64, MAP_ANONYMOUS, 0x20",
        "X86_64, MAP_32BIT, 0x40",
        "X86_64, CLONE_NEWUSER, 0x10000000",
        "X86_64, CLONE_IO, 0x80000000",
        "X86_64, CLONE_CLEAR_SIGHAND, 0x100000000",
        "X86_64, PR_SET_NO_NEW_PRIVS, 38",
        "X86_64, PR_SET_VMA, 0x53564d41",
        "X86_64, ARCH_SET_FS, 0x1002",
        "X86_64, TIOCSTI, 0x5412",
        "X86_64, FS_IOC_SETFLAGS, 0x40086602",
        "X86_64, F_DUPFD_CLOEXEC, 1030",
        "X86_64, O_SYNC, 04010000",
        "X86_64, AT_FDCWD, -100",
        "X86_64, SIGRTMIN, 32",
        "X86_64, SIGSYS, 31",
        "X86_64, RLIMIT_NOFILE, 7",
        "X86_64, RUSAGE_CHILDREN, -1",
        "X86_64, MADV_DONTNEED, 4",
        "X86_64, BPF_PROG_LOAD, 5",
        "X86_64, SECCOMP_SET_MODE_FILTER, 1",
        "X86_64, KEYCTL_SETPERM, 5",
        "X86_64, KEY_SPEC_SESSION_KEYRING, -3",
        "X86_64, PTRACE_SEIZE, 0x4206",
        "X86_64, LINUX_REBOOT_CMD_RESTART, 0x1234567",
        "X86_64, LINUX_REBOOT_MAGIC1, 0xfee1dead",
        "X86_64, FSCONFIG_CMD_CREATE, 6",
        "X86_64, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 8",
        "X86_64, PER_LINUX32, 8",
        "X86_64, IPC_PRIVATE, 0",
        "X86_64, SETVAL, 16",
        "X86_64, W_OK, 2",
        "X86_64, SHUT_RDWR, 2",
        "X86_64, SPLICE_F_GIFT, 8",
        "X86_64, MNT_DETACH, 2",
        "X86_64, SYSLOG_ACTION_CLEAR, 5",
        "AARCH64, O_DIRECTORY, 040000",
        "X86_64, O_DIRECTORY, 0200000",
        "AARCH64, PROT_BTI, 0x10",
        "PPC64LE, MAP_LOCKED, 0x80",
        "PPC64LE, TIOCGWINSZ, 0x40087468",
        "RISCV64, TIOCGWINSZ, 0x5413",
        "PPC64LE, SO_PEERCRED, 21",
        "S390X, POSIX_FADV_DONTNEED, 6",
        "S390X, PTRACE_PEEKUSR_AREA, 0x5000",
        "PPC64LE, MCL_CURRENT, 0x2000"
    })
    void valuesAreThoseOfTheHeadersOfTheArchitecture(Architecture architecture, String name, String value) {
        assertThat(value(architecture, name)).isEqualTo(Long.decode(value));
    }

    @Test
    void namesAreFoundInEitherCase() {
        assertThat(Constants.named(Architecture.X86_64, "af_Unix")).isEqualTo(new Constant("AF_UNIX", 1));
        assertThat(Constants.named(Architecture.X86_64, "tiocsti").name()).isEqualTo("TIOCSTI");
    }

    @Test
    void whatAnArchitectureLacksIsNotFound() {
        assertThat(Constants.named(Architecture.AARCH64, "ARCH_SET_FS")).isNull();
        assertThat(Constants.elsewhere("arch_set_fs")).isEqualTo(Architecture.X86_64);
        assertThat(Constants.elsewhere("PROT_SAO")).isEqualTo(Architecture.PPC64LE);
        assertThat(Constants.elsewhere("AF_NONE")).isNull();
        for (String name : List.of("", "A", "AF_", "AF_UNIX ", "AF_UNIX 1", "AF_UNIX\n", "ZZZ", "_", "\u00ff", "1")) {
            assertThat(Constants.named(Architecture.X86_64, name)).as(name).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AF_UNXI, AF_UNIX",
        "af_inet7, AF_INET",
        "PROT_EXE, PROT_EXEC",
        "CLONE_NEWUSR, CLONE_NEWUSER",
        "MAP_32BITS, MAP_32BIT",
        "SIGKIL, SIGKILL"
    })
    void aMisspeltOneHasANearestOne(String written, String meant) {
        assertThat(Constants.nearest(Architecture.X86_64, written)).isEqualTo(meant);
        assertThat(Constants.nearest(Architecture.X86_64, "whatever_that_may_be"))
                .isNull();
    }

    @Test
    void textsAreSortedAndInUpperCase() {
        for (String text : TEXTS) {
            String previous = "";
            for (String line : text.lines().toList()) {
                assertThat(line).matches("_{0,2}[A-Z0-9][A-Z0-9_]* -?[0-9]+");
                String name = line.substring(0, line.indexOf(' '));
                assertThat(name).isGreaterThan(previous);
                previous = name;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyNameOfATextIsFound(Architecture architecture) {
        String own = TEXTS.get(1 + architecture.ordinal());
        for (String line : own.lines().toList()) {
            String[] words = line.split(" ", -1);
            assertThat(Constants.named(architecture, words[0]))
                    .isEqualTo(new Constant(words[0], Long.parseLong(words[1])));
        }
        for (String line : ConstantTexts.COMMON.lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            assertThat(Constants.named(architecture, name).name()).isEqualTo(name);
        }
    }

    @Test
    void whatThisMachinesHeadersHaveHasTheSameValue(@TempDir Path folder) throws Exception {
        List<String> different = new ArrayList<>();
        List<String> lines = NativeProgram.run(folder, program(folder));
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (value(NativeProgram.OWN, words[0]) != Long.parseLong(words[1])) {
                different.add(line);
            }
        }
        assertThat(different).isEmpty();
        assertThat(lines).as("names that the headers have").hasSizeGreaterThan(1500);
    }

    /** A program that prints each macro of the headers that has the name of a constant, and what libc has as members of enumerations. */
    private static Path program(Path folder) throws IOException {
        StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n#include <stdio.h>\n");
        for (String header : HEADERS) {
            program.append("#include <").append(header).append(">\n");
        }
        program.append("#define SHOW(name) printf(#name \" %lld\\n\", (long long) (name));\nint main(void) {\n");
        for (String text : List.of(ConstantTexts.COMMON, TEXTS.get(1 + NativeProgram.OWN.ordinal()))) {
            for (String line : text.lines().toList()) {
                String name = line.substring(0, line.indexOf(' '));
                if (!OF_LIBC.contains(name)) {
                    program.append("#ifdef ")
                            .append(name)
                            .append("\nSHOW(")
                            .append(name)
                            .append(")\n#endif\n");
                }
            }
        }
        program.append("return 0; }\n");
        return Files.writeString(folder.resolve("constants.c"), program);
    }
}
