package org.pgseccomp.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Which denials are left to the handler, and which are not: the values are those of include/uapi/linux/seccomp.h. */
class HandledProgramsTest {
    private static final int ERRNO = 0x0005000d;
    private static final int TRAP_ERROR = 0x0003100d;
    private static final int TRAP_TERMINATE = 0x0003200d;
    private static final int ALLOW = 0x7fff0000;

    private static final long FROM = 0x7f12_3456_7000L;
    private static final long TO = 0x7f12_345c_9000L;
    /** The handler makes calls from there, outside of the library. */
    private static final long GATE = 0x7f12_9abc_d012L;

    private static final int LOG = 0x7ffc0000;
    private static final int TRAP_WARN = 0x00034000;
    private static final Handler PLACED = new Handler(true, FROM, TO, GATE);

    private static int number(String name) {
        return Architecture.X86_64.syscalls().named(name).number();
    }

    private static Filter filter(Action defaultAction, Action action, String... names) {
        List<Rule> rules = new ArrayList<>();
        for (String name : names) {
            rules.add(new Rule(new Syscall(name, number(name)), action));
        }
        rules.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        return new Filter(Architecture.X86_64, defaultAction, rules);
    }

    private static final Filter NOTHING = filter(Action.ALLOW, Action.ERROR);

    private static int verdict(Program program, int number, long pointer) {
        return Interpreter.run(program, new SeccompData(number, Architecture.X86_64.auditArch(), pointer));
    }

    /** What the kernel takes of several verdicts: the strictest, of equal actions the latest (seccomp_run_filters). */
    private static int verdict(List<Program> programs, int number, long pointer) {
        int taken = ALLOW;
        for (Program program : programs) {
            int verdict = verdict(program, number, pointer);
            taken = (verdict & 0xffff0000) <= (taken & 0xffff0000) ? verdict : taken;
        }
        return taken;
    }

    private static int verdict(FilterStack stack, Handler handler, int number, long pointer) {
        return verdict(programs(stack, handler), number, pointer);
    }

    private static List<Program> programs(FilterStack stack, Handler handler) {
        List<Program> programs = new ArrayList<>();
        for (Level level : Level.values()) {
            if (stack.at(level) != null) {
                programs.add(FilterCompiler.compile(stack, level, handler));
            }
        }
        return programs;
    }

    @Test
    void aCallFromTheLibraryOfTheServerIsTheHandlersAndOneOfAProgramIsAnError() {
        FilterStack stack = new FilterStack(NOTHING, filter(Action.ALLOW, Action.ERROR, "symlink"), null);
        for (long inside : new long[] {FROM, FROM + 1, TO - 1}) {
            assertThat(verdict(stack, PLACED, number("symlink"), inside)).isEqualTo(TRAP_ERROR);
            assertThat(verdict(stack, PLACED, number("read"), inside)).isEqualTo(ALLOW);
        }
        for (long outside :
                new long[] {FROM - 1, TO, 0, FROM + (1L << 32), FROM - (1L << 32), FROM & 0xffffffffL, -1}) {
            assertThat(verdict(stack, PLACED, number("symlink"), outside))
                    .as("%x", outside)
                    .isEqualTo(ERRNO);
        }
    }

    @Test
    void whereNoProgramCanBeExecutedEveryCallIsTheHandlers() {
        FilterStack stack =
                new FilterStack(NOTHING, filter(Action.ALLOW, Action.ERROR, "symlink", "execve", "execveat"), null);
        for (long pointer : new long[] {0, FROM, TO}) {
            assertThat(verdict(stack, PLACED, number("symlink"), pointer)).isEqualTo(TRAP_ERROR);
            assertThat(verdict(stack, Handler.ANYWHERE, number("symlink"), pointer))
                    .isEqualTo(TRAP_ERROR);
            assertThat(verdict(stack, PLACED, number("execve"), pointer))
                    .as("made in a child that has no handlers")
                    .isEqualTo(ERRNO);
        }
    }

    @Test
    void whereAddressesTellNothingAnErrorIsAnError() {
        FilterStack stack = new FilterStack(NOTHING, filter(Action.ALLOW, Action.ERROR, "symlink"), null);
        assertThat(verdict(stack, Handler.ANYWHERE, number("symlink"), FROM)).isEqualTo(ERRNO);
    }

    @Test
    void aLaterFilterCannotTakeTheEndOfTheSessionBack() {
        Filter terminates = filter(Action.ALLOW, Action.TERMINATE, "symlink");
        Filter errs = filter(Action.ALLOW, Action.ERROR, "symlink");
        assertThat(verdict(new FilterStack(NOTHING, terminates, errs), PLACED, number("symlink"), FROM))
                .isEqualTo(TRAP_TERMINATE);
        assertThat(verdict(new FilterStack(terminates, errs, null), PLACED, number("symlink"), FROM))
                .isEqualTo(TRAP_TERMINATE);
        assertThat(verdict(new FilterStack(NOTHING, terminates, NOTHING), PLACED, number("symlink"), FROM))
                .isEqualTo(TRAP_TERMINATE);
    }

    @Test
    void aWarningIsTheHandlersAndPassesWhereTheHandlerMakesTheCall() {
        FilterStack stack = new FilterStack(NOTHING, filter(Action.ALLOW, Action.WARN, "symlink"), null);
        assertThat(verdict(stack, PLACED, number("symlink"), FROM)).isEqualTo(TRAP_WARN);
        assertThat(verdict(stack, PLACED, number("symlink"), GATE)).isEqualTo(ALLOW);
        for (long program : new long[] {TO, 0, GATE - 1, GATE + 1, GATE + (1L << 32), GATE & 0xffffffffL}) {
            assertThat(verdict(stack, PLACED, number("symlink"), program))
                    .as("%x", program)
                    .isEqualTo(LOG);
        }
    }

    @Test
    void aWarningThatNobodyCanCountIsLogged() {
        FilterStack stack = new FilterStack(
                NOTHING, filter(Action.ALLOW, Action.WARN, "execve", "sigaltstack", "pkey_alloc"), null);
        for (String call : List.of("execve", "sigaltstack", "pkey_alloc")) {
            assertThat(verdict(stack, PLACED, number(call), FROM)).as(call).isEqualTo(LOG);
        }
        FilterStack seen = new FilterStack(NOTHING, filter(Action.ALLOW, Action.WARN, "symlink"), null);
        assertThat(verdict(seen, Handler.ANYWHERE, number("symlink"), FROM)).isEqualTo(LOG);
        assertThat(verdict(seen, new Handler(true, FROM, TO, 0), number("symlink"), FROM))
                .isEqualTo(LOG);
        assertThat(verdict(seen, new Handler(true, FROM, FROM, GATE), number("symlink"), FROM))
                .isEqualTo(LOG);
    }

    @Test
    void aWarningOfTheGlobalFilterIsCountedInAllProcesses() {
        Filter warns = filter(Action.ALLOW, Action.WARN, "symlink");
        FilterStack global = new FilterStack(warns, null, null);
        assertThat(verdict(global, PLACED, number("symlink"), FROM)).isEqualTo(TRAP_WARN);
        assertThat(verdict(global, PLACED, number("symlink"), GATE)).isEqualTo(ALLOW);
        assertThat(verdict(global, PLACED, number("symlink"), TO))
                .as("programs")
                .isEqualTo(LOG);
        FilterStack session = new FilterStack(warns, NOTHING, null);
        assertThat(verdict(session, PLACED, number("symlink"), FROM)).isEqualTo(TRAP_WARN);
        assertThat(verdict(session, PLACED, number("symlink"), GATE)).isEqualTo(ALLOW);
    }

    @Test
    void aWarningTakesNoDenialBack() {
        Filter warns = filter(Action.ALLOW, Action.WARN, "symlink");
        Filter errs = filter(Action.ALLOW, Action.ERROR, "symlink");
        Filter kills = filter(Action.ALLOW, Action.KILL, "symlink");
        for (FilterStack stack : List.of(
                new FilterStack(errs, warns, null),
                new FilterStack(NOTHING, errs, warns),
                new FilterStack(NOTHING, warns, errs),
                new FilterStack(warns, errs, null))) {
            assertThat(verdict(stack, PLACED, number("symlink"), FROM)).isEqualTo(TRAP_ERROR);
            assertThat(verdict(stack, PLACED, number("symlink"), GATE)).isEqualTo(ERRNO);
        }
        for (long pointer : new long[] {FROM, GATE, 0}) {
            assertThat(verdict(new FilterStack(kills, warns, null), PLACED, number("symlink"), pointer))
                    .isEqualTo(0x80000000);
        }
    }

    @Test
    void theHandlerStaysWhereAFilterWarns() {
        Filter warns = filter(Action.ALLOW, Action.WARN, "symlink");
        Program program = FilterCompiler.compile(new FilterStack(NOTHING, warns, null), Level.SESSION, PLACED);
        assertThat(sigaction(program, 31, 1)).isEqualTo(0x00050000);
    }

    @Test
    void theGlobalFilterEndsNoProcessAndExplainsTheError() {
        for (Action action : List.of(Action.ERROR, Action.TERMINATE)) {
            FilterStack stack = new FilterStack(filter(Action.ALLOW, action, "symlink"), null, null);
            assertThat(verdict(stack, PLACED, number("symlink"), FROM)).isEqualTo(TRAP_ERROR);
            assertThat(verdict(stack, PLACED, number("symlink"), TO))
                    .as("programs")
                    .isEqualTo(ERRNO);
            assertThat(verdict(stack, Handler.ANYWHERE, number("symlink"), FROM))
                    .as("where programs cannot be told apart")
                    .isEqualTo(ERRNO);
        }
    }

    /** A session's filter may kill what the global one explains, and nothing else. */
    @Test
    void aSessionsFilterKeepsTheHandlerThatTheGlobalOneNeeds() {
        Filter global = filter(Action.ALLOW, Action.ERROR, "symlink");
        Filter kills = filter(Action.ALLOW, Action.KILL, "symlink");
        assertThat(sigaction(
                        FilterCompiler.compile(new FilterStack(global, kills, null), Level.SESSION, PLACED), 31, 1))
                .isEqualTo(0x00050000);
        assertThat(sigaction(FilterCompiler.compile(new FilterStack(global, kills, null), Level.GLOBAL, PLACED), 31, 1))
                .isEqualTo(0x00050000);
    }

    @Test
    void aProcessThatMustNotEndGetsAnError() {
        FilterStack stack = new FilterStack(NOTHING, filter(Action.ALLOW, Action.TERMINATE, "symlink"), null);
        assertThat(verdict(stack, PLACED.of(false), number("symlink"), FROM)).isEqualTo(TRAP_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void callsThatCannotBeSeenAreNeverTheHandlers(Architecture architecture) {
        for (Action action : List.of(Action.ERROR, Action.TERMINATE)) {
            FilterStack stack = new FilterStack(
                    new Filter(architecture, Action.ALLOW, List.of()),
                    new Filter(architecture, action, List.of()),
                    null);
            Program program = FilterCompiler.compile(stack, Level.SESSION, PLACED);
            for (Syscall syscall : UnseenCalls.of(architecture)) {
                if (syscall.name().equals("restart_syscall")) {
                    continue; // allowed by every default, see aDefaultDoesNotDenyWhatTheKernelMakesAfterAStop
                }
                assertThat(Interpreter.run(program, new SeccompData(syscall.number(), architecture.auditArch(), FROM)))
                        .as(syscall.name())
                        .isEqualTo(ERRNO);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDefaultDoesNotDenyWhatTheKernelMakesAfterAStop(Architecture architecture) {
        int restart = architecture.syscalls().named("restart_syscall").number();
        for (Action action : List.of(Action.ERROR, Action.TERMINATE, Action.KILL)) {
            Filter denies = new Filter(architecture, action, List.of());
            FilterStack stack = new FilterStack(denies, denies, denies, denies);
            for (Level level : Level.values()) {
                Program program = FilterCompiler.compile(stack, level, PLACED);
                assertThat(Interpreter.run(program, new SeccompData(restart, architecture.auditArch(), FROM)))
                        .as("%s, %s", level, action)
                        .isEqualTo(ALLOW);
            }
        }
    }

    @Test
    void callsOfAnotherAbiAreNeverTheHandlers() {
        FilterStack stack = new FilterStack(NOTHING, filter(Action.TERMINATE, Action.ERROR), null);
        Program program = FilterCompiler.compile(stack, Level.SESSION, PLACED);
        assertThat(Interpreter.run(program, new SeccompData(88, 0x40000003, FROM)))
                .isEqualTo(ERRNO);
        assertThat(verdict(program, 0x40000000 | 88, FROM)).isEqualTo(ERRNO);
    }

    private static int sigaction(Program program, int signal, long act) {
        SeccompData call = new SeccompData(number("rt_sigaction"), Architecture.X86_64.auditArch(), FROM)
                .withArgument(Architecture.X86_64, 0, signal)
                .withArgument(Architecture.X86_64, 1, act);
        return Interpreter.run(program, call);
    }

    /** 31 is SIGSYS; SECCOMP_RET_ERRNO with 0 is a call that succeeds and has no effect. */
    @Test
    void theHandlerStaysWhereAFilterNeedsIt() {
        Filter allows = filter(Action.ALLOW, Action.ERROR, "symlink");
        Filter errs = filter(Action.ALLOW, Action.ERROR, "symlink", "rt_sigaction");
        Filter denies = filter(Action.ERROR, Action.ALLOW, "symlink");
        for (Filter session : List.of(allows, errs, denies)) {
            FilterStack stack = new FilterStack(NOTHING, session, null);
            Program program = FilterCompiler.compile(stack, Level.SESSION, PLACED);
            int other = session.equals(allows) ? ALLOW : ERRNO;
            for (long act : new long[] {1, -1, 1L << 32, 0x7fff_0000_1000L, 1L << 63}) {
                assertThat(sigaction(program, 31, act)).as("%x", act).isEqualTo(0x00050000);
                for (int signal : new int[] {0, 1, 30, 32, 31 | 1 << 31, -1}) {
                    assertThat(sigaction(program, signal, act))
                            .as("signal %d", signal)
                            .isEqualTo(other);
                }
            }
            assertThat(sigaction(program, 31, 0)).as("asks").isEqualTo(other);
        }
    }

    @Test
    void aClientsFilterKeepsTheHandlerThatTheSessionsNeeds() {
        Filter session = filter(Action.ALLOW, Action.ERROR, "symlink");
        Filter kills = filter(Action.ALLOW, Action.KILL, "symlink");
        FilterStack stack = new FilterStack(NOTHING, session, kills);
        assertThat(sigaction(FilterCompiler.compile(stack, Level.CLIENT, PLACED), 31, 1))
                .isEqualTo(0x00050000);
    }

    @Test
    void whereNoFilterNeedsTheHandlerItsCallIsLikeAnyOther() {
        Filter kills = filter(Action.ALLOW, Action.KILL, "symlink");
        FilterStack stack = new FilterStack(kills, filter(Action.ALLOW, Action.ERROR, "symlink"), null);
        assertThat(sigaction(FilterCompiler.compile(stack, Level.GLOBAL, PLACED), 31, 1))
                .isEqualTo(ALLOW);
        Filter unseen = filter(Action.ALLOW, Action.ERROR, "execve");
        assertThat(sigaction(
                        FilterCompiler.compile(new FilterStack(NOTHING, unseen, null), Level.SESSION, PLACED), 31, 1))
                .isEqualTo(ALLOW);
    }

    /** The program of a level and what is expected of it come from separate code. */
    @Test
    void programsDoWhatIsExpectedOfThem() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FilterStack stack = new FilterStack(
                    RandomFilters.random(3 * seed, Architecture.X86_64, Action.values()),
                    random.nextInt(4) == 0
                            ? null
                            : RandomFilters.random(3 * seed + 1, Architecture.X86_64, Action.values()),
                    random.nextBoolean()
                            ? null
                            : RandomFilters.random(3 * seed + 2, Architecture.X86_64, Action.values()));
            if (random.nextBoolean()) {
                stack = stack.in(RandomFilters.random(3 * seed + 1000, Architecture.X86_64, Action.values()));
            }
            Handler handler = new Handler(
                    random.nextBoolean(), FROM, random.nextInt(3) == 0 ? FROM : TO, random.nextInt(4) == 0 ? 0 : GATE);
            for (Level level : Level.values()) {
                if (stack.at(level) != null) {
                    // A database's is compiled and proved without the sessions'.
                    FilterStack known = level == Level.DATABASE ? stack.knownTo(level) : stack;
                    assertAgreement(known, level, handler, "seed " + seed + ", " + level);
                }
            }
        }
    }

    private static void assertAgreement(FilterStack stack, Level level, Handler handler, String label) {
        Program program = FilterCompiler.compile(stack, level, handler);
        assertThat(ProgramChecker.problemOf(program)).as(label).isNull();
        ExpectedActions expected = ExpectedActions.ofLevel(stack, level, handler);
        ExpectedActions all = ExpectedActions.ofLevel(stack, level, handler).withThoseBelow(stack, level, handler);
        List<Program> programs = programs(stack.upTo(level), handler);
        for (int number = 0; number < ExpectedActions.NUMBERS; number += 3) {
            assertThat(verdict(program, number, FROM))
                    .as("%s, number %d", label, number)
                    .isEqualTo(expected.ofNumber(number).otherwise().value());
            assertThat(verdict(programs, number, FROM))
                    .as("%s, number %d, all filters", label, number)
                    .isEqualTo(all.ofNumber(number).otherwise().value());
        }
        assertThat(verdict(program, 5000, FROM)).isEqualTo(expected.others().value());
    }
}
