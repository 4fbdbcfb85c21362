package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

/** Logs as kernels, auditd, journald, util-linux and strace wrote them. What is expected was counted with grep and awk. */
class RecordedLogsTest {
    @Test
    void auditdsFile() {
        Observations found = Reading.file(Reading.executables("t"), Reading.recorded("auditd-enriched.log"))
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("getpid", 2L, "exit_group", 1L));
        assertThat(Reading.kinds(found))
                .isEqualTo(Map.of(LineKind.TAKEN, 3L, LineKind.OTHER_EXECUTABLE, 2L, LineKind.OTHER, 2L));
    }

    /** The kernel writes a path that has a blank in hexadecimal. */
    @Test
    void anExecutableWithABlankInItsName() {
        Observations found = Reading.file(Reading.executables("t x"), Reading.recorded("auditd-enriched.log"))
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("getpid", 1L, "exit_group", 1L));
    }

    @Test
    void theKernelsLogWithWhatItDropped() {
        Observations found =
                Reading.file(Reading.POSTGRES, Reading.recorded("dmesg.log")).observations();
        assertThat(found.counts(Architecture.X86_64)).containsExactly(new Observations.Count("clone3", 435, 1, 1));
        assertThat(found.dropped()).isEqualTo(156);
        assertThat(Reading.kinds(found))
                .isEqualTo(Map.of(
                        LineKind.TAKEN,
                        1L,
                        LineKind.OTHER_EXECUTABLE,
                        2L,
                        LineKind.LOSS_REPORT,
                        1L,
                        LineKind.OTHER,
                        2L));
        assertThat(found.isIncomplete()).isTrue();
    }

    @Test
    void allFormsOfDmesg() {
        Observations found = Reading.file(Reading.POSTGRES, Reading.recorded("dmesg-forms.log"))
                .observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, 5L));
        assertThat(Reading.calls(found)).isEqualTo(Map.of("munmap", 5L));
    }

    @Test
    void formatsOfOtherKernelsAndDaemons() {
        Observations found = Reading.file(Reading.EVERYTHING, Reading.recorded("elsewhere.log"))
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("brk", 1L, "setpriority", 1L));
        assertThat(Reading.calls(found, Architecture.AARCH64)).isEqualTo(Map.of("faccessat", 1L));
        assertThat(found.foreign().byKey()).isEqualTo(Map.of("i386", 1L));
        assertThat(found.dropped()).isEqualTo(1227);
        assertThat(Reading.kinds(found))
                .isEqualTo(Map.of(
                        LineKind.TAKEN, 3L,
                        LineKind.FOREIGN_ARCHITECTURE, 1L,
                        LineKind.LOSS_REPORT, 4L,
                        LineKind.DAMAGED, 1L)); // the record of 2013 states no architecture
    }

    @Test
    void journalInJson() {
        Observations found =
                Reading.file(Reading.POSTGRES, Reading.recorded("journal.json")).observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("pread64", 1L, "pwrite64", 1L));
        assertThat(Reading.kinds(found))
                .isEqualTo(Map.of(
                        LineKind.TAKEN, 2L,
                        LineKind.NOT_FROM_THE_KERNEL, 1L,
                        LineKind.LOSS_REPORT, 2L,
                        LineKind.DAMAGED, 2L, // one of them is too long for journalctl
                        LineKind.OTHER, 1L));
        assertThat(found.dropped()).isEqualTo(74);
    }

    @Test
    void traceInAFile() {
        Observations found = Reading.file(Reading.EVERYTHING, Reading.recorded("strace-to-file.txt"))
                .observations();
        assertThat(found.lines(LineKind.TAKEN)).isEqualTo(224);
        assertThat(found.lines(LineKind.DAMAGED)).isZero();
        assertThat(Reading.calls(found))
                .containsEntry("openat", 37L)
                .containsEntry("rt_sigaction", 9L)
                .containsEntry("vfork", 1L)
                .hasSize(36);
    }

    @Test
    void traceOnATerminal() {
        Observations found = Reading.file(Reading.EVERYTHING, Reading.recorded("strace-on-terminal.txt"))
                .observations();
        assertThat(found.lines(LineKind.TAKEN)).isEqualTo(224);
        assertThat(found.lines(LineKind.DAMAGED)).isZero();
        assertThat(found.ofUnknownExecutables()).isEqualTo(1); // the execve of sh itself
    }

    /** grep -A999 'execve("/bin/echo"', and then the calls of that process. */
    @Test
    void aTraceKnowsWhatEachProcessExecutes() {
        Map<String, Long> onTerminal =
                Reading.calls(Reading.file(Reading.executables("echo"), Reading.recorded("strace-on-terminal.txt"))
                        .observations());
        Map<String, Long> inFile =
                Reading.calls(Reading.file(Reading.executables("echo"), Reading.recorded("strace-to-file.txt"))
                        .observations());
        assertThat(inFile)
                .containsEntry("write", 1L)
                .containsEntry("exit_group", 1L)
                .doesNotContainKeys("wait4", "vfork");
        assertThat(inFile.get("openat")).isEqualTo(onTerminal.get("openat"));
        assertThat(onTerminal).containsEntry("write", 1L).doesNotContainKeys("wait4", "vfork", "rt_sigsuspend");
    }
}
