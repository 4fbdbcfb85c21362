package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Four random lists and a random default, and what the lists say together, worked out on sets. */
class GeneratedPoliciesTest {
    private static final int POLICIES = 500;

    private static List<Setting> settings(Random random, Map<Action, List<Syscall>> lists, Action defaultAction) {
        List<Setting> settings = new ArrayList<>();
        lists.forEach((action, syscalls) -> {
            List<String> names = new ArrayList<>();
            for (Syscall syscall : syscalls) {
                names.add(random.nextBoolean() ? syscall.name() : "\"" + syscall.name() + "\"");
            }
            settings.add(new Setting("pgseccomp.global_syscall_" + action.settingName(), String.join(" , ", names)));
        });
        settings.add(new Setting("pgseccomp.global_syscall_default", defaultAction.settingName()));
        // What is newer than a policy is not what these tests are about.
        settings.add(new Setting("pgseccomp.enosys_for_newer", "off"));
        Collections.shuffle(settings, random);
        return settings;
    }

    private static Map<Action, List<Syscall>> randomLists(Random random, Architecture architecture, int longest) {
        List<Syscall> all = architecture.syscalls().all();
        Map<Action, List<Syscall>> lists = new EnumMap<>(Action.class);
        for (Action action : Action.values()) {
            List<Syscall> list = new ArrayList<>();
            for (int i = random.nextInt(longest); i > 0; i--) {
                Syscall syscall = all.get(random.nextInt(all.size()));
                if (action != Action.TERMINATE || UnseenCalls.reasonFor(syscall.name()) == null) {
                    list.add(syscall);
                }
            }
            lists.put(action, list);
        }
        return lists;
    }

    @ParameterizedTest
    @EnumSource
    void aPolicyIsRefusedExactlyWhereTwoListsContradictEachOther(Architecture architecture) {
        int conflicts = 0;
        for (long seed = 0; seed < POLICIES; seed++) {
            Random random = new Random(seed);
            Map<Action, List<Syscall>> lists = randomLists(random, architecture, 12);
            Action defaultAction = Action.values()[random.nextInt(5)];
            Map<Integer, Action> expected = new TreeMap<>();
            Set<Integer> contradictory = new TreeSet<>();
            lists.forEach((action, syscalls) -> syscalls.forEach(syscall -> {
                if (action != unlisted(syscall, defaultAction)) {
                    Action other = expected.put(syscall.number(), action);
                    if (other != null && other != action) {
                        contradictory.add(syscall.number());
                    }
                }
            }));
            PolicyResult result = PolicyReader.read(architecture, Level.GLOBAL, settings(random, lists, defaultAction));
            if (contradictory.isEmpty()) {
                assertThat(result).as("seed %d", seed).isInstanceOf(PolicyResult.Accepted.class);
                Filter filter = ((PolicyResult.Accepted) result).stack().global();
                Map<Integer, Action> rules = new TreeMap<>();
                filter.rules().forEach(rule -> rules.put(rule.syscall().number(), rule.action()));
                assertThat(rules).as("seed %d", seed).isEqualTo(expected);
                assertThat(filter.defaultAction()).as("seed %d", seed).isEqualTo(defaultAction);
                assertThat(filter.architecture()).isEqualTo(architecture);
                assertThat(filter.rules()).as("seed %d", seed).hasSameSizeAs(expected.keySet());
            } else {
                conflicts++;
                assertThat(result).as("seed %d", seed).isInstanceOf(PolicyResult.Rejected.class);
                Rejection rejection = ((PolicyResult.Rejected) result).first();
                assertThat(rejection.kind()).as("seed %d", seed).isEqualTo(Rejection.Kind.CONFLICT);
                assertThat(contradictory)
                        .as("seed %d", seed)
                        .anySatisfy(number ->
                                assertThat(rejection.message()).endsWith("\"" + nameOf(architecture, number) + "\""));
            }
        }
        assertThat(conflicts).as("both outcomes occur").isBetween(20, POLICIES - 20);
    }

    /** What the documentation says of a call that no list names. */
    private static Action unlisted(Syscall syscall, Action defaultAction) {
        boolean denies = defaultAction.compareTo(Action.LOG) > 0;
        return denies && syscall.name().equals("restart_syscall") ? Action.ALLOW : defaultAction;
    }

    private static String nameOf(Architecture architecture, int number) {
        return architecture.syscalls().all().stream()
                .filter(syscall -> syscall.number() == number)
                .findFirst()
                .orElseThrow()
                .name();
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, LOG",
        "ALLOW, ERROR",
        "ALLOW, KILL",
        "LOG, ERROR",
        "LOG, KILL",
        "ERROR, KILL",
        "ERROR, TERMINATE",
        "TERMINATE, KILL"
    })
    void everyPairOfListsConflictsUnlessOneIsTheDefaults(Action first, Action second) {
        for (Action defaultAction : Action.values()) {
            PolicyResult result = PolicyReader.read(
                    Architecture.X86_64,
                    Level.GLOBAL,
                    List.of(
                            new Setting("pgseccomp.global_syscall_" + first.settingName(), "mkdir, mount"),
                            new Setting("pgseccomp.global_syscall_" + second.settingName(), "rmdir,mount, read"),
                            new Setting("pgseccomp.global_syscall_default", defaultAction.settingName())));
            if (defaultAction == first || defaultAction == second) {
                assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
                Filter filter = ((PolicyResult.Accepted) result).stack().global();
                assertThat(filter.actionOf(165)).isEqualTo(defaultAction == first ? second : first);
            } else {
                assertThat(result).isInstanceOf(PolicyResult.Rejected.class);
                assertThat(((PolicyResult.Rejected) result).first().detail())
                        .isEqualTo("It is element 2 (at character 8) of \"pgseccomp.global_syscall_"
                                + first.settingName()
                                + "\" and element 2 (at character 7) of \"pgseccomp.global_syscall_"
                                + second.settingName() + "\".");
            }
        }
    }
}
