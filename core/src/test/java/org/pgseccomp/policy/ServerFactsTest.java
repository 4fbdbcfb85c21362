package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

/** Which calls a policy must leave depends on the server. */
class ServerFactsTest {
    private static String refusal(String setting, String call, String fact, String value) {
        List<Setting> settings = new ArrayList<>(List.of(new Setting(setting, call)));
        ServerFacts facts = fact.isEmpty()
                ? ServerFacts.UNKNOWN
                : ServerFacts.among(List.of(new Setting(ServerFacts.PREFIX + fact, value)));
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        Rejection problem = NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings, facts);
        return problem == null ? "" : problem.message();
    }

    @ParameterizedTest
    @CsvSource({
        "global_syscall_error, pselect6, version_num, 140023, 160004",
        "session_syscall_error, pselect6, version_num, 150020, 170010",
        "session_syscall_terminate, preadv, version_num, 180004, 160014",
        "global_syscall_error, fallocate, version_num, 160014, 150020",
        "global_syscall_error, fallocate, dynamic_shared_memory_type, posix, sysv",
        "global_syscall_error, setsockopt, listen_addresses, localhost, ''",
        "global_syscall_error, chmod, unix_socket_directories, /tmp, ''",
        "global_syscall_error, dup2, logging_collector, on, off",
        "global_syscall_error, fstat, c_library, glibc 2.41, glibc 2.36",
        "global_syscall_error, fstat, c_library, glibc 2.39.1, musl",
        "session_syscall_error, io_uring_enter, io_method, io_uring, worker",
        "session_syscall_error, gettimeofday, clock_calls, 'clock_gettime,gettimeofday', clock_gettime",
        "session_syscall_error, time, clock_calls, 'gettimeofday,time', gettimeofday",
        "global_syscall_error, clock_gettime, clock_calls, clock_gettime, ''"
    })
    void aCallIsNeededWhereTheServerMakesIt(String kind, String call, String fact, String where, String whereNot) {
        String setting = "pgseccomp." + kind;
        assertThat(refusal(setting, call, fact, where)).contains("does not allow " + call);
        assertThat(refusal(setting, call, fact, whereNot)).isEmpty();
        assertThat(refusal(setting, call, "", "")).isEmpty();
    }

    /** PostgreSQL 15 and later keeps statistics in dynamic shared memory; 14 has it for parallel queries only, whose segments are to be removed. */
    @ParameterizedTest
    @CsvSource({
        "fallocate, posix, true, false",
        "fallocate, sysv, false, false",
        "fallocate, mmap, false, false",
        "mmap, posix, true, false",
        "mmap, mmap, true, false",
        "mmap, sysv, false, false",
        "'mmap(prot: with PROT_EXEC)', posix, false, false",
        "'mmap(prot: PROT_READ|PROT_WRITE)', posix, true, false",
        "'fallocate(mode: not 0)', posix, false, false",
        "shmget, sysv, true, false",
        "shmget, posix, false, false",
        "shmat, sysv, true, false",
        "shmctl, sysv, true, true",
        "shmctl, posix, false, false",
        "shmdt, sysv, true, true",
        "shmdt, mmap, false, false"
    })
    void whatSharesMemoryIsNeededInSessions(String call, String type, boolean since15, boolean before) {
        assertThat(isRefused(call, type, "150020")).isEqualTo(since15);
        assertThat(isRefused(call, type, "180001")).isEqualTo(since15);
        assertThat(isRefused(call, type, "140023")).isEqualTo(before);
    }

    private static boolean isRefused(String call, String type, String version) {
        List<Setting> settings = List.of(new Setting("pgseccomp.session_syscall_error", call));
        ServerFacts facts = ServerFacts.among(List.of(
                new Setting(ServerFacts.PREFIX + "version_num", version),
                new Setting(ServerFacts.PREFIX + "dynamic_shared_memory_type", type)));
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        Rejection problem = NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings, facts);
        if (problem != null) {
            assertThat(problem.message()).contains("does not allow " + call.replaceFirst("\\(.*", ""));
        }
        return problem != null;
    }

    /** A standby whose WAL receiver is killed restarts again and again. */
    @ParameterizedTest
    @CsvSource({"connect", "getsockopt"})
    void aCallOfTheWalReceiverMayNotKillAStandby(String call) {
        assertThat(refusal("pgseccomp.global_syscall_kill", call, "primary_conninfo", "set"))
                .contains("kills processes that call " + call);
        assertThat(refusal("pgseccomp.global_syscall_kill", call, "primary_conninfo", ""))
                .isEmpty();
        assertThat(refusal("pgseccomp.global_syscall_error", call, "primary_conninfo", "set"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "15, 0", "abcdef, 0", "150020, 15", "99999999, 0", "-150020, 0", "90624, 9", "1000001, 100"})
    void whatIsNoVersionIsUnknown(String number, int version) {
        assertThat(ServerFacts.among(List.of(new Setting(ServerFacts.PREFIX + "version_num", number)))
                        .version())
                .isEqualTo(version);
    }

    @Test
    void factsAreNoSettings() {
        List<Setting> mixed = List.of(new Setting(ServerFacts.PREFIX + "version_num", "150020"), new Setting("a", "b"));
        assertThat(ServerFacts.without(mixed)).containsExactly(new Setting("a", "b"));
    }
}
