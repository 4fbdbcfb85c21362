package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Filters of sessions, roles and clients on top of the global one. */
class SessionPoliciesTest {
    private static List<Setting> settings(String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting(namesAndValues[i], namesAndValues[i + 1]));
        }
        return settings;
    }

    private static PolicyResult read(Level level, String... namesAndValues) {
        return PolicyReader.read(Architecture.X86_64, level, settings(namesAndValues));
    }

    private static FilterStack stack(Level level, String... namesAndValues) {
        PolicyResult result = read(level, namesAndValues);
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        return ((PolicyResult.Accepted) result).stack();
    }

    private static Rejection rejection(Level level, String... namesAndValues) {
        PolicyResult result = read(level, namesAndValues);
        assertThat(result).isInstanceOf(PolicyResult.Rejected.class);
        return ((PolicyResult.Rejected) result).first();
    }

    private static int number(String name) {
        return Architecture.X86_64.syscalls().named(name).number();
    }

    @Test
    void whatIsNotWrittenIsInheritedAndNeedsNoFilter() {
        FilterStack stack = stack(Level.SESSION, "pgseccomp.global_syscall_error", "mount");
        assertThat(stack.session()).isNull();
        assertThat(stack.actionOf(number("mount"))).isEqualTo(Action.ERROR);
    }

    @Test
    void aSessionsDefaultIsAllowWhateverTheGlobalOneIs() {
        FilterStack stack = stack(Level.SESSION, "pgseccomp.global_syscall_default", "log");
        assertThat(stack.session().defaultAction()).isEqualTo(Action.ALLOW);
        assertThat(stack.defaultAction()).as("the strictest counts").isEqualTo(Action.LOG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        *     | *    | mount | error
        ''    | *    | mount | error
        ''    | ''   | mount | allow
        chdir | *    | chdir | allow
        chdir | *    | mount | error
        chdir |      | chdir | error
        chdir | acct | acct  | error
        chdir | acct | chdir | allow
        """)
    void aRolesListComesBeforeTheSessionsAndAnAsteriskIsTheGlobalList(
            String session, String role, String syscall, String action) {
        List<Setting> settings =
                settings("pgseccomp.global_syscall_error", "mount", "pgseccomp.session_syscall_error", session);
        if (role != null) {
            settings.add(new Setting("session_syscall_error.joe", role));
        }
        FilterStack stack =
                ((PolicyResult.Accepted) PolicyReader.read(Architecture.X86_64, Level.SESSION, settings)).stack();
        Filter filter = stack.session() == null ? stack.global() : stack.session();
        assertThat(filter.actionOf(number(syscall)).settingName()).isEqualTo(action);
    }

    @Test
    void anArgumentComesBeforeTheRolesListAndNoneIsTheRoles() {
        String[] common = {
            "pgseccomp.global_syscall_error", "mount", "session_syscall_error.joe", "chdir", "allow_list", ""
        };
        FilterStack none = stack(Level.CLIENT, common);
        assertThat(none.client().actionOf(number("chdir"))).isEqualTo(Action.ERROR);
        assertThat(none.client()).as("loaded though it repeats the session's").isEqualTo(none.session());
        List<Setting> settings = settings(common);
        settings.add(new Setting("error_list", "*"));
        FilterStack star =
                ((PolicyResult.Accepted) PolicyReader.read(Architecture.X86_64, Level.CLIENT, settings)).stack();
        assertThat(star.client().actionOf(number("mount"))).isEqualTo(Action.ERROR);
        assertThat(star.client().actionOf(number("chdir"))).isEqualTo(Action.ALLOW);
        assertThat(star.actionOf(number("chdir"))).isEqualTo(Action.ERROR);
    }

    @Test
    void aConflictWithAnInheritedListNamesBothLists() {
        Rejection rejection = rejection(
                Level.SESSION,
                "pgseccomp.global_syscall_error",
                "chdir, mount",
                "pgseccomp.session_syscall_kill",
                "mount");
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.CONFLICT);
        assertThat(rejection.setting()).isEqualTo("pgseccomp.session_syscall_kill");
        assertThat(rejection.detail())
                .isEqualTo("It is element 2 (at character 8) of \"pgseccomp.global_syscall_error\""
                        + " and element 1 (at character 1) of \"pgseccomp.session_syscall_kill\".");
        assertThat(rejection(
                                Level.SESSION,
                                "pgseccomp.global_syscall_kill",
                                "mount",
                                "pgseccomp.session_syscall_kill",
                                "*",
                                "session_syscall_error.joe",
                                "mount")
                        .detail())
                .isEqualTo(
                        "It is element 1 (at character 1) of \"session_syscall_error.joe\" and element 1 (at character 1)"
                                + " of \"pgseccomp.global_syscall_kill\", which \"pgseccomp.session_syscall_kill\" inherits.");
    }

    @Test
    void ofTheRowsTheStrictestActionWinsAndOnATieTheLaterFilter() {
        FilterStack stack = stack(
                Level.CLIENT,
                "pgseccomp.global_syscall_error",
                "readlink",
                "pgseccomp.session_syscall_default",
                "log",
                "pgseccomp.session_syscall_error",
                "readlink",
                "pgseccomp.session_syscall_kill",
                "chdir",
                "default_action",
                "allow",
                "error_list",
                "acct",
                "kill_list",
                "");
        assertThat(FilterRow.of(stack, Level.SESSION, List.of()))
                .containsExactly(
                        new FilterRow("<default>", -1, "global->allow", "global"),
                        new FilterRow("readlink", 89, "global->error", "global"),
                        new FilterRow("<default>", -1, "session->log", "session"),
                        new FilterRow("chdir", 80, "session->kill", "session"),
                        new FilterRow("readlink", 89, "session->error", "session"),
                        new FilterRow("acct", 163, "client->error", "session"));
    }

    @Test
    void allFiltersTogetherAreTheStrictestOfEach() {
        List<Syscall> all = Architecture.X86_64.syscalls().all();
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Filter[] filters = new Filter[4];
            for (int i = 0; i < 4; i++) {
                Action defaultAction = Action.values()[random.nextInt(5)];
                List<Rule> rules = new ArrayList<>();
                for (Syscall syscall : all.stream()
                        .sorted((a, b) -> Integer.compare(a.number(), b.number()))
                        .toList()) {
                    Action action = Action.values()[random.nextInt(5)];
                    if (random.nextInt(5) == 0 && action != defaultAction) {
                        rules.add(new Rule(syscall, action));
                    }
                }
                filters[i] = new Filter(Architecture.X86_64, defaultAction, rules);
            }
            FilterStack stack = new FilterStack(
                    filters[0],
                    filters[1],
                    random.nextBoolean() ? filters[3] : null,
                    random.nextBoolean() ? filters[2] : null);
            for (int n = -1; n < 500; n++) {
                int number = n;
                Action expected = stack.filters().stream()
                        .map(filter -> filter.actionOf(number))
                        .max(Action::compareTo)
                        .orElseThrow();
                assertThat(stack.actionOf(number)).as("seed %d, %d", seed, n).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pgseccomp.session_syscall_alow | Did you mean "pgseccomp.session_syscall_allow"?
        session_syscall_eror.joe       | Did you mean "session_syscall_error.joe"?
        sesion_syscall_error.joe       | Did you mean "session_syscall_error.joe"?
        pgsecomp.global_syscall_log    | Did you mean "pgseccomp.global_syscall_log"?
        session_syscall_error.         | Did you mean "session_syscall_error."?
        pgseccomp.session_role         | Did you mean "pgseccomp.session_roles"?
        """)
    void misspeltNamesAreNotOverlooked(String name, String hint) {
        Rejection rejection = PolicyReader.unknownName(settings(name, ""));
        assertThat(rejection.kind()).isEqualTo(Rejection.Kind.UNKNOWN_SETTING);
        if (!name.endsWith(".")) {
            assertThat(rejection.hint()).isEqualTo(hint);
        }
    }

    @Test
    void aListThatHasMoreThanTheAsteriskIsRefused() {
        for (String value : new String[] {" *", "* ", "*,mount", "\"*\""}) {
            assertThat(rejection(Level.SESSION, "pgseccomp.session_syscall_log", value)
                            .detail())
                    .as(value)
                    .contains("must stand alone");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        error | error | true
        error | kill  | true
        error | log   | false
        error | allow | false
        allow | log   | true
        log   | allow | false
        kill  | error | false
        """)
    void onlyTheSameOrAStricterActionTightens(String before, String after, boolean tightens) {
        for (String setting : new String[] {"pgseccomp.session_syscall_default", "pgseccomp.session_syscall_"}) {
            boolean isDefault = setting.endsWith("default");
            FilterStack earlier =
                    stack(Level.SESSION, isDefault ? setting : setting + before, isDefault ? before : "mount");
            FilterStack later =
                    stack(Level.SESSION, isDefault ? setting : setting + after, isDefault ? after : "mount");
            Rejection problem = Tightening.problemOf(earlier, later, List.of());
            assertThat(problem == null).as(setting).isEqualTo(tightens);
        }
    }

    @Test
    void whatAProcessNeedsIsNamedWithTheFilterThatDeniesIt() {
        FilterStack session = stack(Level.SESSION, "pgseccomp.session_syscall_kill", "futex, mount, exit_group");
        Rejection problem = NeededCalls.problemOf(session, settings("pgseccomp.session_syscall_kill", "futex"));
        assertThat(problem.kind()).isEqualTo(Rejection.Kind.NEEDED_CALL);
        assertThat(problem.message()).isEqualTo("the session filter of pgseccomp does not allow exit_group, futex");
        assertThat(problem.setting()).isEqualTo("pgseccomp.session_syscall_kill");
        FilterStack global = stack(Level.GLOBAL, "pgseccomp.global_syscall_error", "seccomp");
        assertThat(NeededCalls.problemOf(global, List.of())).isNull();
        FilterStack both = stack(
                Level.SESSION, "pgseccomp.global_syscall_error", "seccomp", "pgseccomp.session_syscall_error", "mount");
        assertThat(NeededCalls.problemOf(both, List.of()).message())
                .isEqualTo("the global filter of pgseccomp does not allow seccomp");
        FilterStack logged = stack(Level.CLIENT, "default_action", "log");
        assertThat(NeededCalls.problemOf(logged, List.of()))
                .as("what is logged is made")
                .isNull();
    }

    /** The reasons: PostgreSQL answers errors of these with PANIC; the rest is measured, see NeededCalls. */
    @Test
    void aSessionMustBeAbleToWriteTheLogThatItsCommitWaitsFor() {
        for (String call : new String[] {"fdatasync", "fsync", "ftruncate", "pwrite64", "pwritev", "rename"}) {
            FilterStack session = stack(Level.SESSION, "pgseccomp.session_syscall_error", call);
            assertThat(NeededCalls.problemOf(session, List.of()).message())
                    .isEqualTo("the session filter of pgseccomp does not allow " + call);
        }
    }

    @Test
    void whatASessionDoesInPassingMayBeAnErrorButNotKilled() {
        assertThat(NeededCalls.problemOf(
                        stack(Level.SESSION, "pgseccomp.session_syscall_error", "mremap, mmap"), List.of()))
                .isNull();
        Rejection problem = NeededCalls.problemOf(
                stack(Level.SESSION, "pgseccomp.session_syscall_kill", "mremap, acct"), List.of());
        assertThat(problem.message()).isEqualTo("the session filter of pgseccomp kills processes that call mremap");
        assertThat(problem.detail())
                .isEqualTo(
                        "A process of PostgreSQL calls mremap to get memory, and all sessions end with one that is killed.");
        assertThat(problem.hint()).isEqualTo("Allow or log mremap, or make it an error.");
    }

    @Test
    void thePostmasterNeedsMoreThanASession() {
        assertThat(NeededCalls.problemOf(
                        stack(Level.SESSION, "pgseccomp.session_syscall_kill", "accept, wait4"), List.of()))
                .isNull();
        Rejection problem = NeededCalls.problemOf(
                stack(Level.GLOBAL, "pgseccomp.global_syscall_error", "accept, wait4"), List.of());
        assertThat(problem.message()).isEqualTo("the global filter of pgseccomp does not allow accept, wait4");
        assertThat(problem.detail())
                .isEqualTo("A process of PostgreSQL needs accept to take connections, wait4 to see the end of its"
                        + " processes.");
        assertThat(NeededCalls.problemOf(stack(Level.GLOBAL, "pgseccomp.global_syscall_kill", "getppid"), List.of())
                        .message())
                .isEqualTo("the global filter of pgseccomp kills processes that call getppid");
    }
}
