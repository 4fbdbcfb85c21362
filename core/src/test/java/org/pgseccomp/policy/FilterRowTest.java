package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class FilterRowTest {
    private static final Filter GLOBAL = filter(Action.LOG, Action.ERROR);

    private static Filter filter(Action byDefault, Action ofReadlink) {
        return new Filter(Architecture.X86_64, byDefault, List.of(new Rule(new Syscall("readlink", 89), ofReadlink)));
    }

    private static FilterRow ownDefault(FilterStack stack, Setting... settings) {
        List<FilterRow> rows = FilterRow.of(stack, Level.CLIENT, List.of(settings));
        assertThat(rows.get(0)).isEqualTo(new FilterRow("<default>", -1, "global->log", "global"));
        return rows.get(2);
    }

    /** As the original does: "<default>|-1|session->allow|session" where the lists are inherited and both defaults are the same. */
    @Test
    void theDefaultOfASessionIsItsOwnWhereItsListsAreInherited() {
        assertThat(FilterRow.of(FilterStack.of(GLOBAL), Level.SESSION, List.of()))
                .containsExactly(
                        new FilterRow("<default>", -1, "global->log", "global"),
                        new FilterRow("readlink", 89, "global->error", "global"),
                        new FilterRow("<default>", -1, "session->log", "session"),
                        new FilterRow("readlink", 89, "global->error", "session"));
    }

    @Test
    void theDefaultOfAProcessTypeIsItsOwnInTheSameWay() {
        assertThat(ownDefault(FilterStack.of(GLOBAL), new Setting("process_syscall_error.checkpointer", "*")))
                .isEqualTo(new FilterRow("<default>", -1, "process->log", "process"));
    }

    @Test
    void theDefaultIsThatOfTheStrictestFilterAndOnATieOfTheLastOne() {
        Filter looser = filter(Action.ALLOW, Action.ERROR);
        Filter same = filter(Action.LOG, Action.KILL);
        assertThat(ownDefault(new FilterStack(GLOBAL, looser, null)).filterAction())
                .isEqualTo("global->log");
        assertThat(ownDefault(new FilterStack(GLOBAL, same, null)).filterAction())
                .isEqualTo("session->log");
        assertThat(ownDefault(new FilterStack(GLOBAL, null, looser)).filterAction())
                .isEqualTo("session->log");
        assertThat(ownDefault(new FilterStack(GLOBAL, null, same)).filterAction())
                .isEqualTo("client->log");
    }

    /** A process that is no session, or of which nothing is known. */
    @Test
    void withoutASessionBothContextsHaveTheGlobalRules() {
        assertThat(FilterRow.of(FilterStack.of(GLOBAL), Level.GLOBAL, List.of()))
                .containsExactly(
                        new FilterRow("<default>", -1, "global->log", "global"),
                        new FilterRow("readlink", 89, "global->error", "global"),
                        new FilterRow("<default>", -1, "global->log", "session"),
                        new FilterRow("readlink", 89, "global->error", "session"));
    }

    /** A row is an entry: it can be written again. What a stricter one takes out of it has a row of its own. */
    @Test
    void anEntryHasItsOwnActionWhereAStricterOneOverlaps() {
        Filter filter = ((PolicyResult.Accepted) PolicyReader.read(
                        Architecture.X86_64,
                        Level.GLOBAL,
                        List.of(
                                new Setting("pgseccomp.global_syscall_allow", "socket(domain: AF_UNIX, AF_INET)"),
                                new Setting("pgseccomp.global_syscall_default", "error"),
                                new Setting(
                                        "pgseccomp.global_syscall_error",
                                        "socket(domain: AF_INET; type: SOCK_RAW) = EPERM"))))
                .stack()
                .global();
        assertThat(FilterRow.of(FilterStack.of(filter), Level.GLOBAL, List.of()))
                .contains(
                        new FilterRow("socket(domain: AF_INET; type: SOCK_RAW)", 41, "global->error(EPERM)", "global"),
                        new FilterRow("socket(domain: AF_UNIX, AF_INET)", 41, "global->allow", "global"),
                        new FilterRow("socket", 41, "global->error", "global"));
    }

    private static Filter read(Level level, Setting... settings) {
        return ((PolicyResult.Accepted) PolicyReader.read(Architecture.X86_64, level, List.of(settings)))
                .stack()
                .at(level);
    }

    /** So it is with an entry of another filter: sockets of AF_UNIX can be made, and a row must say so. */
    @Test
    void whatAnotherFilterTakesOutHasARowOfItsOwn() {
        Filter global = read(
                Level.GLOBAL,
                new Setting("pgseccomp.global_syscall_allow", "socket(domain: AF_UNIX, AF_INET)"),
                new Setting("pgseccomp.global_syscall_default", "error"));
        Filter database =
                read(Level.DATABASE, new Setting("database_syscall_error.app", "socket(domain: not AF_UNIX)"));
        assertThat(FilterRow.of(new FilterStack(global, null, database, null), Level.DATABASE, List.of()))
                .contains(
                        new FilterRow("socket(domain: AF_UNIX, AF_INET)", 41, "database->allow", "session"),
                        new FilterRow("socket(domain: not AF_UNIX)", 41, "database->error", "session"),
                        new FilterRow("socket", 41, "global->error", "session"));
    }

    /** All that an entry allows is denied by another filter: no row may say that it can be made. */
    @Test
    void anEntryOfWhichNothingIsLeftIsDenied() {
        Filter global = read(
                Level.GLOBAL,
                new Setting("pgseccomp.global_syscall_allow", "socket(domain: AF_INET)"),
                new Setting("pgseccomp.global_syscall_default", "error"));
        Filter database =
                read(Level.DATABASE, new Setting("database_syscall_error.app", "socket(domain: not AF_UNIX)"));
        Filter allowing = read(
                Level.DATABASE,
                new Setting("database_syscall_allow.app", "socket(domain: AF_UNIX)"),
                new Setting("database_syscall_default.app", "error"));
        for (Filter each : List.of(database, allowing)) {
            assertThat(FilterRow.of(new FilterStack(global, null, each, null), Level.DATABASE, List.of()))
                    .contains(new FilterRow("socket(domain: AF_INET)", 41, "database->error", "session"));
        }
    }
}
