package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                "read(0, \"cut off"
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
        assertThat(found.unknownNames().byKey()).isEqualTo(Map.of("syscall_0x1ff", 1L));
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
