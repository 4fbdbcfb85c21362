package org.pgseccomp.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.path.Rights;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.PolicyJudge.Judgement;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainRule;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Which files profiles leave to sessions. */
class ProfileFilesTest {
    private static final String PATHS = "pgseccomp.session_paths";

    @Test
    void sessionsUnderStrictHaveTheFilesOfTheServerOnly() {
        Domain domain = domain("7", Plan.SESSION, "pgseccomp.profile", "strict");
        assertThat(domain.restricts(DomainSetting.PATHS)).isTrue();
        assertThat(rights(domain, "/data")).isEqualTo(Rights.READ);
        assertThat(rights(domain, "/data/base")).isEqualTo(Rights.READ | Rights.WRITE);
        assertThat(rights(domain, "/tmp")).isEqualTo(Rights.READ | Rights.WRITE);
        assertThat(rights(domain, "/usr/lib")).isEqualTo(Rights.READ);
        assertThat(rights(domain, "/etc")).isZero();
        assertThat(domain.rules())
                .allMatch(rule -> (rule.value() & Rights.EXECUTE) == 0)
                .anyMatch(rule -> rule.kind() == DomainRule.Kind.LINKS_IN)
                .noneMatch(rule -> rule.path().equals("/"));
    }

    /** Landlock's interface 2 (Linux 5.19) is the first that lets files be moved. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void aKernelThatCannotRestrictFilesIsNoReasonToRefuseAServer(String landlock) {
        assertThat(domain(landlock, Plan.SESSION, "pgseccomp.profile", "strict").isNone())
                .isTrue();
        assertThat(judge(landlock, Plan.SESSION, "pgseccomp.profile", "strict", PATHS, "@profile")
                        .problems()
                        .toString())
                .as("what is written is meant")
                .contains("the kernel does not offer Landlock");
    }

    @Test
    void whatIsWrittenCounts() {
        assertThat(domain("7", Plan.SESSION, "pgseccomp.profile", "strict", PATHS, "")
                        .isNone())
                .isTrue();
        Domain more = domain("7", Plan.SESSION, "pgseccomp.profile", "strict", PATHS, "@PROFILE, /srv:rw");
        assertThat(rights(more, "/srv")).isEqualTo(Rights.READ | Rights.WRITE);
        assertThat(rights(more, "/tmp")).isEqualTo(Rights.READ | Rights.WRITE);
        Domain other = domain("7", Plan.SESSION, "pgseccomp.profile", "strict", PATHS, "@data");
        assertThat(rights(other, "/tmp")).isZero();
    }

    @Test
    void theProfileOfARoleIsThatOfSessions() {
        Plan plan = plan(
                "7",
                "pgseccomp.profile",
                "strict",
                "pgseccomp.session_roles",
                "etl",
                "session_paths.etl",
                "@profile, /srv");
        Domain domain = PolicyJudge.judge(
                        Architecture.X86_64,
                        plan.policies().get(plan.roles().get(0).policy()),
                        facts("7"))
                .domain();
        assertThat(rights(domain, "/srv")).isEqualTo(Rights.READ);
        assertThat(rights(domain, "/data/base")).isEqualTo(Rights.READ | Rights.WRITE);
    }

    @Test
    void aSubscriptionFindsItsPublisher() {
        Domain worker = domain("7", ProcessType.LOGICAL_REPLICATION_WORKER, "pgseccomp.profile", "strict");
        assertThat(rights(worker, "/etc/resolv.conf")).isEqualTo(Rights.READ);
        assertThat(rights(worker, "/data/base")).isEqualTo(Rights.READ | Rights.WRITE);
        assertThat(domain("7", ProcessType.ARCHIVER, "pgseccomp.profile", "strict")
                        .isNone())
                .as("the archiver reads and executes what its command names")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "none"})
    void aProfileWithoutFilesRestrictsNone(String profile) {
        assertThat(domain("7", Plan.SESSION, "pgseccomp.profile", profile).isNone())
                .isTrue();
        Judgement judgement = judge("7", Plan.SESSION, "pgseccomp.profile", profile, PATHS, "/srv, @profile");
        assertThat(judgement.problems()).isEmpty();
        assertThat(judgement.harm().toString())
                .contains("\"pgseccomp.session_paths\" restricts no files")
                .contains("Element 2, \"@profile\" at character 7, stands for no restriction");
        assertThat(domain("7", Plan.SESSION, "pgseccomp.profile", profile, PATHS, "/srv, @profile")
                        .isNone())
                .isTrue();
    }

    private static int rights(Domain domain, String path) {
        int rights = 0;
        for (DomainRule rule : domain.rules()) {
            rights |= rule.kind() == DomainRule.Kind.BENEATH && rule.path().equals(path) ? rule.value() : 0;
        }
        return rights;
    }

    private static ServerFacts facts(String landlock) {
        return ServerFacts.among(List.of(
                new Setting("server version_num", "170001"),
                new Setting("server c_library", "glibc 2.41"),
                new Setting("server landlock_abi", landlock),
                new Setting("server data_directory", "/data")));
    }

    private static Plan plan(String landlock, String... settings) {
        List<Setting> written = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2) {
            written.add(new Setting(settings[i], settings[i + 1]));
        }
        Plan plan = Planner.plan(new PlanInput(Architecture.X86_64, written, facts(landlock)));
        assertThat(plan.problems()).isEmpty();
        return plan;
    }

    private static Judgement judge(String landlock, int policy, String... settings) {
        return PolicyJudge.judge(
                Architecture.X86_64, plan(landlock, settings).policies().get(policy), facts(landlock));
    }

    private static Domain domain(String landlock, int policy, String... settings) {
        Judgement judgement = judge(landlock, policy, settings);
        assertThat(judgement.problems()).isEmpty();
        return judgement.domain();
    }

    private static Domain domain(String landlock, ProcessType type, String... settings) {
        return domain(
                landlock, plan(landlock, settings).types().get(type.ordinal()).policy(), settings);
    }
}
