package org.pgseccomp.bpf;

import java.util.Arrays;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Syscall;

/**
 * What a filter does with each system call, written down without compiling anything. It travels beside the program, and
 * whoever loads the program compares the two (verify.c in the extension). Actions are written as {@link Answer}s: an error that a
 * handler makes is one of its own.
 */
public final class ExpectedActions {
    /** Numbers 0 to this one, exclusive, are written down one by one; no kernel has numbers as high. */
    public static final int NUMBERS = 1024;

    private static final Action[] ACTIONS = Action.values();

    private final byte[] ofNumber;
    private final Answer others;
    private final Answer foreign;

    private ExpectedActions(byte[] ofNumber, Answer others, Answer foreign) {
        this.ofNumber = ofNumber;
        this.others = others;
        this.foreign = foreign;
    }

    /** The ordinal of the answer for each number below {@link #NUMBERS}, of a filter by itself. Every other number has the default action. */
    public static byte[] of(Filter filter) {
        byte[] expected = actionsOf(filter);
        for (int number = 0; number < NUMBERS; number++) {
            expected[number] = (byte) Answer.of(ACTIONS[expected[number]]).ordinal();
        }
        return expected;
    }

    /** The ordinal of the action for each number. */
    private static byte[] actionsOf(Filter filter) {
        byte[] actions = new byte[NUMBERS];
        Arrays.fill(actions, (byte) filter.defaultAction().ordinal());
        // What the kernel makes when a stopped process goes on is denied by name, or not at all.
        Syscall restart = filter.architecture().syscalls().named("restart_syscall");
        if (restart != null && filter.defaultAction().compareTo(Action.LOG) > 0) {
            actions[restart.number()] = (byte) Action.ALLOW.ordinal();
        }
        for (Rule rule : filter.rules()) {
            actions[rule.syscall().number()] = (byte) rule.action().ordinal();
        }
        return actions;
    }

    /** Of several filters: the strictest that one of them has. */
    private static byte[] actionsOf(FilterStack stack) {
        byte[] strictest = new byte[NUMBERS];
        for (Filter filter : stack.filters()) {
            keepStrictest(strictest, actionsOf(filter));
        }
        return strictest;
    }

    private static void keepStrictest(byte[] strictest, byte[] others) {
        for (int number = 0; number < NUMBERS; number++) {
            if (others[number] > strictest[number]) {
                strictest[number] = others[number];
            }
        }
    }

    /** Of the filter of a level in a stack; where it has none, of the level below. */
    public static ExpectedActions ofLevel(FilterStack stack, Level level, Handler handler) {
        return stack.at(level) == null
                ? ofLevel(stack, Level.GLOBAL, handler)
                : new Reader(stack, level, handler).read();
    }

    /** Of this filter, which is that of the level, and all below: the strictest answer that one of them has. */
    public ExpectedActions withThoseBelow(FilterStack stack, Level level, Handler handler) {
        ExpectedActions all = this;
        for (Level each : Level.values()) {
            if (each.compareTo(level) < 0 && stack.at(each) != null) {
                all = all.orStricter(ofLevel(stack, each, handler));
            }
        }
        return all;
    }

    private ExpectedActions orStricter(ExpectedActions other) {
        byte[] strictest = ofNumber.clone();
        keepStrictest(strictest, other.ofNumber);
        return new ExpectedActions(
                strictest,
                others.compareTo(other.others) > 0 ? others : other.others,
                foreign.compareTo(other.foreign) > 0 ? foreign : other.foreign);
    }

    /** The ordinal of the answer for each number below {@link #NUMBERS}. */
    public byte[] ofNumber() {
        return ofNumber.clone();
    }

    /** The answer for every other number. */
    public Answer others() {
        return others;
    }

    /** The answer for calls of any other ABI. */
    public Answer foreign() {
        return foreign;
    }

    private static final class Reader {
        private final Filter filter;
        private final FilterStack below;
        private final Level level;
        private final Handler handler;
        private final boolean isTold;

        Reader(FilterStack stack, Level level, Handler handler) {
            this.filter = stack.at(level);
            this.below = stack.upTo(level);
            this.level = level;
            this.handler = handler;
            this.isTold = handler.isPlaced() || !Handler.executes(below);
        }

        ExpectedActions read() {
            byte[] own = actionsOf(filter);
            byte[] all = actionsOf(below);
            byte[] answers = answers();
            byte[] expected = new byte[NUMBERS];
            for (int number = 0; number < NUMBERS; number++) {
                expected[number] = answers[own[number] * ACTIONS.length + all[number]];
            }
            if (level != Level.GLOBAL) {
                for (Syscall syscall : UnseenCalls.of(below.architecture())) {
                    int number = syscall.number();
                    expected[number] = (byte) answer(ACTIONS[own[number]], ACTIONS[all[number]], false)
                            .ordinal();
                }
            }
            Answer others = answer(filter.defaultAction(), below.defaultAction(), true);
            return new ExpectedActions(expected, others, Answer.of(filter.foreignAbiAction()));
        }

        /** The answer to a call that is seen, for each pair of actions: there are fewer pairs than numbers. */
        private byte[] answers() {
            byte[] answers = new byte[ACTIONS.length * ACTIONS.length];
            for (Action own : ACTIONS) {
                for (Action all : ACTIONS) {
                    answers[own.ordinal() * ACTIONS.length + all.ordinal()] =
                            (byte) answer(own, all, true).ordinal();
                }
            }
            return answers;
        }

        private Answer answer(Action own, Action all, boolean isSeen) {
            Action action = own;
            if (level != Level.GLOBAL && (all == Action.ERROR || all == Action.TERMINATE)) {
                action = all;
            }
            boolean isHandled = level != Level.GLOBAL && isSeen;
            return switch (action) {
                case ALLOW -> Answer.ALLOW;
                case LOG -> Answer.LOG;
                case KILL -> Answer.KILL;
                case ERROR -> isHandled && isTold ? Answer.EXPLAINED : Answer.ERROR;
                case TERMINATE -> {
                    Answer milder = isHandled && isTold ? Answer.EXPLAINED : Answer.ERROR;
                    yield isHandled && handler.endsProcess() ? Answer.TERMINATED : milder;
                }
            };
        }
    }
}
