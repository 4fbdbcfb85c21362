package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write in place of a name: functions of libc, macros, old names and those of other architectures. */
class SyscallAliasesTest {
    @ParameterizedTest
    @CsvSource({
        "X86_64, pread, pread64",
        "X86_64, pwrite, pwrite64",
        "X86_64, prlimit, prlimit64",
        "X86_64, umount, umount2",
        "S390X, umount, umount",
        "X86_64, newfstat, fstat",
        "X86_64, fstatat, newfstatat",
        "X86_64, fstatat64, newfstatat",
        "X86_64, stat64, stat",
        "AARCH64, stat64, newfstatat",
        "AARCH64, stat, newfstatat",
        "X86_64, SYS_mount, mount",
        "X86_64, __NR_mount, mount",
        "X86_64, __X64_SYS_mount, mount",
        "X86_64, __x64_sys_pread64, pread64",
        "X86_64, __NR_pread, pread64",
        "PPC64LE, sys_debug_setcontext, sys_debug_setcontext",
        "X86_64, sendfile64, sendfile",
        "X86_64, select, select",
        "AARCH64, select, pselect6",
        "AARCH64, open, openat",
        "AARCH64, fork, clone",
        "AARCH64, epoll_wait, epoll_pwait",
        "AARCH64, pipe, pipe2",
        "AARCH64, rename, renameat",
        "RISCV64, rename, renameat2",
        "X86_64, oldolduname, uname",
        "X86_64, sigaction, rt_sigaction",
        "X86_64, ugetrlimit, getrlimit",
        "X86_64, chown32, chown",
        "AARCH64, chown32, fchownat",
        "X86_64, setresuid32, setresuid",
        "X86_64, mmap2, mmap",
        "X86_64, _llseek, lseek",
        "X86_64, waitpid, wait4",
        "X86_64, futex_time64, futex",
        "X86_64, clock_gettime64, clock_gettime",
        "X86_64, fcntl64, fcntl",
        "X86_64, posix_fadvise, fadvise64",
        "PPC64LE, sync_file_range, sync_file_range2",
        "S390X, accept, accept4",
        "X86_64, 257, openat",
        "AARCH64, 56, openat",
        "X86_64, openat, openat",
        "X86_64, OPENAT, openat"
    })
    void theRightNameIsKnown(Architecture architecture, String written, String right) {
        assertThat(SyscallAliases.nameFor(architecture, written)).isEqualTo(right);
    }

    @Test
    void ofWhatIsNoNameNothingIsKnown() {
        for (String written : List.of(
                "",
                "sys_",
                "__nr_",
                "64",
                "32",
                "_time64",
                "fopen",
                "socketcall",
                "999",
                "1000000",
                "-1",
                "0x101",
                "257 ",
                "pread ",
                "\n",
                "pread64\n")) {
            String right = SyscallAliases.nameFor(Architecture.X86_64, written);
            if (written.equals("64")) {
                assertThat(right).as("a number").isEqualTo("semget");
            } else if (written.equals("32")) {
                assertThat(right).as("a number").isEqualTo("dup");
            } else {
                assertThat(right).as(written).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"chown32, i386 arm", "MMAP2, i386 arm", "stat64, i386 arm", "vm86old, i386", "arm_fadvise64_64, arm"})
    void whatOnlyThirtyTwoBitsHaveIsKnown(String name, String who) {
        assertThat(SyscallAliases.onlyOn(name)).isEqualTo(who);
    }

    @Test
    void whatOneOfOursHasIsNotOnlyOnThirtyTwoBits() {
        assertThat(SyscallAliases.onlyOn("socketcall")).isNull();
        assertThat(SyscallAliases.onlyOn("read")).isNull();
        assertThat(SyscallAliases.onlyOn("")).isNull();
        for (String line : OtherSyscalls.TABLE.lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            for (Architecture architecture : Architecture.values()) {
                assertThat(architecture.has(name)).as(name).isFalse();
            }
        }
    }

    /** Otherwise a name is not found; and one that leads nowhere on x86_64 and aarch64 is a misspelt one. */
    @Test
    void theTableIsSortedAndLeadsToCalls() {
        String previous = "";
        for (String line : SyscallAliases.TABLE.lines().toList()) {
            String[] words = line.split(" ", -1);
            assertThat(words[0]).isGreaterThan(previous);
            previous = words[0];
            assertThat(SyscallAliases.nameFor(Architecture.X86_64, words[0]))
                    .as(line)
                    .isNotNull();
            assertThat(SyscallAliases.nameFor(Architecture.AARCH64, words[0]))
                    .as(line)
                    .isNotNull();
            for (int i = 1; i < words.length; i++) {
                assertThat(words[i]).isNotEqualTo(words[0]);
            }
        }
    }
}
