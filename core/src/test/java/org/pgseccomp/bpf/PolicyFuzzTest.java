package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * Whatever a policy has in it: it is read or refused with a message, and what is read becomes a program that does what the policy
 * says. Runs over the inputs in the resources; script/fuzz looks for new ones.
 *
 * <p>An input is text: an architecture's number among ours as the first character, then the default action and the four lists
 * (allow, log, error, kill), each on a line.
 */
class PolicyFuzzTest {
    private static final String[] NAMES = {
        "pgseccomp.global_syscall_default",
        "pgseccomp.global_syscall_allow",
        "pgseccomp.global_syscall_log",
        "pgseccomp.global_syscall_error",
        "pgseccomp.global_syscall_kill"
    };
    /** No table has a number as high as that, apart from the bit of x32 ({@code asm/unistd.h}: __X32_SYSCALL_BIT). */
    private static final int ABOVE_ALL = 1200;

    private static final int X32 = 0x40000000;

    @FuzzTest(maxDuration = "10m")
    void policies(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Architecture[] all = Architecture.values();
        Architecture architecture = all[(input[0] & 0xff) % all.length];
        String[] values = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1).split("\n", NAMES.length);
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            settings.add(new Setting(NAMES[i], values[i]));
        }
        PolicyResult result = PolicyReader.read(architecture, Level.GLOBAL, settings);
        if (result instanceof PolicyResult.Rejected rejected) {
            assertThat(rejected.first().message()).isNotEmpty();
        } else {
            check(architecture, ((PolicyResult.Accepted) result).stack().global());
        }
    }

    private static void check(Architecture architecture, Filter filter) {
        Program program = FilterCompiler.compile(filter);
        assertThat(ProgramChecker.problemOf(program)).isNull();
        for (int number = 0; number < ABOVE_ALL; number++) {
            assertVerdict(program, architecture.auditArch(), number, verdictOf(filter, number));
        }
        for (int number : new int[] {X32 - 1, X32, X32 + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            boolean ofX32 = architecture == Architecture.X86_64 && Integer.compareUnsigned(number, X32) >= 0;
            assertVerdict(
                    program,
                    architecture.auditArch(),
                    number,
                    ofX32 ? Verdict.of(filter.foreignAbiAction()) : verdictOf(filter, number));
        }
        for (Architecture other : Architecture.values()) {
            if (other != architecture) {
                assertVerdict(program, other.auditArch(), 0, Verdict.of(filter.foreignAbiAction()));
            }
        }
        assertThat(filter.foreignAbiAction()).isGreaterThanOrEqualTo(Action.ERROR);
    }

    /** Of a call whose arguments are all 0. */
    private static int verdictOf(Filter filter, int number) {
        Outcome outcome = filter.decisionOf(number).of(new long[6]);
        return outcome.action() == Action.ERROR ? Verdict.errno(outcome.errno()) : Verdict.of(outcome.action());
    }

    private static void assertVerdict(Program program, int auditArch, int number, int expected) {
        int verdict = Interpreter.run(program, new SeccompData(number, auditArch));
        if (verdict != expected) {
            throw new AssertionError(Integer.toHexString(number) + " has " + Integer.toHexString(verdict)
                    + " in place of " + Integer.toHexString(expected) + "\n"
                    + Disassembler.text(program, Architecture.ofAuditArch(auditArch)));
        }
    }
}
