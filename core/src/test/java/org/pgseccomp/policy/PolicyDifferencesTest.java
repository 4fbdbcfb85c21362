package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.PolicyDifferences.Direction;
import org.pgseccomp.syscall.Architecture;

class PolicyDifferencesTest {
    private static FilterStack stack(String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting("pgseccomp." + namesAndValues[i], namesAndValues[i + 1]));
        }
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings);
        return ((PolicyResult.Accepted) result).stack();
    }

    private static List<Difference> between(FilterStack before, FilterStack after) {
        return PolicyDifferences.between(Architecture.X86_64, before, after);
    }

    @Test
    void aCallThatTheGlobalFilterDeniesAnywayIsNoDifference() {
        FilterStack global = stack("global_syscall_error", "mount");
        assertThat(between(global, stack("global_syscall_error", "mount", "session_syscall_error", "mount")))
                .isEmpty();
    }

    @Test
    void oneFamilyForAnother() {
        assertThat(between(
                        stack("session_syscall_error", "socket(domain: AF_INET)"),
                        stack("session_syscall_error", "socket(domain: AF_INET6)")))
                .containsExactly(new Difference(
                        "socket",
                        Direction.BOTH,
                        "error socket(domain: AF_INET), else allow",
                        "error socket(domain: AF_INET6), else allow"));
    }

    /** Without any filter, calls of other ABIs are made too. */
    @Test
    void noFilterAtAll() {
        FilterStack filter = stack("global_syscall_error", "mount");
        assertThat(between(null, filter))
                .extracting(Difference::call)
                .containsExactly("mount", PolicyDifferences.OTHER_ABI);
        assertThat(between(filter, null)).allMatch(Difference::isLooser);
        assertThat(between(null, null)).isEmpty();
    }

    @Test
    void outcomesUnderACondition() {
        FilterStack stack = stack("session_syscall_error", "socket(domain: AF_INET), mount");
        int socket = Architecture.X86_64.syscalls().named("socket").number();
        assertThat(CallOrigins.outcomes(stack.decisionOf(socket), Condition.NONE))
                .containsExactly(Outcome.of(Action.ERROR), Outcome.of(Action.ALLOW));
        int mount = Architecture.X86_64.syscalls().named("mount").number();
        assertThat(CallOrigins.outcomes(stack.decisionOf(mount), Condition.NONE))
                .containsExactly(Outcome.of(Action.ERROR));
    }
}
