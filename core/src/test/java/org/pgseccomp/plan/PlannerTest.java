package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.Tightening;
import org.pgseccomp.syscall.Architecture;

/** Who gets which policy, and what is said of what was written. */
class PlannerTest {
    private static final ServerFacts ON_17 = ServerFacts.among(
            List.of(new Setting("server version_num", "170002"), new Setting("server c_library", "glibc 2.41")));

    private static List<Setting> settings(String... lines) {
        List<Setting> settings = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            settings.add(new Setting(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip()));
        }
        return settings;
    }

    private static Plan plan(ServerFacts facts, String... lines) {
        return Planner.plan(new PlanInput(Architecture.X86_64, settings(lines), facts));
    }

    private static Plan plan(String... lines) {
        return plan(ON_17, lines);
    }

    private static Plan after(Plan before, boolean onlyTightens, List<Integer> closed, String... lines) {
        return Planner.plan(new PlanInput(
                Architecture.X86_64, settings(lines), ON_17, new PlanInput.Before(before, closed, onlyTightens)));
    }

    private static List<String> messages(Plan plan) {
        return plan.problems().stream()
                .map(problem -> problem.severity() + ": " + problem.text().message())
                .toList();
    }

    private static List<String> values(Plan plan, int policy) {
        return plan.policies().get(policy).settings().stream()
                .map(setting -> setting.name() + "=" + setting.value())
                .toList();
    }

    @Test
    void nothingWrittenIsTwoPoliciesThatHaveNothing() {
        Plan plan = plan();
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.policies()).hasSize(2);
        assertThat(plan.policies().get(Plan.GLOBAL).level()).isEqualTo(Level.GLOBAL);
        assertThat(values(plan, Plan.GLOBAL)).isEmpty();
        assertThat(values(plan, Plan.SESSION))
                .as("as pg_settings shows them")
                .contains("pgseccomp.session_syscall_error=*", "pgseccomp.session_syscall_default=allow");
        assertThat(plan.types()).hasSize(ProcessType.values().length);
        assertThat(plan.types().get(ProcessType.ARCHIVER.ordinal())).isEqualTo(new PlannedType(Plan.NONE, false));
        assertThat(plan.types().get(ProcessType.WALSENDER.ordinal())).isEqualTo(new PlannedType(Plan.SESSION, false));
    }

    @Test
    void aRoleHasItsSettingsOnTopOfTheSessions() {
        Plan plan = plan(
                "pgseccomp.global_syscall_error = mount",
                "pgseccomp.session_syscall_error = ptrace",
                "pgseccomp.session_roles = joe",
                "Session_Syscall_Error.JOE = bpf",
                "session_syscall_error.ann = bpf");
        PlannedRole joe = plan.role("joe");
        assertThat(values(plan, joe.policy()))
                .startsWith("pgseccomp.global_syscall_error=mount")
                .contains("pgseccomp.session_syscall_error=ptrace")
                .endsWith("Session_Syscall_Error.JOE=bpf");
        assertThat(plan.policies().get(joe.policy()).closable()).isTrue();
        assertThat(plan.policies().get(joe.policy()).whose()).isEqualTo("the policy of role \"joe\"");
        assertThat(joe.asWalsender()).isEqualTo(joe.policy());
        assertThat(plan.role("ann")).isNull();
        assertThat(messages(plan))
                .containsExactly("REMARK: pgseccomp: parameter \"session_syscall_error.ann\" has no effect");
        assertThat(plan.isRefused()).isFalse();
    }

    /** A misspelt name would keep whoever is listed later out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        session_syscall_error.ann = moumt      | unknown system call "moumt"  | Did you mean "mount"?
        database_syscall_error.app = moumt     | unknown system call "moumt"  | Did you mean "mount"?
        process_syscall_log.archiver = moumt   | unknown system call "moumt"  | Did you mean "mount"?
        session_syscall_default.ann = eror     | "eror".                      | Available values
        session_paths.ann = data               | is not an absolute path.     | Write a path
        """)
    void whatHasNoEffectAndIsWrongIsWarnedOf(String line, String detail, String hint) {
        Plan plan = plan(line);
        assertThat(plan.isRefused()).isFalse();
        assertThat(plan.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.text().message()).endsWith(" has no effect");
            assertThat(problem.text().detail())
                    .contains(" Its value would be refused: ")
                    .contains(detail)
                    .endsWith(".");
            assertThat(problem.text().hint()).contains(hint);
        });
        assertThat(plan("session_syscall_error.ann = *", "session_paths.ann = *")
                        .problems())
                .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Severity.REMARK));
    }

    @Test
    void rolesThatSayTheSameShareAPolicy() {
        Plan plan = plan(
                "pgseccomp.session_roles = a, b, c, d",
                "session_syscall_error.a = ptrace",
                "session_syscall_error.b = ptrace",
                "session_syscall_log.c = ptrace");
        assertThat(plan.role("b").policy()).isEqualTo(plan.role("a").policy());
        assertThat(plan.role("c").policy())
                .as("the same list of another action is another policy")
                .isNotEqualTo(plan.role("a").policy());
        assertThat(plan.role("d").policy()).as("nothing of its own").isEqualTo(Plan.SESSION);
        assertThat(plan.policies().get(Plan.SESSION).closable()).isFalse();
        assertThat(plan.policies()).hasSize(4);
    }

    @Test
    void anAliasStandsForARole() {
        Plan plan = plan(
                "pgseccomp.session_roles = web-app",
                "pgseccomp.session_role_aliases = \"web=web-app\"",
                "session_syscall_error.web = ptrace");
        assertThat(plan.role("web-app").suffix()).isEqualTo("web");
        assertThat(values(plan, plan.role("web-app").policy())).endsWith("session_syscall_error.web=ptrace");
        assertThat(plan.problems()).isEmpty();
    }

    @Test
    void aTypeFallsBackToTheSessionsOrToTheGlobalSettings() {
        Plan plan = plan(
                "pgseccomp.session_syscall_error = ptrace",
                "pgseccomp.process_types = archiver, autovacuum worker, walwriter",
                "process_syscall_error.archiver = bpf",
                "process_syscall_log.autovacuum_worker = bpf");
        assertThat(values(plan, plan.types().get(ProcessType.ARCHIVER.ordinal()).policy()))
                .containsExactly("process_syscall_error.archiver=bpf");
        assertThat(values(
                        plan,
                        plan.types()
                                .get(ProcessType.AUTOVACUUM_WORKER.ordinal())
                                .policy()))
                .contains("pgseccomp.session_syscall_error=ptrace", "process_syscall_log.autovacuum_worker=bpf");
        assertThat(plan.types().get(ProcessType.WALWRITER.ordinal()))
                .as("it has no settings")
                .isEqualTo(new PlannedType(Plan.NONE, true));
    }

    @Test
    void aWalsenderOfARoleHasBoth() {
        Plan plan = plan(
                "pgseccomp.session_roles = rep, other",
                "session_syscall_error.rep = ptrace",
                "pgseccomp.process_types = walsender",
                "process_syscall_log.walsender = bpf");
        PlannedRole rep = plan.role("rep");
        assertThat(rep.asWalsender()).isNotEqualTo(rep.policy());
        assertThat(values(plan, rep.asWalsender()))
                .contains("process_syscall_log.walsender=bpf", "session_syscall_error.rep=ptrace");
        assertThat(plan.role("other").asWalsender())
                .isEqualTo(plan.types().get(ProcessType.WALSENDER.ordinal()).policy());
    }

    @Test
    void allMistakesAreToldAtOnce() {
        Plan plan = plan(
                "pgseccomp.global_syscall_eror = mount",
                "pgseccomp.session_syscall_error = raed",
                "pgseccomp.session_syscall_log = wriet",
                "pgseccomp.process_types = io_worker, checkpointr",
                "pgseccomp.session_roles = joe",
                "pgseccomp.session_role_aliases = \"x=ann\"");
        assertThat(plan.isRefused()).isTrue();
        assertThat(messages(plan))
                .containsExactlyInAnyOrder(
                        "ERROR: unrecognized configuration parameter \"pgseccomp.global_syscall_eror\"",
                        "ERROR: unknown system call \"raed\" in parameter \"pgseccomp.session_syscall_error\"",
                        "ERROR: unknown system call \"wriet\" in parameter \"pgseccomp.session_syscall_log\"",
                        "ERROR: invalid list of process types in parameter \"pgseccomp.process_types\"",
                        "ERROR: invalid list of roles in parameter \"pgseccomp.session_role_aliases\"");
    }

    @Test
    void aTypeThatTheVersionDoesNotTellIsRefused() {
        Plan plan = plan("pgseccomp.process_types = io_worker", "process_syscall_log.io_worker = bpf");
        assertThat(messages(plan))
                .containsExactly("ERROR: process type \"io_worker\" cannot have settings of its own here");
        assertThat(plan.problems().get(0).text().detail())
                .isEqualTo("PostgreSQL 17 has no such processes; PostgreSQL 18 is the first that does.");
        assertThat(plan(ServerFacts.UNKNOWN, "pgseccomp.process_types = io_worker")
                        .isRefused())
                .isFalse();
    }

    @Test
    void whatIsTheSameAsBeforeIsNotNew() {
        Plan first = plan(
                "pgseccomp.session_roles = a, b", "session_syscall_error.a = ptrace", "session_syscall_error.b = bpf");
        Plan same = after(
                first,
                false,
                List.of(),
                "pgseccomp.session_roles = b, a",
                "session_syscall_error.a = ptrace",
                "session_syscall_error.b = bpf");
        assertThat(same.changes()).isEmpty();
        assertThat(same.policies()).extracting(PlannedPolicy::before).containsExactly(0, 1, 2, 3);

        Plan changed = after(
                first,
                false,
                List.of(),
                "pgseccomp.session_roles = a, b, c",
                "session_syscall_error.a = ptrace, bpf",
                "session_syscall_error.c = bpf");
        assertThat(changed.changes())
                .containsExactlyInAnyOrder(
                        new Change(
                                "role \"a\"",
                                first.role("a").policy(),
                                changed.role("a").policy()),
                        new Change("role \"b\"", first.role("b").policy(), Plan.SESSION),
                        new Change("role \"c\"", Plan.SESSION, changed.role("c").policy(), "c", ""));
        assertThat(changed.policies().get(changed.role("a").policy()).before()).isEqualTo(Plan.NONE);
        assertThat(changed.policies().get(changed.role("c").policy()).before())
                .as("another role had it")
                .isEqualTo(first.role("b").policy());
    }

    @Test
    void aRoleThatCouldNotLogInIsNotLetIn() {
        Plan first = plan("pgseccomp.session_roles = a", "session_syscall_error.a = raed");
        int closed = first.role("a").policy();
        Plan open =
                after(first, true, List.of(closed), "pgseccomp.session_roles = a", "session_syscall_error.a = read");
        assertThat(messages(open)).contains("ERROR: the new policy would let role \"a\" log in");
        Plan same =
                after(first, true, List.of(closed), "pgseccomp.session_roles = a", "session_syscall_error.a = raed");
        assertThat(same.problems()).isEmpty();
        assertThat(same.policies().get(same.role("a").policy()).before())
                .as("it has no program, so it is to be compiled")
                .isEqualTo(Plan.NONE);
        assertThat(messages(after(first, false, List.of(closed), "pgseccomp.session_roles = a")))
                .isEmpty();
    }

    @Test
    void aTypeThatLosesItsFilterIsLoosened() {
        Plan first = plan("pgseccomp.process_types = archiver", "process_syscall_error.archiver = bpf");
        assertThat(messages(after(first, true, List.of())))
                .containsExactly(
                        "ERROR: the new policy would take the filter of its own from process type \"archiver\"");
        assertThat(after(first, false, List.of()).changes())
                .containsExactly(new Change(
                        "process type \"archiver\"",
                        first.types().get(ProcessType.ARCHIVER.ordinal()).policy(),
                        Plan.NONE));
    }

    /** A worker of the role had the role's policy on top of its type's. */
    @Test
    void aRoleWithoutSettingsIsComparedInItsWorkersToo() {
        String[] types = {
            "pgseccomp.process_types = background_worker",
            "process_syscall_error.background_worker = ",
            "pgseccomp.session_syscall_error = execve"
        };
        Plan first = plan(types[0], types[1], types[2], "pgseccomp.session_roles = joe");
        Plan then = after(first, true, List.of(), types);
        assertThat(then.changes())
                .contains(new Change(
                        "role \"joe\" in a background_worker",
                        first.role("joe").policy(),
                        then.types()
                                .get(ProcessType.BACKGROUND_WORKER.ordinal())
                                .policy()));
    }

    @Test
    void aDefaultThatKillsMoreIsWarnedOf() {
        Plan plan = plan(
                "pgseccomp.global_syscall_default = kill",
                "pgseccomp.session_syscall_default = kill",
                "pgseccomp.global_syscall_allow = " + needed() + ",ptrace",
                "pgseccomp.session_syscall_allow = " + needed());
        assertThat(PolicyJudge.judge(Architecture.X86_64, plan.policies().get(Plan.SESSION), ON_17)
                        .harm())
                .singleElement()
                .satisfies(harm -> assertThat(harm.message()).contains("action \"kill\""));
    }

    private static String needed() {
        return String.join(",", NeededCalls.names(Architecture.X86_64));
    }

    @Test
    void whatIsNotToldIsCounted() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add("pgseccomp.nothing" + i + " = 1");
        }
        assertThat(messages(plan(lines.toArray(new String[0]))))
                .hasSize(201)
                .last()
                .asString()
                .contains("100 more");
    }

    @Test
    void aPolicyOfThePlanIsJudged() {
        Plan plan = plan(
                "pgseccomp.session_roles = bad, deadly, good",
                "session_syscall_error.bad = read",
                "session_syscall_kill.deadly = ptrace",
                "session_syscall_error.good = ptrace, rseq");
        PolicyJudge.Judgement bad = judge(plan, "bad");
        assertThat(bad.stack()).isNull();
        assertThat(bad.problems().get(0).message()).contains("does not allow read");
        PolicyJudge.Judgement deadly = judge(plan, "deadly");
        assertThat(deadly.problems()).isEmpty();
        assertThat(deadly.harm())
                .singleElement()
                .satisfies(harm -> assertThat(harm.message())
                        .isEqualTo("the policy of role \"deadly\" has system calls with the action \"kill\""));
        assertThat(judge(plan, "good").harm())
                .singleElement()
                .satisfies(harm -> assertThat(harm.message())
                        .isEqualTo("the policy of role \"good\" lets threads begin and denies \"rseq\""));
    }

    private static PolicyJudge.Judgement judge(Plan plan, String role) {
        PlannedPolicy policy = plan.policies().get(plan.role(role).policy());
        return PolicyJudge.judge(Architecture.X86_64, policy, ON_17);
    }

    @Test
    void whatLoosensIsNamed() {
        Plan before = plan("pgseccomp.session_syscall_error = ptrace, bpf");
        Plan after = plan("pgseccomp.session_syscall_error = ptrace");
        PlannedPolicy was = before.policies().get(Plan.SESSION);
        PlannedPolicy is = after.policies().get(Plan.SESSION);
        assertThat(loosens(was, is).message()).contains("\"bpf\"");
        assertThat(loosens(is, was)).isNull();
    }

    /** A hundred values are more than can be taken apart; that one list is only longer than the other is seen all the same. */
    @Test
    void aLongListOfValuesThatGrowsTightens() {
        StringBuilder values = new StringBuilder("TIOCSTI");
        for (int i = 1; i < 150; i++) {
            values.append(", ").append(1000 * i);
        }
        String list = "pgseccomp.session_syscall_error = ioctl(request: ";
        PlannedPolicy was = plan(list + values + ")").policies().get(Plan.SESSION);
        PlannedPolicy is = plan(list + values + ", 999999), mount").policies().get(Plan.SESSION);
        assertThat(loosens(was, is)).isNull();
        assertThat(loosens(is, was).message()).contains("\"ioctl\" with some arguments");
        PlannedPolicy two =
                plan(list + values + "), ioctl(request: 999999)").policies().get(Plan.SESSION);
        assertThat(loosens(was, two)).isNull();
    }

    private static Rejection loosens(PlannedPolicy before, PlannedPolicy after) {
        return Tightening.problemOf(
                PolicyJudge.judge(Architecture.X86_64, before, ON_17).stack(),
                PolicyJudge.judge(Architecture.X86_64, after, ON_17).stack(),
                after.settings());
    }

    /** Ten thousand roles with lists of their own. */
    @Test
    void manyRolesAreManyPolicies() {
        List<String> lines = new ArrayList<>();
        StringBuilder names = new StringBuilder("pgseccomp.session_roles = r0");
        for (int i = 0; i < 10_000; i++) {
            if (i > 0) {
                names.append(", r").append(i);
            }
            lines.add("session_syscall_error.r" + i + " = ptrace" + ", bpf".repeat(i % 7) + " ".repeat(i / 7)
                    + ", mount");
        }
        lines.add(names.toString());
        Plan plan = plan(lines.toArray(new String[0]));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.policies()).hasSize(10_002);
        assertThat(plan.role("r9999").policy()).isGreaterThan(Plan.SESSION);
    }

    /** The postmaster's filter is loaded once. */
    @Test
    void aReloadChangesWhatIsQuietForAllButTheGlobalFilter() {
        String list = "pgseccomp.session_syscall_error = acct, chroot";
        Plan before = plan(list, "pgseccomp.quiet_syscalls = acct");
        assertThat(values(before, Plan.GLOBAL)).containsExactly("pgseccomp.quiet_syscalls=acct");
        assertThat(values(before, Plan.SESSION)).containsOnlyOnce("pgseccomp.quiet_syscalls=acct");
        Plan after = after(before, true, List.of(), list, "pgseccomp.quiet_syscalls = chroot");
        assertThat(after.isRefused()).isFalse();
        assertThat(values(after, Plan.GLOBAL)).containsExactly("pgseccomp.quiet_syscalls=acct");
        assertThat(after.policies().get(Plan.GLOBAL).before()).isEqualTo(Plan.GLOBAL);
        assertThat(values(after, Plan.SESSION))
                .contains("pgseccomp.quiet_syscalls=chroot")
                .doesNotContain("pgseccomp.quiet_syscalls=acct");
        assertThat(after.policies().get(Plan.SESSION).before()).isEqualTo(Plan.NONE);
        assertThat(values(after(after, false, List.of(), list), Plan.SESSION))
                .noneMatch(value -> value.startsWith("pgseccomp.quiet_syscalls"));
        assertThat(messages(plan("pgseccomp.quiet_syscalls = acctt"))).hasSize(1);
    }
}
