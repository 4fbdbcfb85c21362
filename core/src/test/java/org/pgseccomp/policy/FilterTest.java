package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class FilterTest {
    private static final Rule READ = new Rule(new Syscall("read", 0), Action.LOG);
    private static final Rule MOUNT = new Rule(new Syscall("mount", 165), Action.KILL);

    private static Filter filter(Action defaultAction, List<Rule> rules) {
        return new Filter(Architecture.X86_64, defaultAction, rules);
    }

    @Test
    void rulesOutOfOrderAreABug() {
        assertThatThrownBy(() -> filter(Action.ALLOW, List.of(MOUNT, READ)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoRulesForOneCallAreABug() {
        assertThatThrownBy(() -> filter(Action.ALLOW, List.of(READ, READ)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRuleThatRepeatsTheDefaultIsABug() {
        assertThatThrownBy(() -> filter(Action.LOG, List.of(READ))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rulesAreCopied() {
        List<Rule> rules = new ArrayList<>(List.of(READ));
        Filter filter = filter(Action.ALLOW, rules);
        rules.add(MOUNT);
        assertThat(filter.rules()).containsExactly(READ);
    }

    @Test
    void everyRuleIsFoundAndNothingElse() {
        List<Rule> rules = new ArrayList<>();
        for (int number = 0; number < 100; number += 3) {
            rules.add(new Rule(new Syscall("call" + number, number), Action.ERROR));
            Filter filter = filter(Action.ALLOW, rules);
            for (int asked = -1; asked < 110; asked++) {
                boolean listed = asked >= 0 && asked <= number && asked % 3 == 0;
                assertThat(filter.actionOf(asked))
                        .as("%d of %d rules", asked, rules.size())
                        .isEqualTo(listed ? Action.ERROR : Action.ALLOW);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, , ERROR",
        "LOG, , ERROR",
        "ERROR, , ERROR",
        "KILL, , KILL",
        "ALLOW, LOG, ERROR",
        "ALLOW, KILL, KILL",
        "ERROR, KILL, KILL",
        "KILL, ALLOW, KILL"
    })
    void foreignAbisGetTheStrictestActionAndAtLeastError(Action defaultAction, Action rule, Action foreign) {
        List<Rule> rules = rule == null ? List.of() : List.of(new Rule(new Syscall("read", 0), rule));
        assertThat(filter(defaultAction, rules).foreignAbiAction()).isEqualTo(foreign);
    }
}
