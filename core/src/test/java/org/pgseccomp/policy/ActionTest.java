package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest {
    @ParameterizedTest
    @CsvSource({
        "allow, ALLOW",
        "log, LOG",
        "warn, WARN",
        "error, ERROR",
        "terminate, TERMINATE",
        "kill, KILL",
        "ERROR, ERROR",
        "KiLL, KILL"
    })
    void namesAreReadInEitherCase(String name, Action action) {
        assertThat(Action.named(name)).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deny", " allow", "allow ", "all\u0131w", "terminated"})
    void everythingElseIsNoAction(String name) {
        assertThat(Action.named(name)).isNull();
    }

    @Test
    void actionsAreOrderedByTheirStrictness() {
        assertThat(Action.values())
                .containsExactly(Action.ALLOW, Action.LOG, Action.WARN, Action.ERROR, Action.TERMINATE, Action.KILL);
        assertThat(Action.LOG.orStricter(Action.ERROR)).isEqualTo(Action.ERROR);
        assertThat(Action.KILL.orStricter(Action.ERROR)).isEqualTo(Action.KILL);
    }
}
