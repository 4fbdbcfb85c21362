package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class FilterRowTest {
    @Test
    void bothContextsHaveTheGlobalRules() {
        Filter filter = new Filter(
                Architecture.X86_64, Action.LOG, List.of(new Rule(new Syscall("readlink", 89), Action.ERROR)));
        assertThat(FilterRow.of(FilterStack.of(filter), List.of()))
                .containsExactly(
                        new FilterRow("<default>", -1, "global->log", "global"),
                        new FilterRow("readlink", 89, "global->error", "global"),
                        new FilterRow("<default>", -1, "global->log", "session"),
                        new FilterRow("readlink", 89, "global->error", "session"));
    }
}
