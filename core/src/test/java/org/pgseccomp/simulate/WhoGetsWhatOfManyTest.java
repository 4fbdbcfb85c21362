package org.pgseccomp.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * 200 databases, 200 roles and all types of processes: which calls each of them is denied, against a model that follows the tables of
 * docs/configuration.md and knows neither plans nor policies. Then the same after random reloads, each a plan on top of the one before.
 */
class WhoGetsWhatOfManyTest {
    private static final int DATABASES = 200;
    private static final int ROLES = 200;
    private static final int RELOADS = 2;

    private static final List<String> CALLS =
            List.of("chroot", "mount", "swapon", "swapoff", "pivot_root", "acct", "bpf");

    private static final ServerFacts ON_18 = ServerFacts.among(
            List.of(new Setting("server version_num", "180000"), new Setting("server c_library", "glibc 2.41")));

    private final Random random = new Random(25);

    /** What is written: the model. A list that is absent is one thing, an empty one another. */
    private Set<String> ofAll = Set.of();

    private Set<String> ofSessions = Set.of();
    private final Map<String, Set<String>> ofListed = new LinkedHashMap<>();
    private final Map<String, Set<String>> ofDatabase = new HashMap<>();
    private final Map<String, Set<String>> ofType = new HashMap<>();

    private final Map<String, Set<String>> grants = new HashMap<>();

    private static String role(int i) {
        return i % 7 == 0 ? "R\u00f6le \"" + i : "r" + i;
    }

    private static String database(int i) {
        return i % 5 == 0 ? "D\u00e4ta, " + i : "d" + i;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private Set<String> someCalls() {
        Set<String> some = new TreeSet<>();
        for (String call : CALLS) {
            if (random.nextInt(4) == 0) {
                some.add(call);
            }
        }
        return some;
    }

    // The rules, as they are written.

    /** docs/configuration.md, "Process types": what a setting falls back to that a type does not have. */
    private static final Set<String> FALL_BACK_TO_SESSIONS = Set.of(
            "autovacuum_worker", "background_worker", "logical_replication_worker", "walsender", "slotsync_worker");

    /** "How a role and a type go together". */
    private static final Set<String> ACT_FOR_A_ROLE = Set.of("background_worker", "logical_replication_worker");

    /** "Databases". */
    private static final Set<String> OF_A_DATABASE = Set.of(
            "client_backend", "autovacuum_worker", "background_worker", "logical_replication_worker", "walsender");

    private boolean isMember(String role, String of) {
        Set<String> reached = new HashSet<>(Set.of(role));
        List<String> next = new ArrayList<>(reached);
        while (!next.isEmpty()) {
            for (String each : grants.getOrDefault(next.remove(0), Set.of())) {
                if (reached.add(each)) {
                    next.add(each);
                }
            }
        }
        return reached.contains(of);
    }

    /** "Members of a role": itself first, then the first group in the order written; null where nothing is written for it. */
    private Set<String> ofRole(String role) {
        if (ofListed.containsKey(role)) {
            return ofListed.get(role);
        }
        for (Map.Entry<String, Set<String>> entry : ofListed.entrySet()) {
            if (entry.getKey().startsWith("+") && isMember(role, entry.getKey().substring(1))) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** @param own what is written for the role of the process, or for its members; null where nothing is */
    private Set<String> expected(String type, Set<String> own, String database) {
        Set<String> denied = new TreeSet<>(ofAll);
        if (type.equals("client_backend")) {
            denied.addAll(own != null ? own : ofSessions);
        } else if (type.equals("walsender") && own != null) {
            denied.addAll(own);
        } else {
            if (ofType.containsKey(type)) {
                denied.addAll(ofType.get(type));
            } else if (FALL_BACK_TO_SESSIONS.contains(type)) {
                denied.addAll(ofSessions);
            }
            if (ACT_FOR_A_ROLE.contains(type) && own != null) {
                denied.addAll(own);
            }
        }
        if (OF_A_DATABASE.contains(type)) {
            denied.addAll(ofDatabase.getOrDefault(database, Set.of()));
        }
        return denied;
    }

    // What is written.

    private void changeTheWorld() {
        ofAll = random.nextInt(4) == 0 ? Set.of("bpf") : Set.of();
        ofSessions = someCalls();
        ofListed.clear();
        ofDatabase.clear();
        ofType.clear();
        for (int i = 0; i < ROLES; i++) {
            if (random.nextInt(4) != 0) {
                String entry = (random.nextInt(3) == 0 ? "+" : "") + role(random.nextInt(ROLES));
                if (!ofListed.containsKey(entry)) {
                    ofListed.put(entry, someCalls());
                }
            }
        }
        for (int i = 0; i < DATABASES; i++) {
            if (random.nextInt(3) != 0) {
                ofDatabase.put(database(i), someCalls());
            }
        }
        for (ProcessType type : ProcessType.values()) {
            if (random.nextBoolean()) {
                ofType.put(type.settingName(), someCalls());
            }
        }
        grants.clear();
        for (int i = 0; i < ROLES * 2; i++) {
            grants.computeIfAbsent(role(random.nextInt(ROLES)), key -> new HashSet<>())
                    .add(role(random.nextInt(ROLES)));
        }
    }

    private List<Setting> written() {
        List<Setting> lines = new ArrayList<>();
        lines.add(new Setting("pgseccomp.enabled", "on"));
        lines.add(new Setting("pgseccomp.global_syscall_error", String.join(", ", ofAll)));
        lines.add(new Setting("pgseccomp.session_syscall_error", String.join(", ", ofSessions)));
        list(lines, "session_roles", "session_role_aliases", "session_syscall_error.", ofListed);
        list(lines, "session_databases", "session_database_aliases", "database_syscall_error.", ofDatabase);
        lines.add(new Setting("pgseccomp.process_types", String.join(", ", ofType.keySet())));
        ofType.forEach(
                (type, calls) -> lines.add(new Setting("process_syscall_error." + type, String.join(", ", calls))));
        return lines;
    }

    /** Each entry has an alias of its own, as most of the names cannot stand in a setting. */
    private static void list(
            List<Setting> lines, String names, String aliases, String prefix, Map<String, Set<String>> entries) {
        List<String> named = new ArrayList<>();
        List<String> called = new ArrayList<>();
        entries.forEach((entry, calls) -> {
            String alias = (entry.startsWith("+") ? "m" : "s") + named.size();
            named.add(quoted(entry));
            called.add(quoted(alias + "=" + entry));
            lines.add(new Setting(prefix + alias, String.join(", ", calls)));
        });
        lines.add(new Setting("pgseccomp." + names, String.join(", ", named)));
        lines.add(new Setting("pgseccomp." + aliases, String.join(", ", called)));
    }

    // What is planned.

    private static List<Set<String>> deniedByPolicies(Plan plan) {
        List<Set<String>> denied = new ArrayList<>();
        plan.policies().forEach(policy -> {
            PolicyJudge.Judgement judgement = PolicyJudge.judge(Architecture.X86_64, policy, ON_18);
            assertThat(judgement.problems()).as(policy.whose()).isEmpty();
            Set<String> calls = new TreeSet<>();
            for (String call : CALLS) {
                int number = Architecture.X86_64.syscalls().named(call).number();
                Action action = judgement.stack().decisionOf(number).otherwise().action();
                if (action == Action.ERROR) {
                    calls.add(call);
                } else {
                    assertThat(action).isEqualTo(Action.ALLOW);
                }
            }
            denied.add(calls);
        });
        return denied;
    }

    private Members members() {
        Members members = new Members();
        for (int i = 0; i < ROLES; i++) {
            for (int j = 0; j < ROLES; j++) {
                if (isMember(role(i), role(j))) {
                    members.add(role(i), role(j));
                }
            }
        }
        return members;
    }

    private int compare(Plan plan, int round) {
        List<Set<String>> denied = deniedByPolicies(plan);
        WhoCarries carries = new WhoCarries(plan, members());
        int compared = 0;
        List<String> types = new ArrayList<>(List.of("client_backend"));
        for (ProcessType type : ProcessType.values()) {
            types.add(type.settingName());
        }
        for (int r = -1; r < ROLES; r++) {
            String role = r < 0 ? "" : role(r);
            Set<String> own = r < 0 ? null : ofRole(role);
            for (String type : types) {
                for (int d = -1; d < DATABASES; d++) {
                    String database = d < 0 ? "" : database(d);
                    Set<String> planned = new TreeSet<>(denied.get(Plan.GLOBAL));
                    carries.policies(new Caller(type, "postgres", role, database))
                            .forEach(policy -> planned.addAll(denied.get(policy)));
                    Set<String> expected = expected(type, own, database);
                    if (!planned.equals(expected)) {
                        assertThat(planned)
                                .as("%s of role %s in database %s, round %s", type, role, database, round)
                                .isEqualTo(expected);
                    }
                    compared++;
                }
            }
        }
        return compared;
    }

    @Test
    void asTheRulesSayAlsoAfterReloads() {
        changeTheWorld();
        Plan plan = Planner.plan(new PlanInput(Architecture.X86_64, written(), ON_18));
        assertThat(plan.isRefused()).as("%s", plan.problems()).isFalse();
        assertThat(plan.policies()).hasSizeGreaterThan(50);
        assertThat(compare(plan, 0)).isEqualTo((1 + ProcessType.values().length) * (ROLES + 1) * (DATABASES + 1));
        Set<String> global = ofAll;
        for (int round = 1; round <= RELOADS; round++) {
            changeTheWorld();
            // The global filter is loaded once.
            ofAll = global;
            Plan next = Planner.plan(
                    new PlanInput(Architecture.X86_64, written(), ON_18, new PlanInput.Before(plan, List.of(), false)));
            assertThat(next.isRefused()).as("%s", next.problems()).isFalse();
            compare(next, round);
            plan = next;
        }
    }
}
