package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingValues;
import org.pgseccomp.syscall.Architecture;

/** What a plan says of the members of roles. */
class MembersPlanTest {
    private static final Architecture ARCHITECTURE = Architecture.X86_64;

    private static final String LISTS = "session_syscall_error.a = acct";

    private static Plan plan(String... lines) {
        return Planner.plan(new PlanInput(ARCHITECTURE, Lines.settings(lines), ServerFacts.UNKNOWN));
    }

    private static Plan after(Plan before, String... lines) {
        return Planner.plan(new PlanInput(
                ARCHITECTURE,
                Lines.settings(lines),
                ServerFacts.UNKNOWN,
                new PlanInput.Before(before, List.of(), true)));
    }

    private static List<String> names(Plan plan) {
        return plan.groups().stream().map(PlannedRole::name).toList();
    }

    @Test
    void theyAreInTheOrderWrittenAndNotAmongTheRoles() {
        Plan plan = plan(
                "pgseccomp.session_roles = +z, joe, \"+A\", +b, +z",
                "pgseccomp.session_role_aliases = \"upper=+A\"",
                "session_syscall_error.upper = acct",
                "session_syscall_error.z = bpf");
        assertThat(plan.problems()).isEmpty();
        assertThat(names(plan)).containsExactly("z", "A", "b");
        assertThat(plan.roles().stream().map(PlannedRole::name)).containsExactly("joe");
        assertThat(plan.group("A").suffix()).isEqualTo("upper");
        assertThat(plan.group("b").policy()).as("no settings of its own").isEqualTo(Plan.SESSION);
        PlannedPolicy policy = plan.policies().get(plan.group("z").policy());
        assertThat(policy.whose()).isEqualTo("the policy of members of role \"z\"");
        assertThat(policy.closable()).isTrue();
    }

    @Test
    void aRoleAndItsMembersNeedDifferentNames() {
        assertThat(plan("pgseccomp.session_roles = +joe, Joe").problems())
                .extracting(problem -> problem.text().detail())
                .containsExactly("The settings of \"+joe\" would be those of role \"joe\" too.");
        assertThat(plan("pgseccomp.session_roles = +joe, joe", "pgseccomp.session_role_aliases = j=joe")
                        .isRefused())
                .isFalse();
        assertThat(plan("pgseccomp.session_roles = +joe, joe", "pgseccomp.session_role_aliases = m=+joe")
                        .isRefused())
                .isFalse();
        assertThat(SettingValues.problemOf(ARCHITECTURE, new Setting("pgseccomp.session_roles", "+joe, joe")))
                .as("whether there is an alias, another setting says")
                .isNull();
    }

    /** A list that loosens for one of them would loosen for the other one, in silence. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pgseccomp.session_roles = "Joe", joe      | x                                             | session_syscall_error.joe = bpf    | roles "Joe" and "joe" have the same settings
        pgseccomp.session_roles = joe, ann         | pgseccomp.session_role_aliases = "ann=joe"   | session_syscall_log.ANN = bpf      | roles "ann" and "joe" have the same settings
        pgseccomp.session_roles = "+Ro", +ro      | x                                             | session_paths.ro = @data           | roles "+Ro" and "+ro" have the same settings
        pgseccomp.session_databases = "App", app  | x                                             | database_syscall_error.app = bpf   | databases "App" and "app" have the same settings
        pgseccomp.session_roles = "Joe", joe      | pgseccomp.session_role_aliases = "upper=Joe"  | session_syscall_error.joe = bpf    | ''
        pgseccomp.session_roles = joe, ann        | pgseccomp.session_role_aliases = "x=joe", "x=ann" | session_syscall_error.x = bpf  | ''
        pgseccomp.session_roles = "Joe", joe      | x                                             | pgseccomp.session_syscall_error = bpf | ''
        """)
    void twoWithTheSameSettingsAreWarnedOf(String names, String aliases, String setting, String message) {
        Plan plan = aliases.equals("x") ? plan(names, setting) : plan(names, aliases, setting);
        assertThat(plan.isRefused()).isFalse();
        assertThat(plan.problems().stream()
                        .filter(problem -> problem.severity() == Severity.WARNING)
                        .map(problem -> problem.text().message()))
                .containsExactlyElementsOf(message.isEmpty() ? List.of() : List.of(message));
    }

    @Test
    void whatIsNoNameIsRefused() {
        assertThat(plan("pgseccomp.session_roles = +").isRefused()).isTrue();
        assertThat(plan("pgseccomp.session_roles = +" + "x".repeat(64)).isRefused())
                .isTrue();
        assertThat(plan("pgseccomp.session_role_aliases = m=+joe").isRefused()).isTrue();
        assertThat(plan("pgseccomp.session_roles = +joe", "pgseccomp.session_role_aliases = \"m=+joe\", \"n=+joe\"")
                        .isRefused())
                .isTrue();
        assertThat(plan("pgseccomp.session_databases = +app", "pgseccomp.session_database_aliases = a=+app")
                        .database("+app"))
                .as("of databases it is a part of the name")
                .isNotNull();
    }

    /** Pairs of policies that some role can come to, whoever is a member of what. */
    @Test
    void changesAreThoseThatSomeRoleCanHave() {
        String a = "session_syscall_error.a = acct";
        String b = "session_syscall_error.b = bpf";
        Plan before = plan("pgseccomp.session_roles = +a, +b", a, b);
        assertThat(after(before, "pgseccomp.session_roles = +a, +b", a, b).changes())
                .isEmpty();
        Plan swapped = after(before, "pgseccomp.session_roles = +b, +a", a, b);
        assertThat(swapped.changes())
                .as("who is a member of both")
                .containsExactly(new Change(
                        "members of role \"a\"",
                        before.group("a").policy(),
                        swapped.group("b").policy()));
        Plan less = after(before, "pgseccomp.session_roles = +a", a, "session_syscall_log.b = bpf");
        assertThat(less.changes())
                .containsExactly(
                        new Change("members of role \"b\"", before.group("b").policy(), Plan.SESSION));
        Plan listed = after(before, "pgseccomp.session_roles = +a, +b, joe", a, b);
        assertThat(listed.changes())
                .as("joe may have been a member of each")
                .contains(
                        new Change("role \"joe\"", Plan.SESSION, Plan.SESSION, "joe", ""),
                        new Change(
                                "role \"joe\" as a member of \"a\"",
                                before.group("a").policy(),
                                Plan.SESSION,
                                "joe",
                                "a"),
                        new Change(
                                "role \"joe\" as a member of \"b\"",
                                before.group("b").policy(),
                                Plan.SESSION,
                                "joe",
                                "b"));
    }

    @Test
    void anAliasAloneIsAChange() {
        Plan before = plan("pgseccomp.session_roles = +a, +b", LISTS);
        Plan renamed = after(
                before,
                "pgseccomp.session_roles = +a, +b",
                "pgseccomp.session_role_aliases = x=+a",
                "session_syscall_error.x = acct");
        assertThat(renamed.problems()).isEmpty();
        assertThat(renamed.changes()).hasSize(1);
    }
}
