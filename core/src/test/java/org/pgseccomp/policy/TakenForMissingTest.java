package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

/** What PostgreSQL and the C library take for an answer: seen to leave files behind and to archive nothing. */
class TakenForMissingTest {
    private static Rejection problemOf(String name, String value) {
        List<Setting> settings = List.of(new Setting(name, value));
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        return NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pgseccomp.global_syscall_error  | truncate = ENOENT                  | global  | truncate
        pgseccomp.session_syscall_error | mount, truncate = ENOENT           | session | truncate
        pgseccomp.session_syscall_error | truncate(length: 0) = ENOENT       | session | truncate
        process_syscall_error.archiver  | getdents64 = ENOENT                | archiver | getdents64
        process_syscall_error.archiver  | truncate = ENOENT                  | archiver | truncate
        """)
    void thatAFileIsMissingIsNotAnswered(String name, String list, String whose, String call) {
        Rejection rejection = problemOf(name, list);
        assertThat(rejection.message())
                .isEqualTo("the " + whose + " filter of pgseccomp has ENOENT as the error of " + call);
        assertThat(rejection.setting()).isEqualTo(name);
        assertThat(rejection.hint()).contains(call + " = EPERM");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pgseccomp.global_syscall_error  | truncate
        pgseccomp.session_syscall_error | truncate = ENOSPC, mount = ENOENT
        process_syscall_error.archiver  | getdents64
        """)
    void anyOtherErrorIsTaken(String name, String list) {
        assertThat(problemOf(name, list)).isNull();
    }
}
