package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

class ConditionTextsTest {
    private static String textsOf(Setting... settings) {
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.GLOBAL, List.of(settings));
        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        return ConditionTexts.of(((PolicyResult.Accepted) result).stack().global());
    }

    private static Setting list(Action action, String value) {
        return new Setting("pgseccomp.global_syscall_" + action.settingName(), value);
    }

    @Test
    void eachCallWithConditionsHasALine() {
        assertThat(textsOf(list(
                        Action.ERROR,
                        "ioctl(op: TIOCSTI), bpf, ioctl(op: TIOCLINUX) = EPERM, ptrace(op: not PTRACE_TRACEME)")))
                .isEqualTo("""
                        16 error ioctl(request: TIOCSTI), error(EPERM) ioctl(request: TIOCLINUX), else allow
                        101 error ptrace(request: not PTRACE_TRACEME), else allow
                        """);
    }

    @Test
    void aListWithoutConditionsHasNone() {
        assertThat(textsOf(list(Action.ERROR, "bpf, ptrace = EPERM"))).isEmpty();
    }

    /** A handler has only so much room. */
    @Test
    void manyConditionsAreCounted() {
        String many = IntStream.range(0, 40)
                .mapToObj(i -> "ioctl(op: " + (70000 + 2 * i) + ")")
                .collect(Collectors.joining(", "));
        assertThat(textsOf(list(Action.ERROR, many), list(Action.LOG, "ioctl(op: 5)")))
                .isEqualTo("16 error under 40 conditions, log under 1 condition, else allow\n");
    }
}
