package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Policies as lines: whoever has these lines alone has the policy. */
class PolicyTextTest {
    private static final ServerFacts FACTS = ServerFacts.among(List.of(
            new Setting("server version_num", "170001"),
            new Setting("server c_library", "glibc 2.41"),
            new Setting("server listen_addresses", "localhost"),
            new Setting("server unix_socket_directories", "/tmp"),
            new Setting("server dynamic_shared_memory_type", "posix"),
            new Setting("server data_directory", "/data"),
            new Setting("server landlock_abi", "7")));

    private static final PolicyText.Subject SESSIONS = new PolicyText.Subject.Sessions();

    @Test
    void groupsAndTheProfileAreWrittenOut() {
        Plan plan = plan(lines(
                "pgseccomp.enabled = 'on'",
                "pgseccomp.profile = 'strict'",
                "pgseccomp.session_syscall_allow = '@profile, -mremap, socket(domain: AF_UNIX)'"));
        String text = text(plan, Plan.SESSION, SESSIONS);
        assertThat(text.lines())
                .contains(
                        "# The policy of sessions, with groups and the profile written out.",
                        "# For PostgreSQL 17, x86_64, glibc 2.41.",
                        "# Written: '@profile, -mremap, socket(domain: AF_UNIX)'",
                        "pgseccomp.enabled = on",
                        "pgseccomp.session_syscall_default = 'error'",
                        "pgseccomp.session_syscall_log = ''")
                .anyMatch(line -> line.startsWith("pgseccomp.session_syscall_allow = 'access, close, ")
                        && line.endsWith(", socket(domain: AF_UNIX)'")
                        && line.contains(", mprotect(prot: without PROT_EXEC)")
                        && !line.contains("mremap"))
                .anyMatch(line -> line.startsWith("pgseccomp.session_paths = '@data, @tablespaces, "))
                .noneMatch(line -> !line.startsWith("#") && line.contains("@profile"));
    }

    /** Who does not say where the lines are for gets what holds everywhere, and is told so. */
    @Test
    void whatIsNotKnownIsSaid() {
        Plan plan = plan(lines("pgseccomp.profile = 'strict'"));
        List<Setting> settings = plan.policies().get(Plan.SESSION).settings();
        String known = text(plan, Plan.SESSION, SESSIONS);
        String unknown = PolicyText.of(Architecture.X86_64, settings, ServerFacts.UNKNOWN, SESSIONS)
                .text();
        String remark =
                "# What only some versions of PostgreSQL or of the C library call is allowed too, as they are not known here.";
        assertThat(known).doesNotContain(remark);
        assertThat(unknown).contains(remark);
    }

    @ParameterizedTest
    @CsvSource({"baseline", "strict"})
    void aServerWithTheseLinesAloneHasTheSamePolicy(String profile) {
        Plan plan = plan(lines("pgseccomp.profile = '" + profile + "'"));
        assertSame(plan, Plan.SESSION, SESSIONS, after -> Plan.SESSION);
    }

    @ParameterizedTest
    @EnumSource(ProcessType.class)
    void soHasATypeOfProcesses(ProcessType type) {
        if (!type.isToldEarly(17)) {
            return;
        }
        Plan plan = plan(lines("pgseccomp.profile = 'strict'"));
        assertSame(
                plan,
                plan.types().get(type.ordinal()).policy(),
                new PolicyText.Subject.Type(type.settingName()),
                after -> after.types().get(type.ordinal()).policy());
    }

    /** Roles that have the same lists share a policy, and have names of their own all the same. */
    @Test
    void soHasARole() {
        Plan plan = plan(lines(
                "pgseccomp.session_roles = 'joe, \"O''Hara \\\\\"'",
                "pgseccomp.session_role_aliases = '\"hara=O''Hara \\\\\"'",
                "session_syscall_error.joe = '@mount, socket(domain: AF_INET) = EPERM'",
                "session_syscall_terminate.joe = '@mount, -@mount, ptrace'",
                "session_syscall_error.hara = '@mount, socket(domain: AF_INET) = EPERM'",
                "session_syscall_terminate.hara = '@mount, -@mount, ptrace'",
                "session_paths.joe = '@data, \"/srv/with a blank\":rw'",
                "session_paths.hara = '@data, \"/srv/with a blank\":rw'"));
        PlannedRole first = plan.roles().get(0);
        PlannedRole hara = first.suffix().equals("hara") ? first : plan.roles().get(1);
        assertThat(hara.policy())
                .isEqualTo(first.policy())
                .isEqualTo(plan.roles().get(1).policy());
        PolicyText.Subject subject = new PolicyText.Subject.Role(hara.name(), hara.suffix());
        assertThat(text(plan, hara.policy(), subject).lines())
                .contains("session_syscall_terminate.hara = 'ptrace'")
                .noneMatch(line -> line.contains("joe"));
        assertSame(plan, hara.policy(), subject, after -> after.roles().get(0).policy());
    }

    /** What cannot end a session is an error where a group names it, and no list of single calls can say so. */
    @Test
    void aGroupThatEndsSessionsStays() {
        Plan plan = plan(lines("pgseccomp.session_syscall_terminate = '@clock, ptrace'"));
        assertSame(plan, Plan.SESSION, SESSIONS, after -> Plan.SESSION);
    }

    private interface Policies {
        int in(Plan plan);
    }

    private static void assertSame(Plan plan, int policy, PolicyText.Subject subject, Policies after) {
        Plan again = plan(text(plan, policy, subject));
        assertThat(rows(again, after.in(again))).isEqualTo(rows(plan, policy));
        assertThat(domain(again, after.in(again)).rules())
                .usingRecursiveComparison()
                .ignoringFields("element")
                .isEqualTo(domain(plan, policy).rules());
    }

    private static String text(Plan plan, int policy, PolicyText.Subject subject) {
        return PolicyText.of(Architecture.X86_64, plan.policies().get(policy).settings(), FACTS, subject)
                .text();
    }

    private static PolicyJudge.Judgement judge(Plan plan, int policy) {
        PolicyJudge.Judgement judgement =
                PolicyJudge.judge(Architecture.X86_64, plan.policies().get(policy), FACTS);
        assertThat(judgement.problems()).isEmpty();
        return judgement;
    }

    private static List<FilterRow> rows(Plan plan, int policy) {
        return FilterRow.of(
                judge(plan, policy).stack(),
                Level.SESSION,
                plan.policies().get(policy).settings());
    }

    private static Domain domain(Plan plan, int policy) {
        return judge(plan, policy).domain();
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Read as PostgreSQL reads a configuration: in quotes, two quotes are one, and a backslash escapes. */
    private static Plan plan(String lines) {
        List<Setting> settings = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" = ", 2);
            String value = parts[1].startsWith("'")
                    ? parts[1].substring(1, parts[1].length() - 1)
                            .replace("''", "'")
                            .replace("\\\\", "\\")
                    : parts[1];
            settings.add(new Setting(parts[0], value));
        }
        Plan plan = Planner.plan(new PlanInput(Architecture.X86_64, settings, FACTS));
        assertThat(plan.problems().stream().filter(problem -> problem.severity() == Severity.ERROR))
                .isEmpty();
        return plan;
    }
}
