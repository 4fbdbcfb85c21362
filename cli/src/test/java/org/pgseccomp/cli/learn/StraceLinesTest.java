package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

/** Formats of strace(1) beyond those of the recorded traces. */
class StraceLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "read(0, \"\", 1) = 0",
                "10 read(0, \"\", 1) = 0",
                "[pid    10] read(0, \"\", 1) = 0",
                "[pid 1234567] read(0,  <unfinished ...>",
                "04:21:13 read(0, \"\", 1) = 0",
                "10 04:21:13.055689 read(0, \"\", 1) = 0",
                "1795494073.014507 read(0, \"\", 1) = 0 <0.000012>",
                "     0.000000 read(0, \"\", 1) = 0",
                "1795494073.014507 (+     0.000012) read(0, \"\", 1) = ?",
                "read(0, \"cut off",
                "10 [00007f6264bc8c47] read(0, \"\", 1) = 0",
                "10 [????????????????] read(0, \"\", 1) = 0",
                "[pid 10] [   0] read(0, \"\", 1) = 0",
                "10 04:21:13 [   0] [00007f6264bc8c47] read(0, \"\", 1) = 0",
                "10<postgres> read(0, \"\", 1) = 0",
                "[pid 10<postgres: main>] read(0, \"\", 1) = 0",
                "SYS_0(0x1, 0x2) = 0",
                "syscall_0(0x1) = 0",
                "syscall_0x0(0x1) = 0"
            })
    void aCallCountsOnce(String line) {
        Observations found = Reading.text(Reading.POSTGRES, line + "\n");
        assertThat(Reading.calls(found)).isEqualTo(Map.of("read", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10 <... read resumed>\"\", 1) = 0",
                "10 --- SIGCHLD {si_signo=SIGCHLD} ---",
                "10 +++ exited with 0 +++",
                "strace: Process 10 attached",
                "Process 10 attached - interrupt to quit",
                "Process 10 attached (waiting for parent)",
                "Process 10 detached",
                "10 [????????????????] +++ exited with 0 +++",
                " > /usr/lib/libc.so.6(read+0x14) [0x10e0]"
            })
    void whatIsNoCallIsNotDamage(String line) {
        Observations found = Reading.text(Reading.POSTGRES, "10 read(0, \"\", 1) = 0\n" + line + "\n");
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, 1L, LineKind.OTHER, 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 rea", "hello", "10 read", "10 <... read", "(x)", "9read(0) = 0", "READ(0) = 0"})
    void whatIsLeftOfACallIsDamage(String line) {
        Observations found = Reading.text(Reading.POSTGRES, "10 read(0, \"\", 1) = 0\n" + line + "\n");
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, 1L, LineKind.DAMAGED, 1L));
    }

    @Test
    void aCallThatNobodyKnows() {
        Observations found =
                Reading.text(Reading.POSTGRES, "10 syscall_0x1ff(0x1, 0x2) = 0\n10 read(0, \"\", 1) = 0\n");
        assertThat(found.unknown(Architecture.X86_64).byKey()).isEqualTo(Map.of(0x1ffL, 1L));
        assertThat(found.isIncomplete()).isTrue();
    }

    @Test
    void aProcessOfAnotherAbi() {
        Observations found = Reading.text(Reading.POSTGRES, """
                10 read(0, "", 1) = 0
                10 [ Process PID=10 runs in 32 bit mode. ]
                10 open("x", 0) = 3
                10 [ Process PID=10 runs in 64 bit mode. ]
                10 close(3) = 0
                """);
        assertThat(Reading.calls(found)).isEqualTo(Map.of("read", 1L, "close", 1L));
        assertThat(found.lines(LineKind.FOREIGN_ARCHITECTURE)).isEqualTo(1);
    }

    /** pg_ctl starts a shell, which starts the server, which forks. */
    @Test
    void childrenExecuteWhatTheirParentDoes() {
        Observations found = Reading.text(Reading.POSTGRES, """
                10 execve("/bin/pg_ctl", ["pg_ctl"], 0x0) = 0
                10 clone(child_stack=NULL, flags=SIGCHLD) = 11
                11 execve("/nowhere/postgres", ["postgres"], 0x0) = -1 ENOENT (No such file or directory)
                11 getpid() = 11
                11 execve("/usr/bin/postgres", ["postgres"], 0x0 <unfinished ...>
                10 getppid() = 1
                11 <... execve resumed>) = 0
                11 setsid() = 11
                11 fork( <unfinished ...>
                12 getuid() = 26
                11 <... fork resumed>) = 12
                12 +++ exited with 0 +++
                10 getgid() = 26
                """);
        // 10's execve is of a process that was not seen to execute anything before.
        assertThat(Reading.calls(found)).isEqualTo(Map.of("execve", 1L, "setsid", 1L, "fork", 1L, "getuid", 1L));
        assertThat(found.ofUnknownExecutables()).isEqualTo(1);
    }

    /** Lines that strace 6.1 wrote, beside a table of strace 6.1 -c -f. */
    @Test
    void aTableOfCounts() {
        String table = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 60.00    0.000120          12        10           mmap
                 40.00    0.000080          16         5         2 openat
                  0.00    0.000000           0         1           pread64
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.000200          12        16         2 total
                """;
        Observations alone = Reading.text(Reading.POSTGRES, table);
        assertThat(Reading.calls(alone)).isEqualTo(Map.of("mmap", 10L, "openat", 5L, "pread64", 1L));
        assertThat(alone.isIncomplete()).isFalse();
        // With -C, each of these calls stands in the trace as well.
        Observations both = Reading.text(Reading.POSTGRES, "mmap(NULL, 1, 2, 3, 4, 0) = 0x1\n" + table);
        assertThat(Reading.calls(both)).isEqualTo(Map.of("mmap", 1L));
        assertThat(both.lines(LineKind.DAMAGED)).isZero();
        String cut = table.substring(0, table.indexOf("  0.00"));
        assertThat(Reading.stream(
                                Reading.POSTGRES, InputFormat.AUTO, new java.io.ByteArrayInputStream(Bytes.ascii(cut)))
                        .isBroken())
                .isTrue();
    }

    /** strace -c -U calls,name,errors */
    @Test
    void aTableWithColumnsThatTheUserChose() {
        Observations found = Reading.text(Reading.POSTGRES, """
                    calls syscall             errors
                --------- ---------------- ---------
                       10 mmap
                        5 openat                   2
                --------- ---------------- ---------
                       15 total                    2
                """);
        assertThat(Reading.calls(found)).isEqualTo(Map.of("mmap", 10L, "openat", 5L));
    }

    /** With -xx every byte of a path is written as a number; what is executed is told all the same. */
    @Test
    void pathsOfBytes() {
        Observations found = Reading.text(Reading.POSTGRES, """
                10 execve("\\x2f\\x70\\x6f\\x73\\x74\\x67\\x72\\x65\\x73", [], 0x0) = 0
                10 brk(NULL) = 0x1
                11 execve("/bin/\\303\\251cho", [], 0x0) = 0
                11 getpid() = 11
                """);
        assertThat(Reading.calls(found)).containsEntry("brk", 1L).doesNotContainKey("getpid");
    }

    @Test
    void onlyTimesWithADayDecide() {
        Selection late = new Selection(List.of("*"), null, 1_795_494_073_014L, Long.MAX_VALUE);
        Observations found = Reading.text(late, """
                1795494073.013999 read(0, "", 1) = 0
                1795494073.014000 write(1, "", 1) = 0
                04:21:13.055689 getpid() = 1
                """);
        assertThat(Reading.calls(found)).isEqualTo(Map.of("write", 1L));
        assertThat(found.lines(LineKind.OTHER_TIME)).isEqualTo(1);
        assertThat(found.lines(LineKind.UNDECIDED)).isEqualTo(1);
    }
}
