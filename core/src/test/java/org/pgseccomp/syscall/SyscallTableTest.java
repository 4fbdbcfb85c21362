package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyscallTableTest {
    @ParameterizedTest
    @CsvSource({
        "X86_64, read, 0",
        "X86_64, write, 1",
        "X86_64, execve, 59",
        "X86_64, symlink, 88",
        "X86_64, readlink, 89",
        "X86_64, seccomp, 317",
        "X86_64, futex_waitv, 449",
        "AARCH64, symlinkat, 36",
        "AARCH64, openat, 56",
        "AARCH64, read, 63",
        "AARCH64, write, 64",
        "AARCH64, fstat, 80",
        "AARCH64, execve, 221",
        "AARCH64, seccomp, 277",
        "RISCV64, openat, 56",
        "RISCV64, seccomp, 277",
        "RISCV64, riscv_hwprobe, 258",
        "PPC64LE, read, 3",
        "PPC64LE, open, 5",
        "PPC64LE, seccomp, 358",
        "S390X, read, 3",
        "S390X, lseek, 19",
        "S390X, seccomp, 348"
    })
    void numbersAreThoseOfTheKernelsDocumentation(Architecture architecture, String name, int number) {
        assertThat(architecture.syscalls().named(name)).isEqualTo(new Syscall(name, number));
        assertThat(architecture.syscalls().numbered(number)).isEqualTo(new Syscall(name, number));
    }

    @ParameterizedTest
    @EnumSource
    void namesAndNumbersAreUniqueAndInRange(Architecture architecture) {
        assertThat(architecture.syscalls().all()).extracting(Syscall::name).doesNotHaveDuplicates();
        assertThat(architecture.syscalls().all())
                .extracting(Syscall::number)
                .doesNotHaveDuplicates()
                .allMatch(number -> number >= 0 && number < 1024);
    }

    @ParameterizedTest
    @EnumSource
    void everyNameIsFound(Architecture architecture) {
        for (Syscall syscall : architecture.syscalls().all()) {
            assertThat(architecture.syscalls().named(syscall.name())).isEqualTo(syscall);
            assertThat(architecture.syscalls().numbered(syscall.number())).isEqualTo(syscall);
            assertThat(architecture.has(syscall.name())).isTrue();
            assertThat(architecture.has(syscall.name().substring(1)))
                    .isEqualTo(architecture.syscalls().named(syscall.name().substring(1)) != null);
        }
    }

    @Test
    void whatAnArchitectureLacksIsNotFound() {
        assertThat(Architecture.AARCH64.syscalls().named("open")).isNull();
        assertThat(Architecture.AARCH64.has("open")).isFalse();
        assertThat(Architecture.X86_64.has("read\n78 readahead")).isFalse();
        assertThat(Architecture.X86_64.has("")).isFalse();
        assertThat(Architecture.X86_64.syscalls().named("")).isNull();
        assertThat(Architecture.X86_64.syscalls().named("zzz")).isNull();
        assertThat(Architecture.X86_64.syscalls().named("syscalls")).isNull();
        assertThat(Architecture.X86_64.syscalls().numbered(-1)).isNull();
        assertThat(Architecture.X86_64.syscalls().numbered(400))
                .isNull(); // between the last old and the first common one
        assertThat(Architecture.X86_64.syscalls().numbered(0x40000000)).isNull(); // read of x32
    }

    @Test
    void auditWordsAreThoseOfTheKernelsHeaders() {
        assertThat(Architecture.ofAuditArch(0xC000003E)).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.ofAuditArch(0xC00000B7)).isEqualTo(Architecture.AARCH64);
        assertThat(Architecture.ofAuditArch(0xC00000F3)).isEqualTo(Architecture.RISCV64); // EM_RISCV 243
        assertThat(Architecture.ofAuditArch(0xC0000015)).isEqualTo(Architecture.PPC64LE); // EM_PPC64 21
        assertThat(Architecture.ofAuditArch(0x80000016)).isEqualTo(Architecture.S390X); // EM_S390 22
        assertThat(Architecture.ofAuditArch(0x40000003)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 b\n1 a\n", "0 a\n1 a\n", "x a\n", "99999999 a\n"})
    void aBrokenTableIsRefused(String table) {
        assertThatThrownBy(() -> SyscallTable.parse(table)).isInstanceOf(IllegalArgumentException.class);
    }
}
