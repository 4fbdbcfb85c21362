package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.policy.NeededCall.Table;
import org.pgseccomp.policy.ServerFacts.Circumstance;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** An allow list of the group of a process is a policy that a server can have: the group has what {@link NeededTables} says. */
class NeededCallsInGroupsTest {
    private static final String IO_URING = "@postgresql-io-uring";

    /** Everything that a server can need, but io_uring. */
    private static final List<Setting> FACTS = List.of(
            fact("listen_addresses", "*"),
            fact("unix_socket_directories", "/run"),
            fact("logging_collector", "on"),
            fact("dynamic_shared_memory_type", "posix"),
            fact("primary_conninfo", "host=primary"),
            fact("c_library", "glibc 2.41"),
            fact("clock_calls", "clock_gettime,gettimeofday,time"));

    private static Setting fact(String name, String value) {
        return new Setting(ServerFacts.PREFIX + name, value);
    }

    static String groupOf(ProcessType type) {
        return "@postgresql-" + type.settingName().replace('_', '-');
    }

    private static List<String> namesIn(Architecture architecture, String... groups) {
        List<String> names = new ArrayList<>();
        for (String group : groups) {
            for (Syscall syscall : SyscallGroups.named(group).callsOf(architecture)) {
                names.add(syscall.name());
            }
        }
        return names;
    }

    /** What a table names, under all circumstances but io_uring and System V memory, which the groups of sessions do not have. */
    private static List<String> needed(Architecture architecture, Table... tables) {
        List<String> names = new ArrayList<>();
        for (Table table : tables) {
            Syscall[] calls = table.of(architecture);
            for (int i = 0; i < calls.length; i++) {
                Circumstance when = table.entries().get(i).when();
                if (calls[i] != null
                        && when != Circumstance.USES_IO_URING
                        && when != Circumstance.RUNS_RESTORE_COMMAND
                        && when != Circumstance.SHARES_SYSTEM_V_MEMORY
                        && when != Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY) {
                    names.add(calls[i].name());
                }
            }
        }
        return names;
    }

    static Stream<Arguments> processesAndArchitectures() {
        List<Arguments> all = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            Table[] ofBackends = {NeededTables.IN_A_BACKEND, NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND};
            all.add(Arguments.of("@postgresql-session", architecture, ofBackends));
            for (ProcessType type : ProcessType.values()) {
                Table[] ofType = type.fallsBackToSession()
                        ? new Table[] {
                            NeededTables.IN_A_BACKEND,
                            NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND,
                            NeededOfTypes.of(type)
                        }
                        : new Table[] {NeededTables.IN_AN_AUXILIARY_PROCESS, NeededOfTypes.of(type)};
                all.add(Arguments.of(groupOf(type), architecture, ofType));
            }
            Table[] ofServer = {
                NeededTables.IN_A_BACKEND,
                NeededTables.IN_AN_AUXILIARY_PROCESS,
                NeededTables.IN_THE_SERVER,
                NeededTables.TO_LOAD_A_FILTER,
                NeededTables.NOT_TO_BE_KILLED_IN_A_BACKEND,
                NeededTables.NOT_TO_BE_KILLED_IN_THE_SERVER
            };
            all.add(Arguments.of("@postgresql-server", architecture, ofServer));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("processesAndArchitectures")
    void theGroupOfAProcessHasWhatItNeeds(String group, Architecture architecture, Table[] tables) {
        assertThat(namesIn(architecture, group)).containsAll(needed(architecture, tables));
    }

    /** Who does not use io_uring need not open it, and who does names one more group. */
    @Test
    void ioUringIsInAGroupOfItsOwn() {
        for (SyscallGroup group : SyscallGroups.all()) {
            if (group.name().startsWith("@postgresql-") && !group.name().equals(IO_URING)) {
                assertThat(namesIn(Architecture.X86_64, group.name()))
                        .as(group.name())
                        .noneMatch(name -> name.startsWith("io_uring"));
            }
        }
        assertThat(namesIn(Architecture.X86_64, IO_URING)).contains("io_uring_setup", "io_uring_enter");
    }

    /** What stands for a group in a list, as long as no list can name one. */
    private static Setting allow(String setting, String... groups) {
        return new Setting(setting, String.join(",", new TreeSet<>(namesIn(Architecture.X86_64, groups))));
    }

    private static Rejection problem(List<Setting> settings, Setting... more) {
        List<Setting> facts = new ArrayList<>(FACTS);
        facts.addAll(List.of(more));
        PolicyResult.Accepted read =
                (PolicyResult.Accepted) PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        return NeededCalls.problemOf(read.stack(), settings, ServerFacts.among(facts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"140023", "150020", "160014", "170010", "180004"})
    void aServerCanHaveTheGroupsAsItsPolicy(String version) {
        for (String action : List.of("error", "kill")) {
            List<Setting> settings = List.of(
                    new Setting("pgseccomp.global_syscall_default", action),
                    allow("pgseccomp.global_syscall_allow", "@postgresql-server"),
                    new Setting("pgseccomp.session_syscall_default", action),
                    allow("pgseccomp.session_syscall_allow", "@postgresql-session"));
            assertThat(problem(settings, fact("version_num", version))).isNull();
        }
    }

    @Test
    void eachTypeCanHaveItsGroup() {
        for (ProcessType type : ProcessType.values()) {
            List<Setting> settings = List.of(
                    new Setting("process_syscall_default." + type.settingName(), "error"),
                    allow("process_syscall_allow." + type.settingName(), groupOf(type)));
            assertThat(problem(settings, fact("version_num", "180004")))
                    .as(type.settingName())
                    .isNull();
        }
    }

    @Test
    void withIoUringItTakesItsGroupToo() {
        Setting error = new Setting("pgseccomp.global_syscall_default", "error");
        Setting[] facts = {fact("version_num", "180004"), fact("io_method", "io_uring")};
        assertThat(problem(List.of(error, allow("pgseccomp.global_syscall_allow", "@postgresql-server")), facts))
                .isNotNull();
        assertThat(problem(
                        List.of(error, allow("pgseccomp.global_syscall_allow", "@postgresql-server", IO_URING)), facts))
                .isNull();
    }

    /** Who wants no programs in sessions denies the group, and the policy is accepted. */
    @Test
    void programsCanBeDeniedToSessions() {
        assertThat(problem(
                        List.of(allow("pgseccomp.session_syscall_error", "@programs")), fact("version_num", "150020")))
                .isNull();
        for (Architecture architecture : Architecture.values()) {
            assertThat(namesIn(architecture, "@programs"))
                    .doesNotContainAnyElementsOf(needed(architecture, NeededTables.IN_A_BACKEND));
        }
    }
}
