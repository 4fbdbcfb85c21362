package org.pgseccomp.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Recorded calls under the policies of those who made them. */
class SimulationTest {
    private static final Architecture ARCHITECTURE = Architecture.X86_64;
    private static final ServerFacts FACTS = ServerFacts.among(List.of(new Setting("server version_num", "170002")));

    /** Each kind of policy denies another call. */
    private static final String[] POLICY = {
        "pgseccomp.global_syscall_error", "swapon",
        "pgseccomp.session_syscall_error", "acct",
        "pgseccomp.session_roles", "joe, \"+team\"",
        "session_syscall_error.joe", "bpf",
        "session_syscall_error.team", "chroot",
        "pgseccomp.session_databases", "app",
        "database_syscall_error.app", "mount",
        "pgseccomp.process_types", "background_worker, walsender",
        "process_syscall_error.background_worker", "umount2",
        "process_syscall_error.walsender", "quotactl",
    };

    private static final List<String> CALLS =
            List.of("swapon", "acct", "bpf", "chroot", "mount", "umount2", "quotactl");

    private static Plan plan(String... settings) {
        List<Setting> all = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.add(new Setting(settings[i], settings[i + 1]));
        }
        return Planner.plan(new PlanInput(ARCHITECTURE, all, FACTS));
    }

    private static int number(String name) {
        return ARCHITECTURE.syscalls().named(name).number();
    }

    /** Which of the calls would be denied to somebody, and by which setting. */
    private static List<String> denied(String type, String role, String database) {
        Members members = new Members();
        members.add("ann", "team");
        members.add("joe", "team");
        Caller caller = new Caller(type, "postgres", role, database);
        List<RecordedCall> recorded = CALLS.stream()
                .map(name -> new RecordedCall(caller, number(name), 1, null, null))
                .toList();
        return Simulation.of(ARCHITECTURE, plan(POLICY), FACTS, members, recorded).calls().stream()
                .map(call -> call.syscall() + " " + call.verdict().label() + " " + call.setting() + " " + call.entry())
                .toList();
    }

    @Test
    void whoGetsWhat() {
        String global = "swapon denied pgseccomp.global_syscall_error swapon";
        String sessions = "acct denied pgseccomp.session_syscall_error acct";
        String database = "mount denied database_syscall_error.app mount";
        assertThat(denied("client_backend", "eve", "other")).containsExactly(global, sessions);
        assertThat(denied("client_backend", "eve", "app")).containsExactly(global, sessions, database);
        assertThat(denied("client_backend", "joe", "app"))
                .containsExactly(global, "bpf denied session_syscall_error.joe bpf", database);
        assertThat(denied("parallel_worker", "ann", ""))
                .containsExactly(global, "chroot denied session_syscall_error.team chroot");
        assertThat(denied("background_worker", "joe", "app"))
                .containsExactly(
                        global,
                        "bpf denied session_syscall_error.joe bpf",
                        database,
                        "umount2 denied process_syscall_error.background_worker umount2");
        assertThat(denied("autovacuum_worker", "", "app")).containsExactly(global, sessions, database);
        assertThat(denied("walsender", "eve", ""))
                .containsExactly(global, "quotactl denied process_syscall_error.walsender quotactl");
        assertThat(denied("archiver", "", "")).containsExactly(global);
        assertThat(denied("postmaster", "", "")).containsExactly(global);
    }

    private static List<String> ofArguments(String list, Long... arguments) {
        RecordedCall call = new RecordedCall(
                new Caller("client_backend", "postgres", "", ""),
                number("socket"),
                3,
                null,
                arguments.length == 0 ? null : Stream.of(arguments).toList());
        return Simulation.of(
                        ARCHITECTURE,
                        plan("pgseccomp.session_syscall_error", list),
                        FACTS,
                        Members.UNKNOWN,
                        List.of(call))
                .calls()
                .stream()
                .map(each -> each.verdict().label() + " " + each.answers())
                .toList();
    }

    @Test
    void argumentsOfADenialDecideWhereTheyAreKnown() {
        String list = "socket(domain: AF_INET)";
        assertThat(ofArguments(list, 2L, 1L, 0L, 0L, 0L, 0L)).containsExactly("denied error");
        assertThat(ofArguments(list, 1L, 1L, 0L, 0L, 0L, 0L)).isEmpty();
        assertThat(ofArguments(list)).containsExactly("depends error, allow");
    }

    @Test
    void aPlanThatIsRefusedIsNotAsked() {
        Simulation.Result refused =
                Simulation.of(ARCHITECTURE, plan("pgseccomp.session_roles", "\""), FACTS, Members.UNKNOWN, List.of());
        assertThat(refused.calls()).isNull();
        assertThat(refused.problems()).isNotEmpty();
    }
}
