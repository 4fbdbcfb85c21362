package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.Tightening;
import org.pgseccomp.syscall.Architecture;

/** What a plan says of databases. */
class DatabasePlanTest {
    private static final Architecture ARCHITECTURE = Architecture.X86_64;

    private static Plan plan(String... lines) {
        return Planner.plan(new PlanInput(ARCHITECTURE, Lines.settings(lines), ServerFacts.UNKNOWN));
    }

    private static Plan after(Plan before, List<Integer> closed, String... lines) {
        return Planner.plan(new PlanInput(
                ARCHITECTURE, Lines.settings(lines), ServerFacts.UNKNOWN, new PlanInput.Before(before, closed, true)));
    }

    private static List<String> messages(Plan plan) {
        return plan.problems().stream().map(problem -> problem.text().message()).toList();
    }

    private static PolicyJudge.Judgement judged(Plan plan, String database) {
        PlannedPolicy policy = plan.policies().get(plan.database(database).policy());
        return PolicyJudge.judge(ARCHITECTURE, policy, ServerFacts.UNKNOWN);
    }

    private static List<String> harm(int policy, String... lines) {
        Plan plan = plan(lines);
        ServerFacts facts = ServerFacts.UNKNOWN.withDatabases(plan.haveDatabasesFilters());
        return PolicyJudge.judge(ARCHITECTURE, plan.policies().get(policy), facts).harm().stream()
                .map(Rejection::message)
                .filter(message -> message.contains("database"))
                .toList();
    }

    /** Their login fails, and nothing says so before. */
    @Test
    void whoCannotLoadItsFilterIsWarnedOf() {
        String message = " denies the system calls that load the filter of a database";
        String app = "pgseccomp.session_databases = app";
        String filter = "database_syscall_error.app = bpf";
        assertThat(harm(Plan.SESSION, app, filter, "pgseccomp.session_syscall_error = seccomp"))
                .containsExactly("the policy of sessions" + message);
        assertThat(harm(Plan.SESSION, app, filter, "pgseccomp.session_syscall_terminate = prctl"))
                .containsExactly("the policy of sessions" + message);
        assertThat(harm(Plan.SESSION, app, filter, "pgseccomp.session_syscall_log = seccomp"))
                .isEmpty();
        assertThat(harm(
                        Plan.SESSION,
                        app,
                        filter,
                        "pgseccomp.session_syscall_error = seccomp(op: SECCOMP_GET_ACTION_AVAIL)"))
                .isEmpty();
        assertThat(harm(Plan.SESSION, app, "pgseccomp.session_syscall_error = seccomp"))
                .as("a database without settings has no filter")
                .isEmpty();
        String[] ofRole = {
            app, filter, "pgseccomp.session_roles = joe", "session_syscall_error.joe = seccomp",
        };
        assertThat(harm(plan(ofRole).role("joe").policy(), ofRole))
                .containsExactly("the policy of role \"joe\"" + message);
        String[] ofArchiver = {
            app, filter, "pgseccomp.process_types = archiver", "process_syscall_error.archiver = seccomp",
        };
        assertThat(harm(
                        plan(ofArchiver)
                                .types()
                                .get(ProcessType.ARCHIVER.ordinal())
                                .policy(),
                        ofArchiver))
                .isEmpty();
    }

    @Test
    void itsPolicyHasTheGlobalSettingsAndItsOwn() {
        Plan plan = plan(
                "pgseccomp.global_syscall_error = mount",
                "pgseccomp.session_syscall_default = error",
                "pgseccomp.session_databases = app, bare, \"web-app\"",
                "pgseccomp.session_database_aliases = \"web=web-app\"",
                "DATABASE_syscall_error.APP = bpf",
                "database_syscall_default.web = log",
                "database_syscall_error.nowhere = bpf");
        PlannedPolicy app = plan.policies().get(plan.database("app").policy());
        assertThat(app.level()).isEqualTo(Level.DATABASE);
        assertThat(app.closable()).isTrue();
        assertThat(app.whose()).isEqualTo("the policy of database \"app\"");
        assertThat(app.settings())
                .containsExactly(
                        new Setting("pgseccomp.global_syscall_error", "mount"),
                        new Setting("DATABASE_syscall_error.APP", "bpf"));
        assertThat(plan.database("bare").policy()).isEqualTo(Plan.NONE);
        assertThat(plan.database("web-app").suffix()).isEqualTo("web");
        assertThat(plan.database("APP")).isNull();
        assertThat(messages(plan))
                .containsExactly("pgseccomp: parameter \"database_syscall_error.nowhere\" has no effect");
    }

    /** Absent lists are empty, an absent default allows: also where the global ones say otherwise. */
    @Test
    void itsFilterSaysNoMoreThanWhatIsWritten() {
        Plan plan = plan(
                "pgseccomp.global_syscall_log = bpf",
                "pgseccomp.global_syscall_error = mount",
                "pgseccomp.session_databases = app, star",
                "database_syscall_error.app = acct",
                "database_syscall_kill.star = *",
                "database_syscall_error.star = *");
        assertThat(judged(plan, "app").stack().database().rules()).hasSize(1);
        assertThat(judged(plan, "app").stack().database().defaultAction()).isEqualTo(Action.ALLOW);
        assertThat(judged(plan, "star").stack().database().rules())
                .as("* is the global list")
                .hasSize(1);
    }

    @Test
    void aListThatDeniesWhatABackendNeedsIsRefusedByItsName() {
        Plan plan = plan("pgseccomp.session_databases = app", "database_syscall_error.app = acct, read");
        assertThat(judged(plan, "app").problems().get(0).setting()).isEqualTo("database_syscall_error.app");
        assertThat(judged(plan, "app").problems().get(0).message())
                .isEqualTo("the database filter of pgseccomp does not allow read");
    }

    @Test
    void whatIsLeftOpenIsToBeAddedToTheDatabasesList() {
        Plan plan = plan("pgseccomp.session_databases = app", "database_syscall_error.app = execve");
        assertThat(judged(plan, "app").harm().get(0).hint()).contains("\"database_syscall_error.app\"");
    }

    @Test
    void aReloadThatOnlyTightensTakesNoDatabaseItsFilter() {
        Plan before = plan("pgseccomp.session_databases = app, web", "database_syscall_error.app = bpf");
        assertThat(messages(after(before, List.of(), "pgseccomp.session_databases = web")))
                .containsExactly("the new policy would take the filter of its own from database \"app\"");
        Plan more = after(
                before,
                List.of(),
                "pgseccomp.session_databases = app, web",
                "database_syscall_error.app = bpf",
                "database_syscall_error.web = bpf");
        assertThat(more.problems()).isEmpty();
        assertThat(more.changes())
                .containsExactly(new Change(
                        "database \"web\"", Plan.NONE, more.database("web").policy()));
        assertThat(messages(after(
                        before,
                        List.of(before.database("app").policy()),
                        "pgseccomp.session_databases = app",
                        "database_syscall_error.app = mount")))
                .containsExactly("the new policy would let sessions connect to database \"app\"");
    }

    @Test
    void aLooserFilterOfADatabaseIsNamedByItsSetting() {
        FilterStack before = judged(
                        plan("pgseccomp.session_databases = app", "database_syscall_error.app = bpf, acct"), "app")
                .stack();
        Plan plan = plan("pgseccomp.session_databases = app", "database_syscall_error.app = acct");
        List<Setting> after = plan.policies().get(plan.database("app").policy()).settings();
        assertThat(Tightening.problemOf(before, judged(plan, "app").stack(), after)
                        .setting())
                .isEqualTo("database_syscall_error.app");
    }

    @Test
    void rowsNameItAsTheirSource() {
        Plan plan = plan(
                "pgseccomp.session_syscall_error = acct",
                "pgseccomp.session_databases = app",
                "database_syscall_error.app = bpf, acct");
        PlannedPolicy session = plan.policies().get(Plan.SESSION);
        FilterStack stack = PolicyJudge.judge(ARCHITECTURE, session, ServerFacts.UNKNOWN)
                .stack()
                .in(judged(plan, "app").stack().database());
        assertThat(FilterRow.of(stack, Level.DATABASE, session.settings()))
                .contains(
                        new FilterRow("acct", 163, "database->error", "session"),
                        new FilterRow("bpf", 321, "database->error", "session"),
                        new FilterRow("<default>", -1, "database->allow", "session"));
    }

    @Test
    void warnOnlyIsForDatabasesToo() {
        Plan plan = plan(
                "pgseccomp.warn_only = on", "pgseccomp.session_databases = app", "database_syscall_kill.app = bpf");
        assertThat(judged(plan, "app").stack().database().actionOf(321)).isEqualTo(Action.WARN);
    }
}
