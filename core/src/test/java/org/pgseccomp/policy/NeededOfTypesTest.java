package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

/** What a type of processes needs beside what others need; the outcomes without are those of {@code script/denied-calls --types}. */
class NeededOfTypesTest {
    private static Setting fact(String name, String value) {
        return new Setting(ServerFacts.PREFIX + name, value);
    }

    private static String refusal(Architecture architecture, String type, String call, Setting... facts) {
        List<Setting> settings = List.of(new Setting("process_syscall_error." + type, call));
        PolicyResult result = PolicyReader.read(architecture, Level.SESSION, settings);
        Rejection problem = NeededCalls.problemOf(
                ((PolicyResult.Accepted) result).stack(), settings, ServerFacts.among(List.of(facts)));
        return problem == null ? "" : problem.message();
    }

    private static String refusal(String type, String call, String memory) {
        return refusal(
                Architecture.X86_64,
                type,
                call,
                fact("version_num", "170010"),
                fact("c_library", "glibc 2.41"),
                fact("dynamic_shared_memory_type", memory));
    }

    @ParameterizedTest
    @CsvSource({
        "startup, access",
        "startup, chmod",
        "startup, fallocate",
        "startup, fstat",
        "startup, getdents64",
        "startup, mkdir",
        "startup, mmap",
        "startup, 'mmap(flags: MAP_SHARED)'",
        "startup, newfstatat",
        "startup, pread64",
        "startup, rt_sigprocmask",
        "startup, setitimer",
        "startup, symlink",
        "checkpointer, fstat",
        "checkpointer, getdents64",
        "checkpointer, mmap",
        "checkpointer, pread64",
        "checkpointer, rt_sigprocmask",
        "logical_replication_launcher, fstat",
        "logical_replication_launcher, mmap",
        "io_worker, pread64",
        "autovacuum_launcher, fallocate",
        "autovacuum_launcher, rt_sigprocmask",
        "autovacuum_launcher, 'mmap(flags: with MAP_SHARED)'",
        "archiver, mmap",
        "background_writer, mmap",
        "io_worker, mmap",
        "walreceiver, fallocate",
        "walreceiver, mmap",
        "walsummarizer, fallocate",
        "walsummarizer, mmap",
        "walwriter, fallocate",
        "walwriter, mmap",
        "walsummarizer, fstat",
        "walsummarizer, getdents64",
        "walsummarizer, pread64",
    })
    void whatTakesTheServerDownIsRefused(String type, String call) {
        assertThat(refusal(type, call, "posix"))
                .startsWith("the " + type + " filter of pgseccomp does not allow " + call.replaceFirst("\\(.*", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "startup, umask",
        "startup, truncate",
        "startup, 'fallocate(mode: not 0)'",
        "startup, 'setitimer(which: not ITIMER_REAL)'",
        "checkpointer, fallocate(mode: not 0)",
        "checkpointer, mkdir",
        "checkpointer, 'mmap(prot: with PROT_EXEC)'",
        "archiver, getdents64",
        "walsender, statfs",
        "walreceiver, connect",
        "logical_replication_launcher, 'fallocate(mode: not 0)'",
        "autovacuum_launcher, 'mmap(flags: without MAP_SHARED)'",
        "archiver, fallocate",
        "background_writer, fallocate",
    })
    void whatDoesNotIsNot(String type, String call) {
        assertThat(refusal(type, call, "posix")).isEmpty();
    }

    /** The adapter sets a worker's handlers of signals before its filter (WorkersTest), so that its policy may deny that. */
    @ParameterizedTest
    @ValueSource(strings = {"background_worker", "logical_replication_launcher", "logical_replication_worker"})
    void aWorkerNeedsNoHandlers(String type) {
        assertThat(refusal(Architecture.X86_64, type, "rt_sigaction", fact("version_num", "150020")))
                .isEmpty();
        assertThat(refusal(Architecture.X86_64, type, "rt_sigaction", fact("version_num", "170002")))
                .isEmpty();
    }

    /**
     * What stat(2) is depends on the C library too, and every process needs it: a file of the write-ahead log that it does not find is overwritten. A session
     * asks by fstat(2) how long shared memory is, since PostgreSQL 15.
     */
    @ParameterizedTest
    @CsvSource({
        "2.36, newfstatat, 150020, posix, true",
        "2.36, newfstatat, 150020, mmap, true",
        "2.36, newfstatat, 150020, sysv, true",
        "2.36, newfstatat, 140020, posix, true",
        "2.31, newfstatat, 140020, posix, false",
        "2.36, fstat, 150020, posix, false",
        "2.41, fstat, 170002, posix, true",
        "2.41, newfstatat, 170002, posix, true",
    })
    void sessionsAskHowLongSharedMemoryIs(String glibc, String call, String version, String memory, boolean isNeeded) {
        String refusal = refusal(
                Architecture.X86_64,
                "walsender",
                call,
                fact("c_library", "glibc " + glibc),
                fact("version_num", version),
                fact("dynamic_shared_memory_type", memory));
        assertThat(refusal).isEqualTo(isNeeded ? "the walsender filter of pgseccomp does not allow " + call : "");
    }

    /** What fstat(3) is depends on the C library; 2.36 is that of Debian 12, 2.41 that of 13. */
    @ParameterizedTest
    @CsvSource({
        "2.31, fstat, newfstatat",
        "2.36, newfstatat, fstat",
        "2.41, fstat, statfs",
        "2.41, newfstatat, statfs",
    })
    void theCallForFstatIsNeeded(String glibc, String needed, String other) {
        for (String type : List.of(
                "autovacuum_launcher",
                "archiver",
                "background_writer",
                "checkpointer",
                "logical_replication_launcher",
                "walreceiver",
                "walsummarizer",
                "walwriter")) {
            assertThat(refusalWith(glibc, type, needed))
                    .isEqualTo("the " + type + " filter of pgseccomp does not allow " + needed);
            assertThat(refusalWith(glibc, type, other)).isEmpty();
        }
    }

    private static String refusalWith(String glibc, String type, String denied) {
        return refusal(
                Architecture.X86_64,
                type,
                denied,
                fact("c_library", "glibc " + glibc),
                fact("version_num", "170002"),
                fact("dynamic_shared_memory_type", "posix"));
    }

    @ParameterizedTest
    @CsvSource({
        "startup, shmget",
        "startup, shmat",
        "startup, shmctl",
        "checkpointer, shmget",
        "checkpointer, shmat",
        "checkpointer, shmctl"
    })
    void systemVMemoryIsNeededWhereItIsUsed(String type, String call) {
        assertThat(refusal(type, call, "sysv")).contains("does not allow " + call);
        assertThat(refusal(type, call, "posix")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"startup, mkdirat", "startup, symlinkat", "startup, fchmodat", "startup, faccessat"})
    void newerArchitecturesHaveNewerCalls(String type, String call) {
        assertThat(refusal(Architecture.AARCH64, type, call)).contains("does not allow " + call);
    }

    @ParameterizedTest
    @CsvSource({
        "execve, by command, 'the startup filter of pgseccomp does not allow execve'",
        "'mmap(prot: with PROT_EXEC)', by command, 'the startup filter of pgseccomp does not allow mmap(prot: PROT_READ|PROT_EXEC; flags: without MAP_ANONYMOUS)'",
        "'mmap(prot: with PROT_WRITE|PROT_EXEC)', by command, ''",
        "mprotect, by command, 'the startup filter of pgseccomp does not allow mprotect'",
        "execve, on, ''",
        "execve, '', ''",
    })
    void restoringFromAnArchiveTakesAProgram(String call, String recovers, String message) {
        assertThat(refusal(Architecture.X86_64, "startup", call, fact("recovers", recovers)))
                .isEqualTo(message);
    }
}
