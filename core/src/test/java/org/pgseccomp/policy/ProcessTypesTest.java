package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

class ProcessTypesTest {
    private static List<Setting> settings(String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting(namesAndValues[i], namesAndValues[i + 1]));
        }
        return settings;
    }

    private static ProcessTypes read(String list) {
        return ProcessTypes.read(settings("pgseccomp.process_types", list));
    }

    private static FilterStack stack(String... namesAndValues) {
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings(namesAndValues));
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        return ((PolicyResult.Accepted) result).stack();
    }

    @Test
    void namesAreThoseOfPgStatActivityWithUnderscoresOrSpaces() {
        assertThat(read("walsender, \"autovacuum worker\",autovacuum launcher , IO_Worker, walsender")
                        .types())
                .containsExactly(
                        ProcessType.AUTOVACUUM_LAUNCHER,
                        ProcessType.AUTOVACUUM_WORKER,
                        ProcessType.WALSENDER,
                        ProcessType.IO_WORKER);
        assertThat(read("").types()).isEmpty();
        assertThat(ProcessTypes.read(List.of()).types()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        autovacuum_wroker       | Element 1, "autovacuum_wroker" at character 1, is not a process type | Did you mean "autovacuum_worker"?
        walsender, autovacuum workr | Element 2, "autovacuum_workr" at character 12, is not a process type | Did you mean "autovacuum_worker"?
        client backend          | "client_backend" at character 1, is not a process type | Sessions have the settings pgseccomp.session_syscall_
        parallel_worker         | is not a process type | A parallel worker carries the filters of its leader.
        *                       | "*" at character 1, is not a process type |
        walsender,              | Element 2, at character 11, is empty | for example 'autovacuum_worker, walsender'
        walsender  archiver     | Element 1, at character 1, is not followed by a comma |
        """)
    void whatIsNoTypeIsRefused(String list, String detail, String hint) {
        Rejection rejection = read(list).rejection();
        assertThat(rejection.message())
                .isEqualTo("invalid list of process types in parameter \"pgseccomp.process_types\"");
        assertThat(rejection.detail()).contains(detail);
        assertThat(rejection.hint()).contains(hint == null ? "" : hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"process_syscall_allow.archiver", "PROCESS_SYSCALL_DEFAULT.Io_Worker", "pgseccomp.process_types"
            })
    void settingsOfTypesAreKnown(String name) {
        assertThat(PolicyReader.unknownName(settings(name, ""))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "process_syscall_alow.archiver, process_syscall_allow.archiver",
        "process_syscall_allow.archivr, process_syscall_allow.archiver",
        "process_syscall_default.walwritr, process_syscall_default.walwriter",
        "pgseccomp.process_type, pgseccomp.process_types",
    })
    void aMisspeltSettingIsRefusedWithTheNearestOne(String name, String nearest) {
        Rejection rejection = PolicyReader.unknownName(settings(name, ""));
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.UNKNOWN_SETTING);
        assertThat(rejection.hint()).isEqualTo("Did you mean \"" + nearest + "\"?");
    }

    @Test
    void aWorkerFallsBackToTheSession() {
        String[] settings = {
            "pgseccomp.global_syscall_error", "mount",
            "pgseccomp.session_syscall_default", "log",
            "pgseccomp.session_syscall_error", "execve",
            "process_syscall_kill.autovacuum_worker", "ptrace",
        };
        FilterStack stack = stack(settings);
        assertThat(stack.session().defaultAction()).isEqualTo(Action.LOG);
        assertThat(stack.session().actionOf(59)).as("execve").isEqualTo(Action.ERROR);
        assertThat(stack.session().actionOf(101)).as("ptrace").isEqualTo(Action.KILL);
    }

    @Test
    void anAuxiliaryProcessFallsBackToTheGlobalFilter() {
        FilterStack stack = stack(
                "pgseccomp.global_syscall_default", "log",
                "pgseccomp.global_syscall_error", "mount",
                "pgseccomp.session_syscall_default", "error",
                "pgseccomp.session_syscall_error", "execve",
                "process_syscall_kill.checkpointer", "ptrace");
        assertThat(stack.session().defaultAction()).isEqualTo(Action.LOG);
        assertThat(stack.session().actionOf(165)).as("mount").isEqualTo(Action.ERROR);
        assertThat(stack.session().actionOf(59)).as("execve").isEqualTo(Action.LOG);
        assertThat(stack.session().actionOf(101)).as("ptrace").isEqualTo(Action.KILL);
    }

    @Test
    void theAsteriskIsTheGlobalList() {
        FilterStack stack = stack(
                "pgseccomp.global_syscall_error", "mount",
                "pgseccomp.session_syscall_error", "execve",
                "process_syscall_error.walsender", "*");
        assertThat(stack.session()).as("the same as the global one").isNull();
    }

    @Test
    void rowsNameTheProcessAsTheirSource() {
        List<Setting> settings = settings("process_syscall_error.archiver", "mount");
        FilterStack stack = stack("process_syscall_error.archiver", "mount");
        assertThat(FilterRow.of(stack, Level.SESSION, settings))
                .containsExactly(
                        new FilterRow("<default>", -1, "global->allow", "global"),
                        new FilterRow("<default>", -1, "process->allow", "process"),
                        new FilterRow("mount", 165, "process->error", "process"));
    }

    /** What waits, writes and ends, and what ends the server where a checkpoint fails, on x86_64 (NeededOfTypes says what was measured). */
    private static final String ENOUGH_FOR_THE_CHECKPOINTER =
            "brk, clock_nanosleep, close, epoll_ctl, epoll_wait, exit_group, fdatasync, fsync, ftruncate, futex, getdents64,"
                    + " getpid, kill, lseek, munmap, newfstatat, openat, pread64, pwrite64, pwritev, read, rename, rt_sigprocmask, rt_sigreturn, sync_file_range, unlink,"
                    + " write";

    @Test
    void aProcessThatHearsNoClientNeedsNoCallsForIt() {
        List<Setting> settings = settings(
                "process_syscall_default.checkpointer",
                "error",
                "process_syscall_allow.checkpointer",
                ENOUGH_FOR_THE_CHECKPOINTER);
        assertThat(NeededCalls.problemOf(
                        stack(
                                "process_syscall_default.checkpointer",
                                "error",
                                "process_syscall_allow.checkpointer",
                                ENOUGH_FOR_THE_CHECKPOINTER),
                        settings))
                .isNull();
        String withoutWrite = ENOUGH_FOR_THE_CHECKPOINTER.replace(", write", "");
        assertThat(NeededCalls.problemOf(
                                stack(
                                        "process_syscall_default.checkpointer",
                                        "error",
                                        "process_syscall_allow.checkpointer",
                                        withoutWrite),
                                settings)
                        .message())
                .isEqualTo("the checkpointer filter of pgseccomp does not allow write");
    }

    @Test
    void aWorkerOfADatabaseNeedsWhatASessionNeeds() {
        List<Setting> settings = settings("process_syscall_error.background_worker", "lseek");
        assertThat(NeededCalls.problemOf(stack("process_syscall_error.background_worker", "lseek"), settings)
                        .message())
                .isEqualTo("the background_worker filter of pgseccomp does not allow lseek");
    }
}
