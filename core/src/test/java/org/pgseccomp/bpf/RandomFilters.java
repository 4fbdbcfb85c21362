package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Filters for tests. The same seed makes the same filter. */
final class RandomFilters {
    private RandomFilters() {}

    /** What a program by itself tells apart: to it, a warning is a log entry. */
    static final Action[] WITHOUT_WARN = {Action.ALLOW, Action.LOG, Action.ERROR, Action.TERMINATE, Action.KILL};

    static Filter random(long seed, Architecture architecture) {
        return random(seed, architecture, WITHOUT_WARN);
    }

    static Filter random(long seed, Architecture architecture, Action... actions) {
        Random random = new Random(seed);
        Action defaultAction = actions[random.nextInt(actions.length)];
        double density = random.nextInt(3) == 0 ? 1.0 : random.nextDouble();
        Filter empty = new Filter(architecture, defaultAction, List.of());
        List<Rule> rules = new ArrayList<>();
        for (Syscall syscall : byNumber(architecture)) {
            Action action = actions[random.nextInt(actions.length)];
            if (random.nextDouble() < density && action != empty.actionOf(syscall.number())) {
                rules.add(new Rule(syscall, action));
            }
        }
        return new Filter(architecture, defaultAction, rules);
    }

    /** A filter with the given number of rules, of which the first and every hundredth are kills. */
    static Filter withRules(Architecture architecture, int count) {
        List<Rule> rules = new ArrayList<>();
        for (Syscall syscall : byNumber(architecture).subList(0, count)) {
            boolean isRestart = syscall.name().equals("restart_syscall");
            rules.add(new Rule(syscall, isRestart || rules.size() % 100 == 0 ? Action.KILL : Action.ALLOW));
        }
        return new Filter(architecture, Action.ERROR, rules);
    }

    private static List<Syscall> byNumber(Architecture architecture) {
        List<Syscall> syscalls = new ArrayList<>(architecture.syscalls().all());
        syscalls.sort(Comparator.comparingInt(Syscall::number));
        return syscalls;
    }
}
