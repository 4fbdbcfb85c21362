package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.QuietCalls;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingValues;
import org.pgseccomp.syscall.Architecture;

/** Where denials are expected, two programs answer what one would, and the kernel audits those of one of them. */
class QuietProgramsTest {
    private static final Architecture X86_64 = Architecture.X86_64;
    private static final long FROM = 0x7f12_3456_7000L;
    private static final Handler PLACED = new Handler(true, FROM, 0x7f12_345c_9000L, 0x7f12_9abc_d012L);
    private static final long[] PLACES = {FROM, 0, 0x7f12_9abc_d012L};
    private static final int ALLOW = 0x7fff0000;
    private static final String QUIET = "pgseccomp.quiet_syscalls";

    private static int number(String name) {
        return X86_64.syscalls().named(name).number();
    }

    private static int verdict(Program program, int number, long place) {
        return Interpreter.run(program, new SeccompData(number, X86_64.auditArch(), place));
    }

    /** What the kernel takes of two verdicts, the second of a later filter (seccomp_run_filters in kernel/seccomp.c). */
    private static int verdictOfBoth(Program earlier, Program later, int number, long place) {
        int first = verdict(earlier, number, place);
        int second = verdict(later, number, place);
        return (second & 0xffff0000) <= (first & 0xffff0000) ? second : first;
    }

    @Test
    void bothProgramsAnswerWhatOneWouldInWhateverOrder() {
        int split = 0;
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            FilterStack stack = new FilterStack(
                    RandomFilters.random(3 * seed, X86_64, Action.values()),
                    RandomFilters.random(3 * seed + 1, X86_64, Action.values()),
                    null);
            Handler handler = random.nextInt(4) == 0 ? Handler.ANYWHERE : PLACED;
            List<Integer> quiet = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = random.nextInt(460);
                if (number != number("rt_sigaction")) {
                    quiet.add(number);
                }
            }
            for (Level level : List.of(Level.GLOBAL, Level.SESSION)) {
                Program whole = FilterCompiler.compile(stack, level, handler);
                List<Program> parts = FilterCompiler.compile(stack, level, handler, quiet);
                if (parts.size() == 1) {
                    assertThat(parts.get(0).instructions()).isEqualTo(whole.instructions());
                    continue;
                }
                split++;
                for (int number = 0; number < 1030; number++) {
                    for (long place : PLACES) {
                        int expected = verdict(whole, number, place);
                        String label = "seed " + seed + ", " + level + ", number " + number;
                        assertThat(verdictOfBoth(parts.get(1), parts.get(0), number, place))
                                .as(label)
                                .isEqualTo(expected);
                        assertThat(verdictOfBoth(parts.get(0), parts.get(1), number, place))
                                .as(label)
                                .isEqualTo(expected);
                        if (!quiet.contains(number)) {
                            assertThat(verdict(parts.get(1), number, place))
                                    .as(label)
                                    .isEqualTo(ALLOW);
                        }
                    }
                }
            }
        }
        assertThat(split).isGreaterThan(100);
    }

    private static List<Program> programs(String quiet, String... settings) {
        List<Setting> all = new ArrayList<>();
        all.add(new Setting(QUIET, quiet));
        for (int i = 0; i < settings.length; i += 2) {
            all.add(new Setting(settings[i], settings[i + 1]));
        }
        FilterStack stack = ((PolicyResult.Accepted) PolicyReader.read(X86_64, Level.GLOBAL, all)).stack();
        return FilterCompiler.compile(stack, Level.GLOBAL, PLACED, QuietCalls.of(X86_64, all));
    }

    @Test
    void onlyErrorsAndWarningsAreQuietAndUnlistedCallsAreToo() {
        List<Program> parts = programs(
                "acct, swapon, mount, ptrace, chroot",
                "pgseccomp.global_syscall_default",
                "error",
                "pgseccomp.global_syscall_allow",
                "chroot",
                "pgseccomp.global_syscall_kill",
                "ptrace",
                "pgseccomp.global_syscall_log",
                "mount");
        assertThat(parts).hasSize(2);
        assertThat(verdict(parts.get(1), number("acct"), FROM)).isNotEqualTo(ALLOW);
        assertThat(verdict(parts.get(0), number("acct"), FROM)).isEqualTo(ALLOW);
        for (String loud : List.of("ptrace", "mount", "chroot", "reboot")) {
            assertThat(verdict(parts.get(1), number(loud), FROM)).as(loud).isEqualTo(ALLOW);
        }
        assertThat(verdict(parts.get(0), number("reboot"), FROM)).isNotEqualTo(ALLOW);
    }

    @Test
    void withoutQuietCallsThatAreDeniedThereIsOneProgram() {
        assertThat(programs("acct", "pgseccomp.global_syscall_error", "chroot")).hasSize(1);
        assertThat(programs("", "pgseccomp.global_syscall_error", "chroot")).hasSize(1);
        assertThat(programs("seccomp, prctl, rt_sigaction", "pgseccomp.global_syscall_default", "error"))
                .as("these are audited in any case")
                .hasSize(1);
    }

    @Test
    void theListHasCallsAndGroupsAlone() {
        assertThat(SettingValues.problemOf(X86_64, new Setting(QUIET, "acct, @swap, -swapon")))
                .isNull();
        assertThat(SettingValues.problemOf(X86_64, new Setting(QUIET, ""))).isNull();
        for (String wrong : List.of("acctt", "acct = EPERM", "socket(domain: AF_UNIX)", "@swop", "*")) {
            assertThat(SettingValues.problemOf(X86_64, new Setting(QUIET, wrong)))
                    .as(wrong)
                    .isNotNull();
        }
        assertThat(QuietCalls.of(X86_64, List.of(new Setting(QUIET, "acct, @swap, -swapon"))))
                .containsExactlyInAnyOrder(number("acct"), number("swapoff"));
    }
}
